"""Results: what may be recorded, and how it reads in prose."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from reproreport.errors import ResultError
from reproreport.results.result import Kind, Result, exact, make_result, text_of

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "kind", "options", "text"),
    [
        (267, "count", {}, "267"),
        (2310, "count", {}, "2,310"),
        (7, "words", {}, "seven"),
        (13, "words", {}, "13"),
        # 88/134 = 0.656716…
        (Fraction(88, 134), "percent", {}, "65.7%"),
        # 1/16 = 6.25 % exactly: a half goes up, where binary floats and Python's round() go down.
        (Fraction(1, 16), "percent", {}, "6.3%"),
        (Fraction(1, 8), "percent", {"decimals": 0}, "13%"),
        (0.0309, "p_value", {}, "*p* = 0.031".replace(" ", NBSP)),
        (0.0004, "p_value", {}, "*p* < 0.001".replace(" ", NBSP)),
        (0.9999, "p_value", {}, "*p* > 0.999".replace(" ", NBSP)),
        (-1.5, "number", {"decimals": 1}, "\N{MINUS SIGN}1.5"),
        ((0.25, 0.5), "interval", {"unit": "%"}, "25.0% to 50.0%"),
        ((1, Decimal("2.5")), "interval", {}, "1.0 to 2.5"),
        ("propaganda", "text", {}, "propaganda"),
        ("65,7", "printed", {}, "65,7"),
    ],
)
def test_text_by_kind(value: Any, kind: Kind, options: dict[str, Any], text: str) -> None:
    """Each kind reads as a copy editor would have it (expected texts written by hand)."""
    assert make_result("a.b", value, kind=kind, **options).text == text


@pytest.mark.parametrize(
    ("value", "stored"),
    [(Fraction(88, 134), "44/67"), (Fraction(4, 2), 2), (3, 3), (0.5, 0.5), (Decimal("0.50"), "0.50")],
)
def test_exact_values_stay_exact(value: Any, stored: Any) -> None:
    """Fractions and decimals are kept as text, without rounding."""
    assert make_result("a", value, kind="number").value == stored


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (float("nan"), "number", "nan is not a number that can be reported"),
        (float("inf"), "percent", "inf is not a number that can be reported"),
        (Decimal("NaN"), "p_value", "NaN is not a number that can be reported"),
        (Decimal("Infinity"), "number", "Infinity is not a number that can be reported"),
        ((0.1, float("nan")), "interval", "nan is not a number that can be reported"),
        ((0.1, 0.2, 0.3), "interval", "is not an interval of two numbers"),
        (2.5, "count", "2.5 is not an integer"),
        (2.5, "words", "2.5 is not an integer"),
        (-1, "words", "counts are not negative, and -1 is"),
        (1.2, "p_value", "1.2 is not between 0 and 1"),
        ((0.6, 0.4), "interval", "the interval ends"),
        ("", "text", "'' is not a text"),
        (7, "text", "7 is not a text"),
        (7, "sum", "'sum' is no kind of result"),
    ],
)
def test_what_cannot_be_a_result(value: Any, kind: Any, message: str) -> None:
    """A value that does not suit its kind stops the notebook, by name."""
    with pytest.raises(ResultError) as caught:
        make_result("item.share", value, kind=kind)
    assert message in str(caught.value)
    assert "item.share" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (267, "count"),
        (7, "words"),
        (Fraction(88, 134), "percent"),
        (0.0309, "p_value"),
        (Decimal("-1.50"), "number"),
        ((Fraction(1, 4), 0.5), "interval"),
        ("65,7", "printed"),
    ],
)
def test_a_stored_value_reads_as_the_recorded_one(value: Any, kind: Kind) -> None:
    """JSON keeps all that prose needs."""
    result = make_result("a", value, kind=kind, unit="%")
    assert text_of(result.value, kind, "%", result.decimals) == result.text


@pytest.mark.parametrize("value", ["1/0", "three", float("nan"), float("inf"), True, [1], None, {}])
def test_what_cannot_be_a_stored_number(value: Any) -> None:
    """Nothing but a finite number is one."""
    with pytest.raises((TypeError, ValueError)):
        text_of(value, "number", decimals=1)


def test_a_stored_float_is_its_decimal() -> None:
    """0.1 is a tenth, not the binary fraction next to it."""
    assert exact(0.1) == Fraction(1, 10)
    assert exact("44/67") == Fraction(88, 134)


@pytest.mark.parametrize("name", ["", "a b", "1st", "a..b", "a.", "größe", "a-b"])
def test_names_are_identifier_paths(name: str) -> None:
    """Only letters, digits and underscores, with dots between."""
    with pytest.raises(ResultError, match="cannot name a result"):
        make_result(name, 1, kind="count")


def test_json_and_back() -> None:
    """What is written can be read again, unchanged."""
    result = make_result("a.b", (Fraction(1, 3), 0.5), kind="interval", unit="%", rows=["data/x.csv:2"])
    assert Result.from_json(result.as_json()) == result
