"""What is said of where a number comes from."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from reproreport.errors import ReportError
from reproreport.project import load_project
from reproreport.render.book import data_files
from reproreport.render.provenance import SAID, Provenance, Recorded, Rows, full_value, rows_of
from reproreport.results.result import make_result


@pytest.mark.parametrize(
    ("value", "more", "words"),
    [
        ("2/3", {"kind": "percent"}, None),
        (7, {"kind": "words", "unit": "items"}, "7"),
        (0.0312345, {"kind": "p_value"}, "0.0312345"),
        ([0.25, 0.5], {"kind": "interval", "unit": "%"}, "25% to 50%"),
        ("65,7", {"kind": "printed"}, "65,7"),
    ],
)
def test_a_value_in_full(value: Any, more: dict[str, Any], words: str | None) -> None:
    """A count is itself, an interval both of its ends, a printed value what is printed."""
    if words is None:
        from fractions import Fraction

        value, words = Fraction(2, 3), "2/3 = 66.6666666667%"
        more = {**more, "unit": "%"}
    assert full_value(make_result("x", value, **more)) == words


def test_rows_are_told_by_file_and_run() -> None:
    """In the order of their lines; what is no place is left out."""
    places = ["data/a.csv:4", "data/a.csv:2", "data/a.csv:3", "data/b.csv:9", "data/a.csv:7", "nowhere"]
    found = rows_of(places)
    assert found == [Rows("data/a.csv", (2, 3, 4, 7)), Rows("data/b.csv", (9,))]
    assert [one.text for one in found] == ["2–4, 7", "9"]


def test_findings_that_are_not_exact_are_said_first() -> None:
    """And of many, how many more there are."""
    findings = (("d.csv:2", "exact", "a"), ("d.csv:2", "inconsistent", "b"), ("d.csv:3", "exact", "c"))
    provenance = Provenance({"x": Recorded(findings=findings)})
    assert provenance.audited(["d.csv:2", "d.csv:3"]) == ("inconsistent: b",)
    assert provenance.audited(["d.csv:3"]) == ("exact: c",)
    assert provenance.audited(["d.csv:4"]) == ()
    many = Provenance({"x": Recorded(findings=tuple(("d.csv:1", "exact", str(n)) for n in range(SAID + 2)))})
    assert many.audited(["d.csv:1"])[-1] == "and 2 more"


def test_data_files_of_chapters_and_of_numbers() -> None:
    """Those that notebooks read, and those whose rows a number of another chapter names."""
    one = Recorded(read={3: ("data/a.csv",)})
    result = make_result("y.n", 1, kind="count", rows=["data/b.csv:2"])
    other = Recorded(results={"y.n": result}, read={1: ("data/c.csv",)})
    provenance = Provenance({"x": one, "y": other})
    assert provenance.files(["x"], ["y.n"]) == {PurePosixPath("data/a.csv"), PurePosixPath("data/b.csv")}
    assert provenance.chapter_of("y.n") == "y"
    assert provenance.chapter_of("z") == ""


def test_data_that_are_not_published(report: Path) -> None:
    """``publish-data: false`` keeps files off the pages; any other word is refused with its line."""
    config = report / "_quarto.yml"
    provenance = Provenance({"coffee": Recorded(read={1: ("data/coffee/cups.csv",)})})
    project = load_project(report)
    assert data_files(project, provenance, ()) == {PurePosixPath("data/coffee/cups.csv")}
    written = config.read_text(encoding="utf-8")
    config.write_text(written.replace("report:\n", "report:\n  publish-data: false\n"), encoding="utf-8")
    assert data_files(load_project(report), provenance, ()) == frozenset()
    config.write_text(written.replace("report:\n", "report:\n  publish-data: some\n"), encoding="utf-8")
    with pytest.raises(ReportError, match=r"_quarto\.yml:\d+: publish-data: some is not understood"):
        load_project(report)
