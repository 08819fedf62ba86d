"""The Hai Phong article's numbers, against print and against formulas worked out here.

Expected values come from these places, none of them the library: what the article prints (its own
percentages), closed forms (for 2 and 4 degrees of freedom the chi-square's upper tail is a finite
sum; Fisher's one-sided p is a sum of binomial coefficients), values that were calculated by hand and are
typed below, and one that a plain loop over all tables with the same margins gave (``EXACT``).
"""

from __future__ import annotations

import csv
import math
from fractions import Fraction

import pytest
from scipy.stats import chi2, ncx2

from real_report import ROOT, Built

DATA = ROOT / "data/hai-phong-awareness"
LEVELS = ("town", "district", "ward")
SIZES = {"town": 53, "district": 80, "ward": 134, "sum": 267}
RESPONSES = ("difficult", "normal", "no_difficulty")
#: The two counts that their row total and percentage contradict: 182 - 44 - 50 and 158 - 43 - 80.
SUPPORTED = {("1", "", "ward"): 88, ("2", "normal", "town"): 35}

#: Fisher's exact test of the undervalued role, over the 1,098,162 tables with its margins.
EXACT = {"1": 0.064421344518}

Counts = dict[tuple[str, str, str], int]


def value(whole: Built, name: str) -> float:
    """Return a result as a number."""
    stored = whole.results[f"hai_phong_awareness.{name}"]["value"]
    return float(Fraction(stored)) if isinstance(stored, str) else float(stored)


def text(whole: Built, name: str) -> str:
    """Return a result as prose shows it."""
    return str(whole.results[f"hai_phong_awareness.{name}"]["text"]).replace("\N{NO-BREAK SPACE}", " ")


def printed(table: int) -> list[dict[str, str]]:
    """Return the cells of a table in the reading that the report takes, without group sizes."""
    with (DATA / f"table-{table}.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["taken"] == "yes" and row["item"] != "sum"]


def counts(table: int) -> Counts:
    """Return the counts of a table, with the two that its margins correct."""
    cells = {
        (row["item"], row.get("response", ""), row["group"]): int(row["count"]) for row in printed(table)
    }
    corrections = {key: count for key, count in SUPPORTED.items() if (key[1] == "") == (table == 1)}
    return cells | corrections


def chi_square(rows: list[list[int]]) -> Fraction:
    """Return Pearson's statistic, sum of (observed - expected)² / expected, exactly."""
    total = sum(map(sum, rows))
    columns = [sum(column) for column in zip(*rows, strict=True)]
    expected = [[Fraction(sum(row) * column, total) for column in columns] for row in rows]
    return sum(
        (
            (seen - wanted) ** 2 / wanted
            for row, line in zip(rows, expected, strict=True)
            for seen, wanted in zip(row, line, strict=True)
        ),
        Fraction(0),
    )


def upper_tail(statistic: Fraction, df: int) -> float:
    """Return the chi-square's upper tail for 2 or 4 degrees of freedom (closed forms)."""
    half = float(statistic) / 2
    return math.exp(-half) * {2: 1.0, 4: 1 + half}[df]


def contingency(table: int, item: str) -> list[list[int]]:
    """Return an item's table: levels by chosen or not, or by answer."""
    cells = counts(table)
    if table == 1:
        return [[cells[item, "", level], SIZES[level] - cells[item, "", level]] for level in LEVELS]
    return [[cells[item, response, level] for response in RESPONSES] for level in LEVELS]


def test_every_percentage_of_table_1_is_reproduced(whole: Built) -> None:
    """All 28 printed percentages follow from the counts used, to the printed decimal."""
    for row in printed(1):
        shown = text(whole, f"awareness.item_{row['item']}.{row['group']}.percent")
        assert shown == row["percent"].replace(",", ".") + "%", row


@pytest.mark.parametrize("item", [*"1234567"])
def test_awareness_tests(whole: Built, item: str) -> None:
    """Statistic, p-value and Cramér's V of each method, by formula."""
    table = contingency(1, item)
    statistic = chi_square(table)
    assert value(whole, f"awareness.item_{item}.chi2") == pytest.approx(float(statistic), abs=1e-9)
    assert value(whole, f"awareness.item_{item}.df") == 2
    assert value(whole, f"awareness.item_{item}.p") == pytest.approx(upper_tail(statistic, 2), abs=1e-12)
    # V² = χ² / (n · (smaller dimension − 1))
    assert value(whole, f"awareness.item_{item}.v") == pytest.approx(
        math.sqrt(float(statistic / 267)), abs=1e-12
    )


@pytest.mark.parametrize("item", [*"12345"])
def test_difficulty_tests(whole: Built, item: str) -> None:
    """The same for the three answers to each difficulty."""
    table = contingency(2, item)
    statistic = chi_square(table)
    answers = sum(map(sum, table))
    assert value(whole, f"difficulty.item_{item}.chi2") == pytest.approx(float(statistic), abs=1e-9)
    assert value(whole, f"difficulty.item_{item}.df") == 4
    pearson = "other_p" if item in EXACT else "p"
    stored = value(whole, f"difficulty.item_{item}.{pearson}")
    assert stored == pytest.approx(upper_tail(statistic, 4), abs=1e-12)
    if item in EXACT:
        assert value(whole, f"difficulty.item_{item}.p") == pytest.approx(EXACT[item], rel=1e-10)
    expected = math.sqrt(float(statistic / (answers * 2)))
    assert value(whole, f"difficulty.item_{item}.v") == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("table", [1, 2])
def test_adjusted_p_values(whole: Built, table: int) -> None:
    """Holm (1979), by its definition: the k-th smallest of m times m - k + 1, never decreasing, at most 1."""
    name, df, items = {1: ("awareness", 2, "1234567"), 2: ("difficulty", 4, "12345")}[table]
    raw = {item: upper_tail(chi_square(contingency(table, item)), df) for item in items}
    raw |= EXACT if table == 2 else {}
    running = 0.0
    for rank, item in enumerate(sorted(raw, key=lambda key: raw[key])):
        running = max(running, min(1.0, (len(items) - rank) * raw[item]))
        assert value(whole, f"{name}.item_{item}.p_adjusted") == pytest.approx(running, abs=1e-12)


def test_the_primary_test_follows_the_rule(whole: Built) -> None:
    """Only one item of either table has an expected count below five: 25 · 53 / 268 = 4.94, by hand."""
    below = []
    for table, items in ((1, "1234567"), (2, "12345")):
        for item in items:
            rows = contingency(table, item)
            total, columns = sum(map(sum, rows)), [sum(column) for column in zip(*rows, strict=True)]
            if min(map(sum, rows)) * min(columns) < 5 * total:
                below.append((table, item))
    assert below == [(2, "1")]
    assert (value(whole, "awareness.exact"), value(whole, "difficulty.exact")) == (0, 1)


def one_sided(first: tuple[int, int], second: tuple[int, int]) -> Fraction:
    """Return the chance of at least so many in the first group, given both sizes and all that have it."""
    (a, n), (b, m) = first, second
    ways = [math.comb(n, x) * math.comb(m, a + b - x) for x in range(a, min(n, a + b) + 1)]
    return Fraction(sum(ways), math.comb(n + m, a + b))


def city_and_others(question: str, item: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return how many of how many at city level and below it, in the direction of the article."""
    cells, groups = counts(1 if question == "methods" else 2), []
    for levels in (LEVELS[:1], LEVELS[1:]):
        if question == "methods":
            having = sum(cells[item, "", level] for level in levels)
            size = sum(SIZES[level] for level in levels)
        else:
            size = sum(cells[item, response, level] for response in RESPONSES for level in levels)
            having = sum(cells[item, question, level] for level in levels)
            having = size - having if question == "difficult" else having
        groups.append((having, size))
    return groups[0], groups[1]


@pytest.mark.parametrize(
    ("question", "items"), [("methods", "1234567"), ("difficult", "12345"), ("normal", "12345")]
)
def test_the_city_against_the_others(whole: Built, question: str, items: str) -> None:
    """Exact one-sided p of each item, and Holm's adjustment over the question's items, by definition."""
    raw = {item: one_sided(*city_and_others(question, item)) for item in items}
    running = Fraction(0)
    for rank, item in enumerate(sorted(raw, key=lambda key: raw[key])):
        running = max(running, min(Fraction(1), (len(items) - rank) * raw[item]))
        name = f"direction.{question}.item_{item}"
        assert value(whole, f"{name}.p") == pytest.approx(float(raw[item]), rel=1e-9)
        assert value(whole, f"{name}.p_adjusted") == pytest.approx(float(running), rel=1e-9)
        # The decision is taken on the exact value.
        assert (running <= Fraction(1, 20)) is (value(whole, f"{name}.p_adjusted") < 0.05)


def test_the_decisions_of_the_city_against_the_others(whole: Built) -> None:
    """In the direction of the article one method and one difficulty, two-sided nothing."""
    for question, found in (("methods", 1), ("difficult", 1), ("normal", 0)):
        assert value(whole, f"direction.{question}.significant_one_sided") == found
        assert value(whole, f"direction.{question}.significant_two_sided") == 0
    assert text(whole, "direction.methods.item_1.p_adjusted") == "*p* = 0.042"
    assert text(whole, "direction.difficult.item_1.p_adjusted") == "*p* = 0.025"


@pytest.mark.parametrize(("question", "item"), [("methods", "1"), ("methods", "2"), ("difficult", "4")])
def test_the_detectable_difference(whole: Built, question: str, item: str) -> None:
    """With it the chance of p ≤ α / m is 80%, with a point less it is not: summed over all outcomes."""
    (_, n), (b, m) = city_and_others(question, item)
    level, share = Fraction(1, 20) / (7 if question == "methods" else 5), b / m

    def chance(p: float) -> float:
        total = 0.0
        for y in range(m + 1):
            weight = math.comb(m, y) * share**y * (1 - share) ** (m - y)
            if weight < 1e-12:
                continue
            # p falls with x, so the smallest x that is significant decides.
            least = next((x for x in range(n + 1) if one_sided((x, n), (y, m)) <= level), n + 1)
            total += weight * sum(math.comb(n, x) * p**x * (1 - p) ** (n - x) for x in range(least, n + 1))
        return total

    points = value(whole, f"direction.{question}.item_{item}.detectable")
    assert chance(share + points / 100) == pytest.approx(0.8, abs=1e-4)
    assert chance(share + (points - 1) / 100) < 0.8


def test_the_detectable_v(whole: Built) -> None:
    """λ at level 0.05 / 7 and 0.05 / 5, 2 and 4 degrees of freedom: bisection on scipy's noncentral χ²."""
    for name, family, df, sides in (("awareness", 7, 2, 1), ("difficulty", 5, 4, 2)):
        v = value(whole, f"{name}.v_detectable")
        critical = chi2.isf(0.05 / family, df)
        assert ncx2.sf(critical, df, 267 * sides * v**2) == pytest.approx(0.8, abs=1e-6)


@pytest.mark.parametrize(("name", "df", "sides"), [("awareness.item_1", 2, 1), ("difficulty.item_1", 4, 2)])
def test_the_intervals_of_v(whole: Built, name: str, df: int, sides: int) -> None:
    """At its bounds λ the observed χ² is at most itself with a chance of 97.5% and of 2.5%; 0 where λ is."""
    low, high = map(float, whole.results[f"hai_phong_awareness.{name}.v_interval"]["value"])
    statistic = value(whole, f"{name}.chi2")
    n = 267 if sides == 1 else 268
    assert ncx2.cdf(statistic, df, n * sides * high**2) == pytest.approx(0.025, abs=1e-6)
    if low:
        assert ncx2.cdf(statistic, df, n * sides * low**2) == pytest.approx(0.975, abs=1e-6)
    else:
        assert chi2.cdf(statistic, df) <= 0.975


def test_intervals(whole: Built) -> None:
    """Wilson (1927): the roots of (p - x/n)² = z² p (1 - p) / n; z for 95 % from tables, 1.959964."""
    z = 1.959963984540054
    for (item, _, level), count in counts(1).items():
        n, share = SIZES[level], count / SIZES[level]
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        stored = whole.results[f"hai_phong_awareness.awareness.item_{item}.{level}.interval"]["value"]
        assert [float(Fraction(end)) for end in stored] == pytest.approx(
            [middle - half, middle + half], abs=1e-9
        )


def test_the_numbers_that_an_independent_check_gave(whole: Built) -> None:
    """Values that were worked out before this report existed, to the decimals then written down."""
    assert text(whole, "awareness.item_1.chi2") == "6.956"
    assert text(whole, "awareness.item_1.p") == "*p* = 0.031"
    assert text(whole, "awareness.item_1.v") == "0.161"
    assert text(whole, "awareness.item_1.ward.count") == "88"
    assert text(whole, "printed.documents_ward.count") == "128"
    assert text(whole, "as_printed.documents.ward_share") == "95.5%"
    assert text(whole, "difficulty.item_2.normal.town.count") == "35"
    assert text(whole, "readings.percents_differ") == "13"
    ps = [value(whole, f"difficulty.item_{item}.p") for item in "12345"]
    assert (round(min(ps), 3), round(max(ps), 2)) == (0.064, 0.77)
    assert text(whole, "difficulty.item_1.other_p") == "*p* = 0.082"
    assert text(whole, "difficulty.item_1.other_p_adjusted") == "*p* = 0.410"
    assert text(whole, "difficulty.item_1.p_adjusted") == "*p* = 0.322"
    assert text(whole, "awareness.significant_adjusted") == "zero"


def test_results_know_their_rows(whole: Built) -> None:
    """A number can be followed back to the lines of the data that it came from."""
    rows = whole.results["hai_phong_awareness.awareness.item_1.ward.count"]["rows"]
    assert rows
    for row in rows:
        file, _, line = row.rpartition(":")
        text = (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        # The row of the item, or the size of the group in the table's header.
        assert text.startswith("1,") if file.endswith(".csv") else '"134"' in text
