"""Rounding rules against their definitions, the standard library's decimals, and the GRIM test's cases."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tables import allows, rounded
from reproreport.audit.rules.percents import RULES, allowed, reachable
from reproreport.audit.rules.rounding import Rounding, Span, bases, counts, first, percentages

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True)
SINGLE_VALUED = RULES[:5]


@pytest.mark.parametrize("scale", [100, 1000])
@pytest.mark.parametrize("rule", RULES)
def test_every_small_percentage(rule: Rounding, scale: int) -> None:
    """All counts up to all bases up to 30, without and with one decimal, from the definition."""
    for base in range(1, 31):
        for count in range(base + 1):
            span = percentages(rule, count, base, scale)
            # Whatever is allowed lies within half a count, or two units, of the exact percentage.
            exact, reach = count * scale // base, scale // base + 3
            near = range(max(0, exact - reach), exact + reach + 1)
            assert list(range(span.low, span.high + 1)) == [
                units for units in near if allows(rule, count, base, scale, units)
            ]


@pytest.mark.parametrize("rule", RULES)
def test_every_small_count_and_base(rule: Rounding) -> None:
    """Counts of all bases, and bases of all counts, up to 30, for every whole percentage."""
    for units in range(0, 101):
        for other in range(1, 31):
            fitting = [count for count in range(40) if allows(rule, count, other, 100, units)]
            span = counts(rule, units, other, 100)
            assert list(range(span.low, span.high + 1)) == fitting, f"{units} % of {other}"
            fitting = [base for base in range(1, 41) if allows(rule, other, base, 100, units)]
            span = bases(rule, other, units, 100, 40)
            assert list(range(span.low, span.high + 1)) == fitting, f"{other} is {units} %"


@steady
@given(
    st.sampled_from(RULES),
    st.integers(0, 10**6),
    st.integers(1, 10**6),
    st.sampled_from([100, 1000, 10_000]),
    st.integers(-3, 3),
)
def test_large_numbers(rule: Rounding, count: int, base: int, scale: int, off: int) -> None:
    """The same for larger numbers, near the exact percentage; counts and bases are the reverse."""
    units = max(0, count * scale // base + off)
    holds = allows(rule, count, base, scale, units)
    assert (units in percentages(rule, count, base, scale)) is holds
    assert (count in counts(rule, units, base, scale)) is holds
    assert (base in bases(rule, count, units, scale, 2 * 10**6)) is holds


@steady
@given(
    st.integers(0, 3000), st.integers(-1, 3000), st.sampled_from([100, 1000, 10_000]), st.integers(-30, 30)
)
def test_all_rules_at_once(count: int, base: int, scale: int, off: int) -> None:
    """The fast form gives for each rule the size of its span, and 0 where it does not explain."""
    units = max(0, count * scale // base + off) if base > 0 else 5
    spans = [percentages(rule, count, base, scale) if base > 0 else Span(0, -1) for rule in RULES]
    assert allowed(count, units, base, scale) == tuple(span.size if units in span else 0 for span in spans)


@steady
@given(st.integers(0, 1000), st.integers(1, 1500), st.sampled_from([100, 1000]))
def test_without_a_count(units: int, base: int, scale: int) -> None:
    """A percentage has a count exactly where one of the base's counts, up to all of it, gives it."""
    sizes = reachable(units, base, scale)
    for rule, size in zip(RULES[:6], sizes[:6], strict=True):
        assert (size > 0) is (counts(rule, units, base, scale).meet(Span(0, base)).size > 0)
        assert size <= scale + 1
    assert sizes[6] == 0


# lhdjung/scrutiny (R, MIT licence) at a56a945, tests/testthat/test-unround.R and R/unround.R: 4.50 with
# so many digits stands for values from .. to, and which end a rule includes.
BOUNDS = [(1, "4.45", "4.55"), (2, "4.495", "4.505"), (3, "4.4995", "4.5005"), (5, "4.499995", "4.500005")]


@pytest.mark.parametrize(("digits", "lower", "upper"), BOUNDS)
def test_rounding_bounds(digits: int, lower: str, upper: str) -> None:
    """Rounding up includes the lower end, rounding down the upper one; cutting off goes from x on."""
    unit = Fraction(1, 10**digits)
    inclusive = {
        Rounding.HALF_UP: (Fraction(lower), Fraction(upper), True, False),
        Rounding.HALF_DOWN: (Fraction(lower), Fraction(upper), False, True),
        Rounding.TRUNCATED: (Fraction("4.5"), Fraction("4.5") + unit, True, False),
        Rounding.CEILING: (Fraction("4.5") - unit, Fraction("4.5"), False, True),
    }
    scale, printed = 100 * 10**digits, 45 * 10 ** (digits - 1)
    for rule, (low, high, with_low, with_high) in inclusive.items():
        for value, inside in ((low, with_low), (high, with_high), ((low + high) / 2, True)):
            share = value / 100
            span = percentages(rule, share.numerator, share.denominator, scale)
            assert (span == Span(printed, printed)) is inside, f"{rule.name}: {value}"


UP_OR_DOWN = (Rounding.HALF_UP, Rounding.HALF_DOWN)
EVEN, FLOOR, CEILING = (Rounding.HALF_EVEN,), (Rounding.TRUNCATED,), (Rounding.CEILING,)
UP, DOWN = (Rounding.HALF_UP,), (Rounding.HALF_DOWN,)

# The same package's tests/testthat/test-grim.R (vec4, vec5), R/data-doc.R (pigs2) and test-grim-map.R (df8):
# is there a count, or a sum of n whole numbers, that gives the percentage or mean? Where the package's own
# answer differs from the exact one (it adds 1e-12 before rounding), the exact one stands here: the last
# eight of even, ceiling, floor and trunc are such cases.
GRIM = [
    # percentages
    ("67.4", 150, 100, UP_OR_DOWN, False),
    ("54.2", 150, 100, UP_OR_DOWN, False),
    ("54.0", 150, 100, UP_OR_DOWN, True),
    ("68.1", 150, 100, UP_OR_DOWN, False),
    ("55.4", 150, 100, UP_OR_DOWN, False),
    ("520", 28, 100, UP_OR_DOWN, False),
    ("521", 28, 100, UP_OR_DOWN, True),
    ("525", 28, 100, UP_OR_DOWN, True),
    ("528", 28, 100, UP_OR_DOWN, False),
    ("6", 50, 100, UP_OR_DOWN, True),
    ("7", 50, 100, UP_OR_DOWN, False),
    # means
    ("7.22", 32, 1, UP_OR_DOWN, True),
    ("4.74", 25, 1, UP_OR_DOWN, False),
    ("5.23", 29, 1, UP_OR_DOWN, False),
    ("7.22", 40, 1, UP, False),
    ("7.22", 40, 1, DOWN, True),
    ("5.23", 40, 1, UP, True),
    ("5.23", 40, 1, DOWN, False),
    ("7.22", 40, 1, EVEN, True),
    ("2.68", 40, 1, EVEN, True),
    ("7.38", 40, 1, CEILING, True),
    ("7.22", 40, 1, CEILING, False),
    ("2.57", 40, 1, FLOOR, True),
    ("2.68", 40, 1, FLOOR, False),
    # scrutiny says that these are possible
    ("5.23", 40, 1, EVEN, False),
    ("6.77", 40, 1, EVEN, False),
    ("7.01", 40, 1, CEILING, False),
    ("7.01", 80, 1, CEILING, False),
    ("4.74", 40, 1, FLOOR, False),
    ("3.14", 40, 1, FLOOR, False),
    ("6.89", 80, 1, FLOOR, False),
    ("0.24", 80, 1, FLOOR, False),
]


@pytest.mark.parametrize(("printed", "n", "of", "rules", "possible"), GRIM)
def test_grim(printed: str, n: int, of: int, rules: tuple[Rounding, ...], possible: bool) -> None:
    """A mean of n whole numbers is a percentage of n with 1 in the place of 100."""
    whole, _, decimals = printed.partition(".")
    units, scale = int(whole + decimals), of * 10 ** len(decimals)
    assert any(counts(rule, units, n, scale).size for rule in rules) is possible


def test_spans() -> None:
    """Spans are closed, and empty where they end before they begin."""
    assert Span(2, 4).size == 3
    assert Span(2, 1).size == 0
    assert 2 in Span(2, 4)
    assert 5 not in Span(2, 4)
    assert Span(2, 6).meet(Span(4, 9)) == Span(4, 6)
    assert first(0, 100, lambda n: n * n >= 50) == 8
    assert first(0, 5, lambda n: n > 5) == 6


@pytest.mark.parametrize("rule", SINGLE_VALUED)
def test_rounding_to_one_value(rule: Rounding) -> None:
    """These rules give one percentage, the standard library's, for 1/8 (12.5) and 29/80 (36.25)."""
    for count, base, scale in ((1, 8, 100), (29, 80, 1000), (3, 8, 100)):
        value = rounded(count * scale, base, rule)
        assert percentages(rule, count, base, scale) == Span(value, value)
