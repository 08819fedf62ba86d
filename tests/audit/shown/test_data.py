"""The audit as JSON: stable keys, exact numbers, and a page that describes them all."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from finding_examples import drinks_audit, drinks_claims, pets_audit
from reproreport.audit.checks.bases import BaseReason, DirectionReason
from reproreport.audit.checks.means import MeanReason
from reproreport.audit.checks.percentages import PercentReason, RangeReason
from reproreport.audit.checks.readings import ReadingReason
from reproreport.audit.checks.sums import SumReason
from reproreport.audit.claims.claim import ClaimReason
from reproreport.audit.finding import Check, Reason, Verdict
from reproreport.audit.papers.recomputed import ShareReason, TestReason
from reproreport.audit.rules.kind import KindReason
from reproreport.audit.shown.data import VERSION, as_data, plain
from reproreport.audit.significance.check import PValueReason
from reproreport.errors import Problem

DOCS = Path(__file__).parents[3] / "docs/audit.md"

#: Where a key is named after something in a table, such as an identifier or a reading.
OWN_KEYS = ("evidence", "by_check", "percentages", "all", "differing", "supported", "also")


@pytest.fixture
def data(tmp_path: Path) -> dict[str, Any]:
    """An audit with something of everything, as a program reads it."""
    audit = drinks_audit(tmp_path)
    problem = Problem("the file is empty", "x.csv:1", "fill it")
    made = as_data([audit, pets_audit(tmp_path)], drinks_claims(audit), [problem])
    read: dict[str, Any] = json.loads(json.dumps(made, allow_nan=False))
    return read


def keys(value: object) -> set[str]:
    """All keys of a value, without those that a table gives."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if not isinstance(value, dict):
        return set()
    inner = (keys(item) for key, item in value.items() if key not in OWN_KEYS or key == "supported")
    return set(value).union(*inner) - {"first", "second"}


def test_the_top(data: dict[str, Any]) -> None:
    """A version, the tables, the claims, and what could not be audited."""
    assert list(data) == ["version", "papers", "tables", "claims", "problems"]
    assert data["version"] == VERSION == 1
    assert data["problems"] == [{"what": "the file is empty", "where": "x.csv:1", "fix": "fill it"}]
    assert [table["name"] for table in data["tables"]] == ["data/brown/drinks.csv", "data/brown/pets.csv"]


def test_a_finding(data: dict[str, Any]) -> None:
    """46 of 60 is 76.67%, exactly 230/3; the power at an N of 60 and one decimal is 1 - 60/1000."""
    (found,) = [
        one
        for one in data["tables"][0]["findings"]
        if one["check"] == "percentage" and one["verdict"] == "inconsistent"
    ]
    assert found["origin"] == ["data/brown/drinks.csv:6", "data/brown/drinks.csv:6"]
    assert found["addresses"] == [
        {"part": "percent", "item": "2", "response": "", "group": "women"},
        {"part": "count", "item": "2", "response": "", "group": "women"},
        {"part": "N", "item": "", "response": "", "group": "women"},
    ]
    assert found["evidence"]["exact"] == "230/3"
    assert found["evidence"]["power"] == "47/50"
    assert (found["evidence"]["count"], found["evidence"]["base"]) == (46, 60)
    assert found["explanation"].startswith("46 of 60 is 76.7%")


def test_counts_of_verdicts(data: dict[str, Any]) -> None:
    """By hand: of nine percentages one is off and one rounded up."""
    summary = data["tables"][0]["summary"]
    assert summary["percentages"] == {
        "exact": 7,
        "within rounding": 1,
        "not checkable": 0,
        "inconsistent": 1,
    }
    assert summary["by_check"]["row sum"]["inconsistent"] == 1
    assert sum(summary["all"].values()) == len(data["tables"][0]["findings"])


def test_a_repair(data: dict[str, Any]) -> None:
    """36 for 46: proposed, never applied, with the tests that depend on it."""
    (component,) = data["tables"][0]["repairs"]
    (repair,) = component["repairs"]
    (change,) = repair["changes"]
    assert component["unique"] is True
    assert (change["printed"], change["proposed"], change["from"], change["to"]) == ("46", "36", "36", "36")
    assert repair["decisions"]["depend"] is True
    (item,) = [one for one in repair["decisions"]["items"] if one["depends"]]
    # scipy.stats.chi2_contingency([[20, 20], [46, 14]], correction=False), and with [36, 24].
    assert item["printed"]["p"] == pytest.approx(0.005819160896819844, abs=1e-12)
    assert item["repaired"]["p"] == pytest.approx(0.32367816090701373, abs=1e-12)
    assert [one["supported"] for one in data["tables"][0]["supported_counts"]] == [36]
    assert data["tables"][0]["tests"]["supported"]["items"][1]["counts"] == [[20, 20], [36, 24]]


def test_claims(data: dict[str, Any]) -> None:
    """What is said, where, and whether it holds."""
    verdicts = {claim["id"]: claim["finding"]["verdict"] for claim in data["claims"]}
    assert verdicts == {"men-coffee": "exact", "women-tea": "inconsistent", "taste": "not checkable"}
    assert data["claims"][0]["says"] == "Men prefer coffee to tea."


def test_what_was_not_made_is_null(tmp_path: Path) -> None:
    """No repairs were looked for; there is one reading only; nothing changed."""
    (table,) = as_data([replace(pets_audit(tmp_path), repairs=None)])["tables"]
    assert table["repairs"] is None
    assert table["readings"] is None
    assert table["tests"]["supported"] is None


def test_the_page_describes_every_key(data: dict[str, Any]) -> None:
    """Each stands in docs/audit.md as code."""
    described = set(re.findall(r"`(\w+)`", DOCS.read_text(encoding="utf-8")))
    assert keys(data) - described == set()


def row(name: str) -> list[str]:
    """Return the words in code of a row of the page, of its last one with that name."""
    *_, found = re.findall(
        rf"^\| {re.escape(name)} \| (.*) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE
    )
    return re.findall(r"`([^`]+)`", found.partition("; of a claim")[0])


@pytest.mark.parametrize(
    ("name", "words"), [("`check`", Check), ("`verdict`", Verdict)], ids=["check", "verdict"]
)
def test_the_page_has_the_words_of_findings(name: str, words: type[Enum]) -> None:
    """Programs compare these words, so none changes, and none is added, without the page."""
    assert row(name) == [one.value for one in words]


@pytest.mark.parametrize(
    ("check", "reasons"),
    [
        ("percentage", PercentReason),
        ("range", RangeReason),
        ("base", BaseReason),
        ("derivation", DirectionReason),
        ("sums", SumReason),
        ("kind of table", KindReason),
        ("p-value", PValueReason),
        ("readings", ReadingReason),
        ("claim", ClaimReason),
        ("mean", MeanReason),
        ("test in the text", TestReason),
        ("percentage in the text", ShareReason),
    ],
)
def test_the_page_has_every_reason(check: str, reasons: type[Reason]) -> None:
    """In the words that programs compare, by check."""
    _, _, page = DOCS.read_text(encoding="utf-8").partition("Its reason, by check")
    (found,) = re.findall(rf"^\| {check} \| (.*) \|$", page.partition("Its evidence")[0], re.MULTILINE)
    assert found == "; ".join(f"`{reason.value}`" for reason in reasons)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(131, 200), "131/200"),
        (Fraction(88), "88/1"),
        (float("nan"), None),
        (float("inf"), None),
        (0.5, 0.5),
        (True, True),
        (Verdict.WITHIN, "within rounding"),
        ({"a": (1, None)}, {"a": [1, None]}),
    ],
)
def test_values(value: object, expected: object) -> None:
    """Fractions are exact texts; JSON has no infinity."""
    assert plain(value) == expected


def test_other_types_are_a_defect() -> None:
    """And no silent text."""
    with pytest.raises(TypeError, match="Path"):
        plain(Path("x"))
