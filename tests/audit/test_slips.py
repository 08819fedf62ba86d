"""Slips against published distances, the data's own lost commas, and oracles by definition."""

from __future__ import annotations

import csv
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repair_tables import DATA
from reproreport.audit.slips import SlipKind, distance, explain, neighbours, write
from reproreport.audit.table import PrintedNumber, read_count, read_percent

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


# Distances asserted by the package deducorrect (github.com/data-cleaning/deducorrect at ff677d2,
# pkg/tests/testthat/testStringDistance.R and examples/stringDistance.R).
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (24, 42, 1), (1340, 1340, 0), (130, 1340, 1), (1340, 130, 1), (1340, 13040, 1), (1340, 1380, 1),
        (1340, 1430, 1), (1340, 14300, 2), (-10, 10, 1), (-1, 10, 2), (1340, 140, 1), (1340, 10340, 1),
        (1340, 1360, 1), (1340, 14320, 2),
    ],
)  # fmt: skip
def test_published_distances(one: int, other: int, expected: int) -> None:
    """Every distance of the published test suite, both ways round."""
    assert distance(str(one), str(other)) == distance(str(other), str(one)) == expected


@pytest.mark.parametrize(
    ("printed", "true", "kind", "explanation"),
    [
        # The four kinds with their example: S. Scholtus (2009), section 2, where 4627 is true.
        (4267, 4627, SlipKind.SWAPPED, "two neighbours swapped, 26 for 62"),
        (46287, 4627, SlipKind.ADDED, "a digit added, 8"),
        (467, 4627, SlipKind.LEFT_OUT, "a digit left out, 2"),
        (4687, 4627, SlipKind.REPLACED, "one digit replaced, 8 for 2"),
        # The two of the report's article, counted by hand: 1 left out and 2 for 8; 3 for 5.
        (128, 88, SlipKind.OTHER, "another value altogether, two digits differ"),
        (33, 35, SlipKind.REPLACED, "one digit replaced, 3 for 5"),
        # Ends, and zeros.
        (27, 274, SlipKind.LEFT_OUT, "a digit left out, 4"),
        (274, 27, SlipKind.ADDED, "a digit added, 4"),
        (0, 10, SlipKind.LEFT_OUT, "a digit left out, 1"),
        (100, 0, SlipKind.OTHER, "another value altogether, two digits differ"),
    ],
)
def test_kinds_of_slips_in_counts(printed: int, true: int, kind: SlipKind, explanation: str) -> None:
    """Printed for true: what was left out is missing in the print."""
    slip = explain(read_count(str(printed)), true)
    assert (slip.kind, slip.explanation, slip.value) == (kind, explanation, str(true))


def test_the_frequent_slip_is_the_likelier_one() -> None:
    """Scholtus (2009), Table 1: 112 replaced, 15 left out, 14 swapped, 11 added of 152."""
    observed = {
        SlipKind.REPLACED: 112,
        SlipKind.LEFT_OUT: 15,
        SlipKind.SWAPPED: 14,
        SlipKind.ADDED: 11,
    }
    assert sum(observed.values()) == 152
    assert list(SlipKind)[:4] == sorted(observed, key=lambda kind: -observed[kind])
    assert list(SlipKind)[-1] is SlipKind.OTHER
    print_of_42 = read_count("42")
    values = [47, 412, 24, 4, 88, 138]  # 138 for 42 is three digits off
    assert sorted(values, key=lambda value: explain(print_of_42, value).order) == values


def test_every_lost_comma_of_the_readings_is_one() -> None:
    """The second reading lost 13 decimal commas; each is explained as that, with what the first has."""
    with (DATA / "table-2.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["item"] != "sum"]
    taken = {(r["item"], r["response"], r["group"]): r["percent"] for r in rows if r["taken"] == "yes"}
    other = {(r["item"], r["response"], r["group"]): r["percent"] for r in rows if r["taken"] == "no"}
    lost = [where for where in taken if taken[where] != other[where]]
    assert len(lost) == 13
    like = read_percent("83,0")
    for where in lost:
        # 67,4 is 67 at the printed precision of 674.
        rounded = int(taken[where].replace(",", "")) * 2 + 10
        slip = explain(read_percent(other[where]), rounded // 20, like=like)
        assert slip.kind is SlipKind.LOST_MARK
        assert slip.explanation == f"a lost decimal mark, {other[where]} for {taken[where]}"


@pytest.mark.parametrize(
    ("printed", "value", "like", "explanation"),
    [
        ("6,57", 6570, "83,0", "a decimal mark at another place, 6,57 for 65,7"),
        ("420", 42, "83.0", "a lost decimal mark, 420 for 42.0"),
        ("5", 1, "8,3", "a lost decimal mark, 5 for 0,5"),
        # No mark to lose where the table prints none, or where the value is another one.
        ("420", 42, "83", "a digit added, 0"),
        ("420", 43, "83,0", "another value altogether, two digits differ"),
        # A leading zero is a digit.
        ("0,5", 15, "83,0", "one digit replaced, 0 for 1"),
        ("10,5", 5, "83,0", "a digit added, 1"),
        ("65,8", 658, "83,0", "another value altogether, zero digits differ"),
    ],
)
def test_percentages(printed: str, value: int, like: str, explanation: str) -> None:
    """Values are in units of the last printed place; the mark is the table's own."""
    assert explain(read_percent(printed), value, like=read_percent(like)).explanation == explanation


def test_values_are_written_as_their_print() -> None:
    """With its decimals and its mark; thousands are not grouped."""
    assert write(read_percent("65,8"), 658) == "65,8"
    assert write(read_percent("65.80"), 5) == "0.05"
    assert write(read_count("1.234"), 12345) == "12345"
    assert explain(read_count("1.234"), 1284).kind is SlipKind.REPLACED


@steady
@given(st.text("0123", max_size=6), st.text("0123", max_size=6))
def test_distance_is_its_recursive_definition(one: str, other: str) -> None:
    """Optimal string alignment by recursion over the ends (Damerau 1964; restricted)."""

    @cache
    def between(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        ways = [between(i - 1, j) + 1, between(i, j - 1) + 1]
        ways.append(between(i - 1, j - 1) + (one[i - 1] != other[j - 1]))
        if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
            ways.append(between(i - 2, j - 2) + 1)
        return min(ways)

    assert distance(one, other) == between(len(one), len(other))


@settings(steady, max_examples=40)
@given(st.integers(0, 300), st.integers(0, 1))
def test_neighbours_are_all_values_one_slip_away(units: int, decimals: int) -> None:
    """Against every number below 4000."""
    number = PrintedNumber(write(PrintedNumber("", 0, decimals), units), units, decimals)
    digits = number.text.replace(",", "")
    near = [v for v in range(4_000) if distance(digits, f"{v:0{decimals + 1}d}") == 1]
    assert [v for v in neighbours(number) if v < 4_000] == near


@steady
@given(st.integers(10, 99_999), st.data())
def test_an_injected_slip_is_named(true: int, data: st.DataObject) -> None:
    """A digit replaced, left out, added or swapped: named so, unless it is the same as another slip."""
    text = str(true)
    place = data.draw(st.integers(0, len(text) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    made = {
        SlipKind.REPLACED: text[:place] + digit + text[place + 1 :],
        SlipKind.ADDED: text[:place] + digit + text[place:],
        SlipKind.LEFT_OUT: text[:place] + text[place + 1 :],
    }
    if place:
        made[SlipKind.SWAPPED] = text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :]
    for kind, printed in made.items():
        if printed != text:
            assert explain(PrintedNumber(printed, int(printed), 0), true).kind is kind


def test_a_number_is_no_slip_of_itself() -> None:
    """05 is 5 with a digit added, yet the same number; 15 and 50 are one slip away."""
    near = neighbours(PrintedNumber("05", 5, 0))
    assert 5 not in near
    assert {15, 50, 0} <= set(near)
