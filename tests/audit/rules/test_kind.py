"""Single or multiple response, as stated and as the numbers have it."""

from __future__ import annotations

import pytest

from audit_tables import Rows, audit, of_check, real_table, table_of
from reproreport.audit.finding import Check, Verdict
from reproreport.audit.rules.infer import infer
from reproreport.audit.rules.kind import KindReason, check_kind, columns
from reproreport.audit.rules.relations import Family
from reproreport.audit.table import Kind, PrintedTable

# 10 + 20 + 10 of 40, 15 + 25 + 20 of 60; and as three of several answers.
ONE_EACH: Rows = {
    ("", "yes"): [(10, "25,0"), (15, "25,0")],
    ("", "no"): [(20, "50,0"), (25, "41,7")],
    ("", "perhaps"): [(10, "25,0"), (20, "33,3")],
}
SEVERAL: Rows = {
    ("", "yes"): [(30, "75,0"), (45, "75,0")],
    ("", "no"): [(20, "50,0"), (25, "41,7")],
    ("", "perhaps"): [(10, "25,0"), (20, "33,3")],
}
SIZES = {"a": 40, "b": 60}


def as_items(rows: Rows) -> Rows:
    """Return answers as the items of a table of multiple response."""
    return {name[1] if isinstance(name, tuple) else name: row for name, row in rows.items()}


def without_counts(rows: Rows) -> Rows:
    """Return only the percentages."""
    return {name: [(None, percent) for _, percent in row] for name, row in rows.items()}


def test_real_tables() -> None:
    """Table 1's columns add to far more than their N, most of Table 2's to theirs within one."""
    multiple, single = real_table("table-1", Kind.MULTIPLE), real_table("table-2", Kind.SINGLE)
    found = check_kind(multiple, infer(multiple))
    assert (found.verdict, found.reason) == (Verdict.EXACT, KindReason.MULTIPLE)
    assert (found.evidence["excess"], found.evidence["columns"]) == (4, 4)
    assert found.explanation == (
        "In 4 of 4 columns the answers add to more than one for each respondent, "
        "as in a table of multiple response, so that they are not held against the N."
    )
    found = check_kind(single, infer(single))
    assert (found.verdict, found.reason) == (Verdict.EXACT, KindReason.SINGLE)
    # 51 of 53 and 269 of 267 are more than the rounding of three numbers.
    assert (found.evidence["fits"], found.evidence["columns"]) == (18, 20)


@pytest.mark.parametrize("change", [lambda rows: rows, without_counts])
def test_stated_single_but_several_answers(change: object) -> None:
    """The columns are not held against their N then: that would repeat the one finding for each."""
    assert callable(change)
    table = table_of(SIZES, change(SEVERAL), kind=Kind.SINGLE)
    found = audit(table)
    (finding,) = of_check(found, Check.KIND)
    assert (finding.verdict, finding.reason) == (Verdict.INCONSISTENT, KindReason.MULTIPLE)
    assert finding.explanation == (
        "In 2 of 2 columns the answers add to more than one for each respondent, "
        "as in a table of multiple response, and single response is stated."
    )
    rules = infer(table)
    assert rules.kind is Kind.MULTIPLE
    assert not {Family.COLUMN_SUM, Family.PERCENT_SUM} & set(rules.families)
    assert sum(one.verdict is Verdict.INCONSISTENT for one in found) == 1


def test_stated_multiple_but_one_each() -> None:
    """Respondents who may give several answers can give one each, so it is no contradiction."""
    table = table_of(SIZES, as_items(ONE_EACH), kind=Kind.MULTIPLE)
    found = check_kind(table, infer(table))
    assert (found.verdict, found.reason) == (Verdict.UNCHECKABLE, KindReason.SINGLE)
    assert found.evidence["recognised"] == "single response"
    assert found.explanation == (
        "In 2 of 2 columns the answers add to one for each respondent, as in a table of single response; "
        "multiple response is stated, which allows it."
    )
    assert infer(table).kind is Kind.MULTIPLE


def test_agreement_and_silence() -> None:
    """As stated; and fewer answers than respondents, or one item, which do not tell."""

    def verdict(table: PrintedTable) -> Verdict:
        return check_kind(table, infer(table)).verdict

    assert verdict(table_of(SIZES, ONE_EACH, kind=Kind.SINGLE)) is Verdict.EXACT
    assert verdict(table_of(SIZES, without_counts(ONE_EACH), kind=Kind.SINGLE)) is Verdict.EXACT
    assert verdict(table_of(SIZES, as_items(SEVERAL), kind=Kind.MULTIPLE)) is Verdict.EXACT
    few: Rows = {"1": [(3, "7,5"), (4, "6,7")], "2": [(5, "12,5"), (6, "10,0")]}
    assert verdict(table_of(SIZES, few, kind=Kind.MULTIPLE)) is Verdict.UNCHECKABLE
    one: Rows = {"1": [(30, "75,0"), (50, "83,3")]}
    assert verdict(table_of(SIZES, one, kind=Kind.MULTIPLE)) is Verdict.UNCHECKABLE


def test_rounding_is_no_excess() -> None:
    """17 + 17 + 17 + 50 is 101, and each is right: three times 1 of 6, and 3 of 6."""
    rows: Rows = {
        ("", "a"): [(1, "17")],
        ("", "b"): [(1, "17")],
        ("", "c"): [(1, "17")],
        ("", "d"): [(3, "50")],
    }
    table = table_of({"a": 6}, without_counts(rows), kind=Kind.SINGLE)
    assert check_kind(table, infer(table)).reason is KindReason.SINGLE


def test_percentages_of_several_answers() -> None:
    """Without counts the percentages are added: 75.0 + 50.0 + 25.0 is 150.0, and so is 75.0 + 41.7 + 33.3."""
    table = table_of(SIZES, without_counts(as_items(SEVERAL)), kind=Kind.MULTIPLE)
    found = list(columns(infer(table).grid, Kind.MULTIPLE))
    assert [(column.group, column.item, column.sum) for column in found] == [("a", "", 1500), ("b", "", 1500)]
    finding = check_kind(table, infer(table))
    assert (finding.verdict, finding.evidence["excess"]) == (Verdict.EXACT, 2)
