"""What counts as a drift: tolerances by kind, statuses, tables cell by cell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gate_examples import PICTURE, TABLE, accepted, current
from reproreport.accepted.compare import Cause, CellChange, Comparison, Drift, compare, difference
from reproreport.accepted.entry import Tolerance, default_tolerance
from reproreport.accepted.words import comparison_json, counted, worded

Rows = tuple[tuple[Any, ...], ...]


@pytest.mark.parametrize(
    ("kind", "old", "new", "agrees"),
    [
        ("count", 44, 44, True),
        ("count", 44, 45, False),
        ("words", 7, 8, False),
        ("text", "may", "May", False),
        ("printed", "65,7", "65.7", False),
        # 88/134 and 44/67 are one number; the next fraction with that denominator is not.
        ("percent", "44/67", "88/134", True),
        ("percent", "44/67", "89/134", False),
        # With one decimal, 65.7% prints for shares less than 0.0005 from it.
        ("percent", 0.657, 0.6575, True),
        ("percent", 0.657, 0.65751, False),
        # An exact fraction that became a float is no longer the accepted number.
        ("percent", "1/3", 0.3333, False),
        ("percent", 0.5, "1/2", True),
        # A millionth of 0.03 is 0.00000003.
        ("p_value", 0.03, 0.03000003, True),
        ("p_value", 0.03, 0.03000004, False),
        ("p_value", 3.4290843465049424e-09, 3.429084346504969e-09, True),
        ("number", 2.0, 2.000000002, True),
        ("number", 2.0, 2.000000003, False),
        ("number", -2.0, 2.0, False),
        ("number", "0.50", "0.5", True),
        ("number", "1/3", "333333333333/1000000000000", False),
        # Both ends are held to the larger: 0 has no billionth.
        ("interval", [0.0, 0.1], [1e-17, 0.1], True),
        ("interval", [0.0, 0.1], [0.0, 0.1000000002], False),
        ("interval", [1, 2], [1, 3], False),
    ],
)
def test_tolerances_by_kind(kind: str, old: Any, new: Any, agrees: bool) -> None:
    """Counts and fractions are exact; floats may differ by what their kind allows (limits by hand)."""
    options: dict[str, Any] = {"decimals": 1} if kind == "percent" else {}
    drift = difference(accepted(old, kind, **options), current(new, kind, **options))
    assert (drift is None) is agrees


def test_a_tolerance_set_by_hand() -> None:
    """It takes the place of the kind's own, tighter or wider."""
    wide = accepted(100, "count", tolerance=Tolerance("absolute", "2"))
    assert difference(wide, current(102)) is None
    assert difference(wide, current(103)) is not None
    tight = accepted(1.0, "number", tolerance=Tolerance("relative", "1e-12"))
    assert difference(tight, current(1.00000000001, "number")) is not None


@pytest.mark.parametrize(
    ("kind", "value", "decimals", "words"),
    [
        ("count", 3, None, "exact"),
        ("percent", "1/3", 1, "exact"),
        ("percent", 0.25, 1, "± 5e-4"),
        ("percent", 0.25, 0, "± 5e-3"),
        ("p_value", 0.1, 3, "relative 1e-6"),
        ("p_value", "1/3", 3, "exact"),
        ("number", 0.1, 2, "relative 1e-9"),
        ("interval", ["1/3", 0.5], 1, "relative 1e-9"),
        ("text", "a", None, "exact"),
    ],
)
def test_default_tolerances(kind: str, value: Any, decimals: int | None, words: str) -> None:
    """Whatever is exact has none."""
    assert str(default_tolerance(accepted(value, kind, decimals=decimals))) == words


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ({"unit": "cups"}, {"unit": "people"}, "unit: cups → people"),
        ({"decimals": 1}, {"decimals": None}, "decimals: 1 → none"),
        ({}, {"kind": "words"}, "kind: count → words"),
    ],
)
def test_the_same_value_in_another_guise(old: dict[str, Any], new: dict[str, Any], change: str) -> None:
    """Unit, kind and decimals change what a reader sees."""
    drift = difference(accepted(3, **old), current(3, **new))
    assert drift is not None
    assert drift.changes == (change,)
    assert worded(drift).difference == change


def test_a_number_that_became_a_table() -> None:
    """Kinds that cannot be compared differ."""
    drift = difference(accepted(3), current(TABLE, "table", head=1))
    assert drift is not None
    assert "kind: count → table" in drift.changes


def compared(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    """Compare counts by name; return the status of each drift by its name."""
    before = {name: accepted(value, name=name) for name, value in old.items()}
    after = {name: current(value, name=name) for name, value in new.items()}
    return {drift.name: drift.status for drift in compare(before, after).drifts}


def test_statuses() -> None:
    """Changed, new and vanished; what agrees is not listed."""
    states = compared({"x.a": 1, "x.b": 2, "x.c": 3}, {"x.a": 1, "x.b": 4, "x.d": 5})
    assert states == {"x.b": "changed", "x.c": "vanished", "x.d": "new"}


def test_a_renamed_result() -> None:
    """One vanished, one new, and both of one value: it has another name."""
    assert compared({"x.a": 17}, {"x.b": 17}) == {"x.b": "renamed"}
    drift = compare({"x.a": accepted(17, name="x.a")}, {"x.b": current(17, name="x.b")}).drifts[0]
    assert drift.names == ("x.a", "x.b")
    assert worded(drift).title == "renamed x.b (was x.a)"


def test_a_table_can_be_renamed() -> None:
    """A label is a name too."""
    old = {"x.tbl-a": accepted(TABLE, "table", "x.tbl-a", head=1)}
    new = {"x.tbl-b": current(TABLE, "table", "x.tbl-b", head=1)}
    assert [drift.status for drift in compare(old, new).drifts] == ["renamed"]


@pytest.mark.parametrize(
    ("old", "new"),
    [({"x.a": 1}, {"x.b": 1, "x.c": 1}), ({"x.a": 1, "x.b": 1}, {"x.c": 1}), ({"x.a": 1}, {"x.b": 2})],
)
def test_no_guess_at_a_new_name(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Where two could be meant, or values differ, results are new and vanished."""
    assert set(compared(old, new).values()) == {"new", "vanished"}


@pytest.mark.parametrize("other", [{"chapter": "tea"}, {"unit": "cups"}, {"kind": "words"}])
def test_a_new_name_keeps_chapter_unit_and_kind(other: dict[str, str]) -> None:
    """Three cups are not three people."""
    new = replace(current(17, name="x.b"), **other)  # type: ignore[arg-type]
    comparison = compare({"x.a": accepted(17, name="x.a")}, {"x.b": new})
    assert {drift.status for drift in comparison.drifts} == {"new", "vanished"}


def table_drift(old: Rows, new: Rows, kind: str = "table", head: int = 1) -> tuple[CellChange, ...]:
    """Return the cells that differ between two tables; they must differ."""
    drift = difference(accepted(old, kind, head=head), current(new, kind, head=head))
    assert drift is not None
    return drift.cells


def test_a_cell_of_a_table() -> None:
    """It is named by its row's first words and its column's heading."""
    new = (*TABLE[:2], ("binh", "4"), TABLE[3])
    (change,) = table_drift(TABLE, new)
    assert change == CellChange("row 3 (binh)", "Cups", "2", "4")
    assert str(change) == "row 3 (binh), Cups: 2 → 4"


def test_a_row_more_or_less() -> None:
    """The rows after it are still compared with themselves."""
    new = (*TABLE[:2], ("bao", "1"), ("binh", "2"), ("chi", "6"))
    assert [str(change) for change in table_drift(TABLE, new)] == [
        "row 3 (bao): (nothing) → bao | 1",
        "row 5 (chi), Cups: 5 → 6",
    ]
    assert [str(change) for change in table_drift(new, TABLE)] == [
        "row 3 (bao): bao | 1 → (nothing)",
        "row 4 (chi), Cups: 6 → 5",
    ]


def test_rows_that_all_changed_are_paired_by_their_first_words() -> None:
    """A new row among changed ones does not shift them against one another."""
    old = (("Name", "n"), ("a", "1"), ("b", "2"), ("c", "3"))
    new = (("Name", "n"), ("x", "9"), ("a", "4"), ("b", "5"), ("c", "6"))
    assert [str(change) for change in table_drift(old, new)] == [
        "row 2 (x): (nothing) → x | 9",
        "row 3 (a), n: 1 → 4",
        "row 4 (b), n: 2 → 5",
        "row 5 (c), n: 3 → 6",
    ]


def test_a_column_more_or_less() -> None:
    """It is one difference; the others are compared under their headings."""
    new = (("Name", "Size", "Cups"), ("an", "s", "3"), ("binh", "l", "2"), ("chi", "l", "6"))
    assert [str(change) for change in table_drift(TABLE, new)] == [
        "column 'Size': (nothing) → a new column",
        "row 4 (chi), Cups: 5 → 6",
    ]
    assert str(table_drift(new, TABLE)[0]) == "column 'Size': a column → (nothing)"


def test_headings_under_a_spanner() -> None:
    """A column is named by what stands above it, the spanner included."""
    old = (("Method", "City", "", "District"), ("", "n", "%", "n"), ("walk", "4", "40", "6"))
    new = (*old[:2], ("walk", "4", "41", "7"))
    assert [change.column for change in table_drift(old, new, head=2)] == ["City / %", "District / n"]


def test_a_heading_that_changed() -> None:
    """It is a cell like any other."""
    new = (("Name", "Cups a day"), *TABLE[1:])
    assert [str(change) for change in table_drift(TABLE, new)] == [
        "row 1 (Name), Cups a day: Cups → Cups a day"
    ]


def test_an_emptied_table() -> None:
    """Every row is named."""
    assert len(table_drift(TABLE, ())) == 4
    assert len(table_drift((), TABLE)) == 4


def test_header_rows_are_compared() -> None:
    """A header that became a row looks different, and says something else to a screen reader."""
    drift = difference(accepted(TABLE, "table", head=1), current(TABLE, "table", head=0))
    assert drift is not None
    assert drift.changes == ("header rows: 1 → 0",)


def test_data_behind_a_figure() -> None:
    """Floats may differ in their last digits, nothing else may."""
    old = (("item", "low", "share"), ("a", 0.1, "1/3"))
    same = (("item", "low", "share"), ("a", 0.10000000000000002, "1/3"))
    assert difference(accepted(old, "figure data", head=1), current(same, "figure data", head=1)) is None
    (change,) = table_drift(old, (old[0], ("a", 0.1000001, "1/3")), "figure data")
    assert str(change) == "row 2 (a), low: 0.1 → 0.1000001"
    assert len(table_drift(old, (old[0], ("a", 0.1, "2/3")), "figure data")) == 1
    assert len(table_drift(((1,),), ((2,),), "figure data", head=0)) == 1


def test_noise_does_not_hide_where_a_row_was_put_in() -> None:
    """Rows are told by their floats but for the last digits."""
    old = (("item", "low"), ("a", 0.1), ("a", 0.2), ("a", 0.3))
    new = (old[0], ("a", 0.10000000000000002), ("a", 0.15), ("a", 0.2), ("a", 0.30000000000000004))
    assert [str(change) for change in table_drift(old, new, "figure data")] == [
        "row 3 (a): (nothing) → a | 0.15"
    ]


def figure_comparison(picture: str) -> Comparison:
    """Compare a figure with itself, but for its picture."""
    rows = (("item",), ("a",))
    old = accepted(rows, "figure data", "x.fig-a", head=1, picture=PICTURE)
    new = current(rows, "figure data", "x.fig-a", head=1, picture=picture)
    return compare({"x.fig-a": old}, {"x.fig-a": new})


def test_another_picture_of_the_same_data() -> None:
    """It is reported, and is no drift."""
    assert figure_comparison(PICTURE).pictures == ()
    comparison = figure_comparison("1" * 64)
    assert comparison.drifts == ()
    assert comparison.pictures == ("x.fig-a",)
    assert comparison_json(comparison) == {"as_accepted": 1, "drifts": [], "pictures": ["x.fig-a"]}


@pytest.mark.parametrize(
    ("kind", "old", "new", "words"),
    [
        ("count", 44, 45, ("44", "45", "+1")),
        ("percent", "44/53", "45/53", ("83.0% (44/53)", "84.9% (45/53)", "+1.89 points")),
        ("number", 6.955730720900019, 6.5, ("6.95573", "6.5", "-0.456")),
        # Six digits would not tell them apart.
        ("number", 1.0000001, 1.0000002, ("1.0000001", "1.0000002", "+1e-07")),
        ("interval", [0.5, 0.75], [0.25, 1.0], ("0.5 to 0.75", "0.25 to 1", "-0.25 and +0.25")),
        ("text", "most", "few", ("“most”", "“few”", "another text")),
    ],
)
def test_values_in_words(kind: str, old: Any, new: Any, words: tuple[str, ...]) -> None:
    """A drift reads as a person would write it; 45/53 − 44/53 is 1.887 points."""
    options: dict[str, Any] = {"decimals": 1} if kind == "percent" else {}
    drift = difference(accepted(old, kind, **options), current(new, kind, **options))
    assert drift is not None
    shown = worded(drift)
    assert (shown.accepted, shown.now, shown.difference) == words


def test_a_share_with_a_tolerance_in_points() -> None:
    """Half a unit of 65.7% is 0.05 points."""
    drift = difference(accepted(0.657, "percent", decimals=1), current(0.7, "percent", decimals=1))
    assert drift is not None
    assert worded(drift).tolerance == "± 0.05 points"


def test_many_cells_are_counted() -> None:
    """Ten are named, the rest counted; machines get all."""
    old = (("Name", "n"), *((f"row {i}", "1") for i in range(13)))
    new = (("Name", "n"), *((f"row {i}", "2") for i in range(13)))
    drift = difference(accepted(old, "table", head=1), current(new, "table", head=1))
    assert drift is not None
    assert len(worded(drift).details) == 11
    assert worded(drift).details[-1] == "… and 3 more"
    (data,) = comparison_json(Comparison((drift,), (), ()))["drifts"]
    assert len(data["cells"]) == 13


def test_new_and_vanished_in_words() -> None:
    """There is nothing on one side, and no difference to speak of."""
    new, vanished = Drift("new", "x.a", now=current(3)), Drift("vanished", "x.b", accepted=accepted(4))
    assert str(worded(new)) == "new x.a: – → 3"
    assert str(worded(vanished)) == "vanished x.b: 4 → –"
    assert counted([new, vanished]) == "2 results differ: 1 new, 1 vanished"


def test_causes_in_words() -> None:
    """They stand below the difference."""
    drift = replace(
        Drift("changed", "x.a", accepted(3), current(4)), causes=(Cause("scipy", "", "1.16.3", "1.17.0"),)
    )
    assert str(worded(drift)).splitlines() == [
        "changed x.a: 3 → 4 (+1; tolerance: exact)",
        "    cause: scipy 1.16.3 → 1.17.0",
    ]
