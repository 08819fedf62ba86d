"""Reading claims: the documented format, and what every reference means."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from reproreport.audit.claims.claim import Form
from reproreport.audit.claims.evaluate import evaluate
from reproreport.audit.claims.quantity import Unit
from reproreport.audit.claims.read import claims
from reproreport.audit.finding import Verdict
from reproreport.audit.table import Address, Part
from reproreport.errors import DataError
from travel_claims import CELL, change_header, documented_example, entry, head, one, read, write, write_travel

EXACT, OPEN, NOT = Verdict.EXACT, Verdict.UNCHECKABLE, Verdict.INCONSISTENT


@pytest.fixture
def travel(tmp_path: Path) -> Path:
    """Return a project with one data folder, without its claims."""
    return write_travel(tmp_path)


def test_the_documented_examples(travel: Path) -> None:
    """The page's own file is read, has every form, and its claims have the verdicts they look like."""
    write(travel, documented_example())
    found = read(travel)
    assert {claim.form for claim in found} == set(Form)
    assert {claim.id: evaluate(claim).verdict for claim in found} == {
        "women-cycle": EXACT,
        "cities": EXACT,
        "walking-first": EXACT,
        "men-never-first": EXACT,
        "more-women-walk": EXACT,
        "few-men-cycle": EXACT,
        "most-walk": EXACT,
        "most-women": EXACT,
        "order": EXACT,
        # χ²(1) = 0.339 of 83 in 200 and 38 in 100: p = .56.
        "differ": NOT,
        "rise": OPEN,
    }


def test_a_claim_knows_where_it_stands(travel: Path) -> None:
    """Section, line in each reading, and file and line of the entry itself."""
    claim = one(travel, f'also: {{"2": 9}}\nnote: read so\nform: most of\nwhich: {{cell: {CELL}}}')
    assert (claim.id, claim.section, claim.line, claim.also) == ("one", "results", 7, {"2": 9})
    assert (claim.source, claim.reading, claim.note) == ("doe2024travel", "1", "read so")
    assert (claim.file, claim.origin) == ("data/travel/claims.yml", "data/travel/claims.yml:4")
    finding = evaluate(claim)
    assert finding.table == "data/travel/claims.yml"
    assert finding.origin[0] == "data/travel/claims.yml:4"
    assert finding.origin[1] == "data/travel/travel.csv:2"
    assert finding.addresses[0] == Address(Part.PERCENT, "women", "cycle")


@pytest.mark.parametrize(
    ("reference", "unit", "exact", "name"),
    [
        # 83 of 200, exactly.
        (f"cell: {CELL}", Unit.PERCENT, Fraction(83, 2), "item cycle, Women"),
        (f"cell: {CELL}".replace("percent", "count"), Unit.COUNT, Fraction(83), "item cycle, Women"),
        ("size: {table: travel, group: men}", Unit.COUNT, Fraction(100), "N, Men"),
        ("size: {table: travel.csv, group: men}", Unit.COUNT, Fraction(100), "N, Men"),
        ("groups: {table: travel}", Unit.COUNT, Fraction(2), "groups of travel"),
        ("items: {table: travel}", Unit.COUNT, Fraction(2), "items of travel"),
        ("rows: {file: lists.csv}", Unit.COUNT, Fraction(7), "lists.csv"),
        ("rows: {file: lists.csv, where: {list: towns}}", Unit.COUNT, Fraction(3), "lists.csv, towns"),
        (
            "rows: {file: lists.csv, where: {list: towns}, distinct: label}",
            Unit.COUNT,
            Fraction(2),
            "lists.csv, towns",
        ),
        ("rows: {file: lists.csv, where: {label: [Em, An]}}", Unit.COUNT, Fraction(3), "lists.csv, Em or An"),
        ("sum: {size: {table: travel, group: [women, men]}}", Unit.COUNT, Fraction(300), ""),
        (
            "sum: [{size: {table: travel, group: men}}, {rows: {file: lists.csv}}]",
            Unit.COUNT,
            Fraction(107),
            "",
        ),
        ("p: {table: travel, item: cycle}", Unit.P_VALUE, None, "p of travel"),
    ],
)
def test_references(travel: Path, reference: str, unit: Unit, exact: Fraction | None, name: str) -> None:
    """What each reference means, in the table and the lists above."""
    claim = one(travel, f'form: equals\nstated: "1"\nto: {{{reference}}}')
    target = claim.cases[0].quantities[1]
    assert (target.unit, target.exact({}), target.name) == (unit, exact, name)


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ('"4"', EXACT),
        ("04", EXACT),
        ("Four", EXACT),
        ("{file: stated.csv, where: {list: cities}}", EXACT),
        ("{file: stated.csv, where: {list: towns, section: results}}", NOT),
        ("{file: stated.csv, where: {list: cities, section: methods}, column: stated}", EXACT),
    ],
)
def test_stated_numbers(travel: Path, stated: str, verdict: Verdict) -> None:
    """Digits, words, or the one row of a data file; there are four cities."""
    claim = one(
        travel, f"form: equals\nstated: {stated}\nto: {{rows: {{file: lists.csv, where: {{list: cities}}}}}}"
    )
    assert evaluate(claim).verdict is verdict


def test_a_stated_number_knows_its_row(travel: Path) -> None:
    """The finding names the rows of both files."""
    stated = "stated: {file: stated.csv, where: {list: towns, section: methods}}"
    claim = one(travel, f"form: equals\n{stated}\nto: {{rows: {{file: lists.csv, where: {{list: towns}}}}}}")
    assert evaluate(claim).origin == (
        "data/travel/claims.yml:4",
        "data/travel/stated.csv:4",
        *(f"data/travel/lists.csv:{line}" for line in (6, 7, 8)),
    )


def test_a_number_that_only_its_count_can_give(travel: Path) -> None:
    """Without a printed percentage the share is calculated: 38 of 100; without a count it is refused."""
    path = travel / "data/travel/travel.csv"
    text = path.read_text(encoding="utf-8")
    cell = CELL.replace("women", "men")
    fields = f'form: equals\nstated: "38%"\nto: {{cell: {cell}}}'
    path.write_text(text.replace('cycle,men,38,"38,0"', "cycle,men,38,"), encoding="utf-8")
    finding = evaluate(one(travel, fields))
    assert finding.verdict is EXACT
    assert finding.explanation == "Stated: “38”; 38 of 100 is 38% (item cycle, Men)."
    path.write_text(text.replace('cycle,men,38,"38,0"', 'cycle,men,,"38,0"'), encoding="utf-8")
    with pytest.raises(DataError, match="no count is printed in that cell"):
        one(travel, fields.replace("percent", "count"))


def test_most_of_two_lists(travel: Path) -> None:
    """Four of seven rows are cities, three are towns."""
    part = "rows: {file: lists.csv, where: {list: cities}}"
    whole = "rows: {file: lists.csv}"
    finding = evaluate(one(travel, f"form: most of\nwhich: {{{part}}}\nof: {{{whole}}}"))
    assert finding.verdict is EXACT
    assert finding.explanation == "Counted: 57.1% (lists.csv, cities of lists.csv), more than half."
    finding = evaluate(
        one(travel, f"form: most of\nwhich: {{{part}}}\nof: {{{whole}}}".replace("cities", "towns"))
    )
    assert finding.verdict is NOT


@pytest.mark.parametrize(("stated", "text"), [('"41.5%"', "41.5"), ('"2,310"', "2,310"), ("four", "four")])
def test_an_unbound_claim_may_keep_its_number(travel: Path, stated: str, text: str) -> None:
    """The stated number is kept for whoever reads the finding as data."""
    claim = one(travel, f"form: equals\nstated: {stated}\nunbound: it stands nowhere else")
    number = claim.cases[0].quantities[0].printed
    assert number is not None
    assert number.text == text
    assert evaluate(claim).verdict is OPEN


def test_names_tell_numbers_apart(travel: Path) -> None:
    """Only what differs is named: the group, or the item, or both."""
    among = "{cell: {table: travel, item: cycle, group: [women, men], number: percent}}"
    claim = one(travel, f"form: largest among\nwhich: {{cell: {CELL}}}\namong: {among}")
    assert [quantity.name for quantity in claim.cases[0].quantities] == ["Women", "Men"]
    among = "{cell: {table: travel, item: [cycle, walk], group: women, number: percent}}"
    claim = one(travel, f"form: largest among\nwhich: {{cell: {CELL}}}\namong: {among}")
    assert [quantity.name for quantity in claim.cases[0].quantities] == ["item cycle", "item walk"]


def test_each_makes_a_case_of_every_value(travel: Path) -> None:
    """Cells take the field from it; the cases are named by it."""
    cell = "{cell: {table: travel, group: women, number: percent}}"
    claim = one(travel, f"form: most of\neach: {{item: [cycle, walk]}}\nwhich: {cell}")
    assert [case.name for case in claim.cases] == ["item cycle", "item walk"]
    assert [case.quantities[0].exact({}) for case in claim.cases] == [Fraction(83, 2), Fraction(121, 2)]
    cell = "{cell: {table: travel, item: walk, number: percent}}"
    claim = one(travel, f"form: most of\neach: {{group: [women, men]}}\nwhich: {cell}")
    assert [case.name for case in claim.cases] == ["Women", "Men"]


@pytest.mark.parametrize(
    ("change", "exact"),
    [
        ("percent_of: row", Fraction(100 * 83, 121)),
        ("percent_of: table", Fraction(100 * 83, 300)),
        ("percent_of: other", None),
        ("percent_of: group\nweighted: true", None),
        # Nothing is said, and 83 of 200 is 41.5 as printed.
        ("note: nothing", Fraction(83, 2)),
    ],
)
def test_the_base_of_a_share(travel: Path, change: str, exact: Fraction | None) -> None:
    """A count gives an exact share of what the source says its percentages are of."""
    change_header(travel, "percent_of: group", change)
    claim = one(travel, f"form: most of\nwhich: {{cell: {CELL}}}")
    assert claim.cases[0].quantities[0].exact({}) == exact


def test_in_a_notebook(travel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the file's path from the report's root."""
    write(travel, head(entry(f"form: most of\nwhich: {{cell: {CELL}}}")))
    monkeypatch.chdir(travel)
    name = "data/travel/claims.yml"
    assert [claim.id for claim in claims(name)] == ["one"]
