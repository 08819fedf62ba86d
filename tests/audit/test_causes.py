"""Tables on which an audit may blame the right number, several of each cause; all were made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit_tables import Rows, table_of
from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.printed.files import read_printed_table
from reproreport.audit.table import Address, Kind, Part, PrintedNumber, PrintedP, PrintedTable, read_count
from reproreport.audit.table_audit import TableAudit, audit_table

Grid = dict[str, list[str]]


def table(sizes: dict[str, int], rows: Grid, *, total: str = "", kind: Kind = Kind.SINGLE) -> PrintedTable:
    """Return a table; a row is named ``item/response``, a cell ``count percent``, or ``count`` alone."""
    typed: Rows = {}
    asked: dict[str, tuple[str, ...]] = {}
    for name, cells in rows.items():
        item, _, response = name.rpartition("/") if kind is Kind.SINGLE else (name, "", "")
        asked[item] = (*asked.get(item, ()), response)
        typed[item, response] = [(int(cell.split()[0]), [*cell.split(), None][1]) for cell in cells]
    return replace(table_of(sizes, typed, kind=kind, total=total), asked=asked)


def bad(audit: TableAudit, check: Check | None = None) -> list[Finding]:
    """Return the findings that are inconsistent."""
    return [f for f in audit.findings if f.verdict is Verdict.INCONSISTENT and check in (None, f.check)]


def unique(audit: TableAudit) -> dict[tuple[str, ...], int]:
    """Return the changes of the repairs that are said to be the only ones."""
    assert audit.repairs
    found: dict[tuple[str, ...], int] = {}
    for component in audit.repairs.components:
        for change in component.unique.changes if component.unique else ():
            at = change.address
            found[at.part.value, at.item, at.response, at.group] = change.proposed
    return found


YES_NO: Grid = {"q/yes": ["30 60.0", "45 75.0"], "q/no": ["20 40.0", "15 25.0"]}


@pytest.mark.parametrize(
    ("sizes", "rows", "kind"),
    [
        # 18 of 60 is 30.0, of 90 20.0: b's percentages are of a's 90, and its answers add to 60.
        ({"a": 90, "b": 60}, {"q/x": ["27 30.0", "18 20.0"], "q/y": ["63 70.0", "42 46.7"]}, Kind.SINGLE),
        # The same over two questions: 12 + 48 and 33 + 27 are 60.
        (
            {"a": 90, "b": 60},
            {
                "q/x": ["27 30.0", "12 13.3"],
                "q/y": ["63 70.0", "48 53.3"],
                "r/x": ["45 50.0", "33 36.7"],
                "r/y": ["45 50.0", "27 30.0"],
            },
            Kind.SINGLE,
        ),
        # Several choices: nothing says whether the N is wrong or the base.
        ({"a": 90, "b": 60}, {"x": ["27 30.0", "18 20.0"], "y": ["63 70.0", "42 46.7"]}, Kind.MULTIPLE),
    ],
)
def test_a_column_of_another_ones_n(sizes: dict[str, int], rows: Grid, kind: Kind) -> None:
    """Something is inconsistent, and no N is said to be the only number that can be wrong."""
    audit = audit_table(table(sizes, rows, kind=kind))
    assert bad(audit)
    assert ("N", "", "", "b") not in unique(audit)


def test_one_question_more_does_not_hide_a_wrong_n() -> None:
    """Three questions add to 50, and 50 + 60 is 110: the printed 56 is wrong."""
    rows: Grid = {}
    for item, (x, y) in {"q": (30, 45), "r": (10, 12), "s": (24, 6)}.items():
        rows[f"{item}/yes"] = [f"{x} {2 * x}.0", f"{y} {y / 0.6:.1f}", f"{x + y} {(x + y) / 1.1:.1f}"]
        rows[f"{item}/no"] = [
            f"{50 - x} {2 * (50 - x)}.0",
            f"{60 - y} {(60 - y) / 0.6:.1f}",
            f"{110 - x - y} {(110 - x - y) / 1.1:.1f}",
        ]
    assert not bad(audit_table(table({"a": 50, "b": 60, "all": 110}, rows, total="all")))
    assert unique(audit_table(table({"a": 56, "b": 60, "all": 110}, rows, total="all"))) == {
        ("N", "", "", "a"): 50
    }


@pytest.mark.parametrize(("count", "percent"), [(7, "12.4"), (31, "56.9"), (3, "5.7")])
def test_one_percentage_makes_no_rule(count: int, percent: str) -> None:
    """7 of 55 is 12.73, 31 of 55 56.36, 3 of 55 5.45: that the count is rounded from them is no excuse."""
    one = table({"a": 55}, {"x": [f"{count} {percent}"]}, kind=Kind.MULTIPLE)
    assert len(bad(audit_table(one), Check.PERCENT)) == 1
    two = table({"a": 55}, {"x": [f"{count} {percent}"], "y": ["22 40.0"]}, kind=Kind.MULTIPLE)
    assert len(bad(audit_table(two), Check.PERCENT)) == 1


def test_the_total_rounds_as_the_groups_do() -> None:
    """All are cut off; 45 of 160 is 28.125, and so 28.1: the count is wrong, and no percentage."""
    rows = {
        "q/x": ["4 8.6", "5 16.1", "36 43.3", "45 28.1"],
        "q/y": ["13 28.2", "9 29.0", "30 36.1", "52 32.5"],
        "q/z": ["29 63.0", "17 54.8", "17 20.4", "83 39.3"],
    }
    audit = audit_table(table({"a": 46, "b": 31, "c": 83, "all": 160}, rows, total="all"))
    assert unique(audit) == {("count", "q", "z", "all"): 63}


@pytest.mark.parametrize("wrong", [64, 34, 45])
def test_an_excuse_is_no_constraint_of_a_repair(wrong: int) -> None:
    """54 for another number mends row and percentage, however that may be excused as printed."""
    rows = {
        "i": ["30 30", "24 24", f"{wrong} 27"],
        "j": ["41 41", "52 52", "93 47"],
        "k": ["11 11", "18 18", "29 15"],
        "l": ["62 62", "71 71", "133 67"],
    }
    audit = audit_table(table({"a": 100, "b": 100, "all": 200}, rows, total="all", kind=Kind.MULTIPLE))
    assert unique(audit) == {("count", "i", "", "all"): 54}


def test_one_sum_of_two_that_fails_drops_neither() -> None:
    """33 + 20 is 53 of 50: 30 mends column, row and percentage."""
    rows = {"q/yes": ["33 60.0", "45 75.0", "75 68.2"], "q/no": ["20 40.0", "15 25.0", "35 31.8"]}
    audit = audit_table(table({"a": 50, "b": 60, "all": 110}, rows, total="all"))
    assert len(bad(audit, Check.COLUMN_SUM)) == len(bad(audit, Check.ROW_SUM)) == 1
    assert unique(audit) == {("count", "q", "yes", "a"): 30}


def test_two_excuses_do_not_carry_each_other() -> None:
    """Three may have given no answer, and 102 of 2125 is 4.8, "5" rounded: but 105 makes both exact."""
    rows = {
        "q/w": ["852 42.6"],
        "q/x": ["611 30.5"],
        "q/y": ["431 21.5"],
        "q/z": ["102 5.3"],
        "r/x": ["1570 78.5"],
        "r/y": ["430 21.5"],
        "s/x": ["1001 50.0"],
        "s/y": ["999 49.9"],
    }
    found = audit_table(table({"a": 2000}, rows))
    assert len(bad(found, Check.COLUMN_SUM)) == 1 or bad(found, Check.PERCENT)


def test_questions_with_answers_of_their_own() -> None:
    """Each is held against the N, and tested, by itself."""
    rows = YES_NO | {
        "age/under 30": ["10 20.0", "18 30.0"],
        "age/30 to 50": ["25 50.0", "30 50.0"],
        "age/above 50": ["15 30.0", "12 20.0"],
    }
    made = replace(table({"a": 50, "b": 60}, rows), p_values=(PrintedP("0.093", "q"),))
    audit = audit_table(made)
    assert not bad(audit)
    assert [test.df for test in audit.analysis.items] == [1, 2]
    assert [f.verdict for f in audit.findings if f.check is Check.P_VALUE] == [Verdict.EXACT]


@pytest.mark.parametrize("first", [True, False])
def test_totals_and_subtotals_of_answers(first: bool) -> None:
    """A net of two answers, above or below them, and a total are no answers; a slip in one is found."""
    strongly, rather, no = ["12 24.0", "20 33.3"], ["18 36.0", "25 41.7"], ["20 40.0", "15 25.0"]
    net = {"q/agree": ["30 60.0", "45 75.0"]}
    parts = {"q/strongly": strongly, "q/rather": rather}
    rows = ({**net, **parts} if first else {**parts, **net}) | {
        "q/no": no,
        "q/Total": ["50 100.0", "60 100.0"],
    }
    made = table({"a": 50, "b": 60}, rows)
    assert set(made.totals) == {("q", "agree"), ("q", "Total")}
    assert [test.df for test in audit_table(made).analysis.items] == [2]
    assert not bad(audit_table(made))


def test_of_whom() -> None:
    """Daily and weekly are of those who smoke: 20 and 25 of 45, 30 and 30 of 60."""
    rows = {
        "smokes": ["45 45.0", "60 60.0"],
        "daily": ["20 44.4", "30 50.0"],
        "weekly": ["25 55.6", "30 50.0"],
        "drinks": ["70 70.0", "71 71.0"],
        "drives": ["80 80.0", "88 88.0"],
        "votes": ["33 33.0", "47 47.0"],
    }
    audit = audit_table(table({"a": 100, "b": 100}, rows, kind=Kind.MULTIPLE))
    assert not bad(audit)
    assert audit.rules.whom["a", "daily"] == "smokes"


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (Kind.SINGLE, YES_NO),
        (
            Kind.MULTIPLE,
            {"x": ["31 62.0", "45 75.0"], "y": ["17 34.0", "13 21.7"], "z": ["44 88.0", "7 11.7"]},
        ),
    ],
)
def test_an_n_that_is_not_printed(kind: Kind, rows: Grid) -> None:
    """50 is what the answers add to, or the only N of all percentages; no repair can change it."""
    made = table({"a": 50, "b": 60}, rows, kind=kind)
    numbers = {at: number for at, number in made.numbers.items() if at != Address(Part.SIZE, "a")}
    first = replace(made.groups[0], size=PrintedNumber("", 0, 0))
    audit = audit_table(replace(made, groups=(first, made.groups[1]), numbers=numbers))
    assert not bad(audit)
    assert audit.table.groups[0].size.units == 50
    assert all(f.verdict is Verdict.EXACT for f in audit.findings if f.check is Check.PERCENT)


def test_a_question_with_an_n_of_its_own() -> None:
    """The percentages of the second question are of 40 and 55, printed beside it."""
    rows = YES_NO | {"r/yes": ["10 25.0", "22 40.0"], "r/no": ["30 75.0", "33 60.0"]}
    made = table({"a": 50, "b": 60}, rows)
    own = {Address(Part.SIZE, "a", "r"): read_count("40"), Address(Part.SIZE, "b", "r"): read_count("55")}
    audit = audit_table(replace(made, numbers={**made.numbers, **own}))
    assert not bad(audit)
    assert not audit.rules.blocks


def test_files_say_all_that(tmp_path: Any) -> None:
    """The column ``n``, answers of their own, a group without N, and the test that the source names."""
    (tmp_path / "t.csv").write_text(
        "item,response,group,count,percent,n\nq,yes,a,30,60.0,\nq,no,a,20,40.0,\nq,yes,b,45,75.0,\n"
        "q,no,b,15,25.0,\nr,low,a,10,25.0,40\nr,high,a,30,75.0,40\nr,low,b,22,40.0,55\nr,high,b,33,60.0,55\n"
    )
    (tmp_path / "t.yml").write_text(
        "title: T\nsource: S\nkind: single response\ngroups:\n  - {id: a}\n  - {id: b, n: 60}\n"
        "p_values:\n  - {printed: '0.140', for: q, test: chi-square with continuity correction}\n"
    )
    made = read_printed_table(tmp_path / "t.csv", "t.csv")
    assert made.of_item("r") == ("low", "high")
    assert made.numbers[Address(Part.SIZE, "b", "r")].units == 55
    assert made.p_values[0].test == "chi-square with continuity correction"
    assert not made.groups[0].size.text
    audit = audit_table(made)
    assert not bad(audit)


@pytest.mark.parametrize(
    ("printed", "named", "verdict"),
    [
        # scipy 1.15: chi2_contingency([[30, 20], [45, 15]]) without and with Yates' correction, fisher_exact.
        ("0.093", "", Verdict.EXACT),
        ("0.093", "chi-square test", Verdict.EXACT),
        ("0.093", "Fisher's exact test", Verdict.INCONSISTENT),
        ("0.092", "chi-square test", Verdict.WITHIN),
        ("0.140", "Yates", Verdict.EXACT),
        ("0.093", "McNemar's test", Verdict.UNCHECKABLE),
        ("0.093", "a test of our own", Verdict.UNCHECKABLE),
    ],
)
def test_the_test_that_the_source_names(printed: str, named: str, verdict: Verdict) -> None:
    """It has to give the p-value; what the table cannot show is not checkable."""
    made = replace(table({"a": 50, "b": 60}, YES_NO), p_values=(PrintedP(printed, "q", test=named),))
    (found,) = [f for f in audit_table(made).findings if f.check is Check.P_VALUE]
    assert found.verdict is verdict, found.explanation
