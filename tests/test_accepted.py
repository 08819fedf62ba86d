"""Every accepted result is a test of its own, so that a report of a run names the number that moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from real_report import ROOT, Built
from reproreport.accepted.baseline import read_accepted
from reproreport.accepted.causes import with_causes
from reproreport.accepted.compare import Drift, compare
from reproreport.accepted.current import read_current
from reproreport.accepted.words import worded
from reproreport.project import load_project

ACCEPTED = read_accepted(Path(ROOT))


@pytest.fixture(scope="module")
def drifts(whole: Built) -> dict[str, Drift]:
    """Return what differs between the accepted results and those of the report as built, by name."""
    now = read_current(load_project(whole.root))
    comparison = with_causes(compare(ACCEPTED, now), now, load_project(ROOT))
    return {name: drift for drift in comparison.drifts for name in drift.names}


@pytest.mark.parametrize("name", ACCEPTED)
def test_result(drifts: dict[str, Drift], name: str) -> None:
    """The result is as accepted."""
    if name in drifts:
        pytest.fail(str(worded(drifts[name])), pytrace=False)


def test_no_result_is_new(drifts: dict[str, Drift]) -> None:
    """Every result that the report computes was accepted."""
    assert [drift.name for drift in drifts.values() if drift.accepted is None] == []


def test_results_were_accepted() -> None:
    """The files of accepted results are there; without them nothing above would be tested."""
    assert ACCEPTED, "run `report accept`, look at what it writes, and commit it"
