"""The language of assertions."""

from __future__ import annotations

from typing import Any

import pytest

from gate_examples import current
from reproreport.gate.entries.entry import Current
from reproreport.gate.prose.expressions import judge
from reproreport.gate.prose.operands import ExpressionError


def results(**values: Any) -> dict[str, Current]:
    """Return results named after the arguments, ``__`` for a point: a text is a share, a number a count."""
    made = {}
    for key, value in values.items():
        name = f"a.{key.replace('__', '.')}"
        kind = "percent" if isinstance(value, str) else "interval" if isinstance(value, list) else "count"
        made[name] = current(value, kind, name, unit="%" if kind != "count" else "")
    return made


# Shares of 53, 80 and 134 officials; the counts are those of Table 1 of the article on Hai Phong.
ITEMS = results(
    item_1__town="44/53",
    item_1__district="50/80",
    item_1__ward="88/134",
    item_2__town="41/53",
    item_2__district="66/80",
    item_2__ward="117/134",
    item_3__town="35/53",
    item_3__district="56/80",
    item_3__ward="94/134",
    n__town=53,
    n__district=80,
    n__ward=134,
    end=["1/4", "3/4"],
    third="1/3",
)
OTHERS = {
    "a.p": current(0.031, "p_value", "a.p"),
    "a.x": current(0.1, "number", "a.x"),
    "a.words": current(7, "words", "a.words"),
    "a.more": current("9/8", "percent", "a.more"),  # more answers than people
    "a.name": current("Holm", "text", "a.name"),
    "a.printed.p": current("0,000", "printed", "a.printed.p"),
    "a.printed.share": current("65,7", "printed", "a.printed.share"),
    "a.printed.many": current("1.234.567", "printed", "a.printed.many"),
    "a.printed.unclear": current("2,310", "printed", "a.printed.unclear"),
    "a.printed.word": current("two-tier", "printed", "a.printed.word"),
}
ALL = ITEMS | OTHERS

TRUE = [
    "a.item_1.town > a.item_1.ward > a.item_1.district",
    "a.n.town == 53 and a.n.town + a.n.district + a.n.ward == 267",
    "not a.n.town == 54 or a.n.town / 0.5 == 0",
    "a.third == 1/3 != 0.3333333333333333",
    "a.x * 3 == 0.3",  # exact: as floats, 0.1 * 3 is not 0.3
    "a.item_1.town > 83% and a.item_1.town < 83.02 % and a.third - 1/3 == 0%",
    "-a.n.town < 0 <= abs(a.n.town - a.n.ward) == 81",
    "a.item_1.town == max('a.item_1.*')",
    "min('a.item_[!1].*', a.item_1.ward) == a.item_1.ward == min('a.item_[12].ward')",
    "sum('a.n.*') == 267 and max(1, 2, a.n.town) == 53",
    "count('a.item_*.town') == 3 and count('a.*.town') == 4 and count('a.n.?own') == 1",
    "count('a.item_#.town' > 'a.item_#.ward') == 1",
    "count('a.item_#.town' == max('a.item_#.*')) == 1",
    "any('a.item_#.town' < 'a.item_#.district') and not all('a.item_#.town' < 'a.item_#.district')",
    "all('a.item_#.#level' * 'a.n.#level' <= 'a.n.#level')",
    "count('a.item_#.#level' * 'a.n.#level' == 44) == 1",
    "low(a.end) == 25% and high('a.end') == 3/4",
    "a.p < 0.05 and a.words == 7",
    "a.printed.p == 0 and a.printed.share == 65.7 and a.printed.many == 1234567",
    "a.n.town\n == 53",
    "a.more > a.item_1.town == 'a.item_1.town' and 'a.more' == 9/8 > a.item_1.town",
]


@pytest.mark.parametrize("expression", TRUE)
def test_what_is_true(expression: str) -> None:
    """By hand: 44/53 = 83.0%, 50/80 = 62.5%, 88/134 = 65.7%; the second item 77.4%, 82.5%, 87.3%."""
    assert judge(expression, ALL).holds
    assert not judge(f"not ({expression})", ALL).holds


def test_it_says_what_decides_it() -> None:
    """Every result that it names, those of families too, also where the first part decides."""
    assert judge("a.n.town > 1 or a.third == max('a.item_1.*')", ALL).names == (
        "a.n.town",
        "a.third",
        "a.item_1.town",
        "a.item_1.district",
        "a.item_1.ward",
    )


WRONG = [
    ("a.n.twon > 1", "there is no result 'a.n.twon'", "did you mean a.n.town?"),
    ("1 == 1 or a.n.twon > 1", "there is no result 'a.n.twon'", "did you mean a.n.town?"),
    ("nothing == 1", "there is no result 'nothing'", "correct the name"),
    ("max('a.n.x*') > 1", "no result fits 'a.n.x*'", ""),
    ("count('a.items_#.town' > 1%) == 3", "no result fits 'a.items_#.town'", "did you mean a.item_"),
    ("count('a.item_#.town' > 'a.item_#.twon') == 3", "no result fits 'a.item_#.twon'", "did you mean"),
    ("count('a.item_#.town' > 'a.n.#level') == 3", "no name has all of #, #level", "in quotes"),
    ("count(a.n.town > 1) == 3", "no name has a # for what is counted", "write names in quotes"),
    ("'a.item_#.town' > 1%", "# in 'a.item_#.town' stands for nothing here", "count(…)"),
    ("all(count('a.item_#.town' > 1%) == 3 and 'a.n.#' > 1)", "count(…) stands inside another", ""),
    ("'a.n.*' > 1", "'a.n.*' is for many results", "min(…)"),
    ("a.n.town = 53", "invalid syntax", ""),
    ("a.n.town >", "invalid syntax", ""),
    ("a.n.town", "is a number and states nothing", "compare it"),
    ("a.n.town > 1 and a.n.ward", "'a.n.ward' is a number", "compare it"),
    ("(a.n.town > 1) + 1 > 1", "is true or false, and no number", "count(…)"),
    ("a.item_1.town > 50", "a percentage is a share, from 0 to 1, and is compared with 50", "write 50%"),
    ("max('a.item_1.*') < 70.5", "is compared with 70.5", "write 70.5%"),
    ("low(a.end) < 30", "is compared with 30", "write 30%"),
    ("a.end > 1", "'a.end' is an interval", "low(a.end)"),
    ("low(a.n.town) > 1", "'a.n.town' is no interval", ""),
    ("a.name == 1", "'a.name' is a text", ""),
    ("a.printed.word == 1", "prints 'two-tier', which is no number", ""),
    ("a.printed.unclear == 1", "can be thousands or decimals", "record it"),
    ("a.n.town / (1 - 1) > 1", "'1 - 1' is zero", ""),
    ("abs(1, 2) > 1", "abs(…) takes one thing, not 2", ""),
    ("a.n.town ** 2 > 1", "'a.n.town ** 2' cannot stand in an assertion", "it may hold results"),
    ("a.n.town % 2 == 1", "cannot stand in an assertion", ""),
    ("a.n.town is 1", "cannot stand in an assertion", ""),
    ("1 < 2", "it names no result", "compare results"),
    ("True", "'True' cannot stand in an assertion", ""),
    ("1e999 > 1", "cannot stand in an assertion", ""),
    ("__import__('os').getcwd() == 1", "cannot stand in an assertion", ""),
    ("min() > 1", "'min()' cannot stand in an assertion", ""),
    ("max(a.n.town, key=a.n.ward) > 1", "cannot stand in an assertion", ""),
    ("[n for n in (1, 2)] == 1", "cannot stand in an assertion", ""),
]


@pytest.mark.parametrize(("expression", "what", "fix"), WRONG, ids=range(len(WRONG)))
def test_what_cannot_be_judged(expression: str, what: str, fix: str) -> None:
    """Each says why and what to do; nothing is executed."""
    with pytest.raises(ExpressionError) as caught:
        judge(expression, ALL)
    assert what in str(caught.value)
    assert fix in caught.value.fix


@pytest.mark.parametrize(
    "expression", ["+".join("1" * 100_000), "(" * 1000 + "1" + ")" * 1000, "-" * 5000 + "1"]
)
def test_what_is_too_long(expression: str) -> None:
    """Python's parser, or this one, gives up; that is an error like any other."""
    with pytest.raises(ExpressionError):
        judge(f"{expression} > 1", ALL)
