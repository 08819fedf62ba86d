"""The thesis summary's numbers, against counts that were made by hand from its text.

The expected values below were counted in the printed summary (and those of the enumerations are what
its own text states), not with the library: 7 contents and 8 methods of which two are one sentence,
6 factors, 4 criteria, 5 issues, 7 solutions, 12 districts, 52 reviewed works, 9 publications.
"""

from __future__ import annotations

import csv
import re

import pytest

from real_report import ROOT, Built

LISTED = {
    "districts": 12,
    "contents": 7,
    "methods": 8,
    "roles": 3,
    "characteristics": 3,
    "factors": 6,
    "criteria": 4,
    "advantages": 4,
    "limitations": 4,
    "causes_of_advantages": 5,
    "causes_of_limitations": 5,
    "issues": 5,
    "favourable_factors": 5,
    "unfavourable_factors": 6,
    "directions": 4,
    "solutions": 7,
    "breakthrough_solutions": 2,
    "publications": 9,
}


def rows(name: str) -> list[dict[str, str]]:
    """Return a data file of the thesis."""
    with (ROOT / f"data/thesis/{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def value(whole: Built, name: str) -> object:
    """Return a result's value."""
    return whole.results[name]["value"]


@pytest.mark.parametrize(("name", "count"), LISTED.items())
def test_enumerations_have_the_items_that_were_counted_by_hand(whole: Built, name: str, count: int) -> None:
    """In the data, and in the results that the theory chapter records."""
    assert sum(row["list"] == name for row in rows("enumerations")) == count
    assert value(whole, f"thesis_theory.lists.{name}.listed") == count


def test_the_sixth_and_seventh_methods_are_one(whole: Built) -> None:
    """Eight methods are stated and listed, seven are distinct."""
    methods = [row for row in rows("enumerations") if row["list"] == "methods"]
    assert methods[5]["label"] == methods[6]["label"]
    assert [row["same_as"] for row in methods] == ["", "", "", "", "", "", "6", ""]
    assert value(whole, "thesis_theory.lists.methods.listed") == 8
    assert value(whole, "thesis_theory.lists.methods.distinct") == 7


def test_every_numbered_section_is_restated() -> None:
    """Each section from 1.1 to 4.2.7.2 is named by its number in some chapter, for comparison."""
    text = " ".join(path.read_text(encoding="utf-8") for path in ROOT.glob("chapters/thesis-*/index.qmd"))
    numbers = [row["number"] for row in rows("structure") if re.match(r"\d\.\d", row["number"])]
    assert len(numbers) > 60
    missing = [n for n in numbers if not re.search(rf"(?<![\d.]){re.escape(n)}(?!\.?\d)", text)]
    assert missing == []


def test_chapters_and_sections(whole: Built) -> None:
    """The introduction announces 4 chapters and 10 sections; the headings 1.1 to 4.2 are 3 + 3 + 2 + 2."""
    headings = [row["number"] for row in rows("structure")]
    assert sum(number in ("1", "2", "3", "4") for number in headings) == 4
    assert value(whole, "thesis_theory.structure.sections") == 10
    assert [value(whole, f"thesis_theory.structure.chapter_{n}.sections") for n in (1, 2, 3, 4)] == [
        3,
        3,
        2,
        2,
    ]


def test_every_stated_count_is_in_one_table(whole: Built) -> None:
    """18 statements, counted in the text: all agree with what is listed, 17 with what is distinct."""
    assert value(whole, "thesis_introduction.stated.places") == 18
    assert value(whole, "thesis_introduction.stated.agree_as_listed") == 18
    assert value(whole, "thesis_introduction.stated.agree_as_distinct") == 17


def test_labels_are_short() -> None:
    """Eight words or fewer, in every list of both originals, in the headings and in the diagram."""
    files = ("thesis/enumerations", "thesis/structure", "hanoi-urban-government/enumerations")
    for name in (*files, "hai-phong-awareness/figure-1"):
        with (ROOT / f"data/{name}.csv").open(encoding="utf-8") as file:
            labels = [row["label"] for row in csv.DictReader(file)]
        assert [label for label in labels if len(re.findall(r"[^\W_]+(?:[-/.’'][^\W_]+)*", label)) > 8] == []


def test_the_words_that_limit_the_headings(whole: Built) -> None:
    """Read off the eight headings: "relatively" twice and "most" on one side, "not very" on the other."""
    names = ("advantages.reach", "advantages.degree", "limitations.reach", "limitations.degree")
    found = [value(whole, f"thesis_current_state.qualifiers.{name}") for name in names]
    assert found == [1, 2, 2 + 1 + 2 + 1 + 1 + 1 + 1 + 1, 1]


def test_issues_and_solutions_where_they_return(whole: Built) -> None:
    """By hand: three of five issues and two of seven solutions keep their words, one of each changes."""
    for name, counts in (("issues", (3, 1, 1)), ("solutions", (2, 4, 1))):
        kinds = ("same", "variant", "changed")
        found = tuple(value(whole, f"thesis_conclusions.{name}.{kind}") for kind in kinds)
        assert found == counts


@pytest.mark.parametrize(("section", "works"), [("1.1.1", 12), ("1.1.2", 7), ("1.2.1", 24), ("1.2.2", 9)])
def test_reviewed_works_by_section(whole: Built, section: str, works: int) -> None:
    """Counted on the printed pages, section by section."""
    assert value(whole, f"thesis_literature.works.section_{section.replace('.', '_')}") == works


def test_shares_of_recent_works(whole: Built) -> None:
    """24 of 52 works are from 2020 or later: 20 of 33 in Vietnam, 4 of 19 outside (exact quotients)."""
    assert value(whole, "thesis_literature.recent.all.share") == "6/13"
    assert value(whole, "thesis_literature.recent.inside.share") == "20/33"
    assert value(whole, "thesis_literature.recent.outside.share") == "4/19"


def test_publications_by_year(whole: Built) -> None:
    """Two articles in 2023, six in 2024, one in 2025."""
    years = [value(whole, f"thesis_conclusions.publications.year_{year}") for year in (2023, 2024, 2025)]
    assert years == [2, 6, 1]


def test_quantities_as_printed() -> None:
    """The area, the founding day and the years of scope stand as the summary prints them."""
    printed = {row["printed"] for row in rows("quantities")}
    assert "3,359.82" in printed
    assert any("1930" in value for value in printed)
    assert any("2035" in value for value in printed)
