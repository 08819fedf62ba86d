"""Printed p-values beside the tests of the counts, as readers want them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from reproreport.audit.finding import Finding
from reproreport.audit.significance.recommended import FISHER, PEARSON, ItemTest
from reproreport.audit.table_audit import TableAudit
from reproreport.languages import ENGLISH
from reproreport.numbers import format_number, format_p, format_percent, quoted
from reproreport.statistics.variants import SMALL

NO_BREAK: Final = "\N{NO-BREAK SPACE}"

#: Below this, p-values are shown with one more decimal.
SMALL_P: Final = 0.001


@dataclass(frozen=True)
class ItemLine:
    """One item's tests.

    Attributes:
        id: the item's identifier.
        item: its wording.
        printed: the p-value printed for it, or for the whole table, in quotation marks; often empty.
        method: the name of the test.
        test: it, with the counts as printed; None where the item cannot be tested.
        again: it, with the counts that the table supports; None where all of them are those printed.
        why: why the item cannot be tested.
    """

    id: str
    item: str
    printed: str
    method: str
    test: ItemTest | None
    again: ItemTest | None
    why: str = ""

    @property
    def name(self) -> str:
        """Return the item's wording with its number, which tells it from others where it is cut."""
        return f"{self.id}. {self.item}" if self.id.isdigit() else self.item

    @property
    def changed(self) -> bool:
        """Return whether the supported counts give other numbers than the printed ones, as shown."""
        return self.again is not None and (self.test is None or _shown(self.again) != _shown(self.test))


@dataclass(frozen=True)
class Tried:
    """A test that was tried for a printed p-value.

    Attributes:
        name: the test.
        asks: the question that it answers.
        answers: whether that is whether the groups differ.
        p: its p-value, or the smallest and the largest of those of several items.
        gives: for how many items it gives the printed p-value.
        complete: whether it gives it for all of them.
    """

    name: str
    asks: str
    answers: bool
    p: str
    gives: str
    complete: bool


def item_lines(audit: TableAudit) -> tuple[ItemLine, ...]:
    """Return the tests of a table's items, in printed order."""
    table, analysis, other = audit.table, audit.analysis, audit.supported_analysis
    tests = {test.item: test for test in analysis.items}
    again = {test.item: test for test in other.items} if other else {}
    untested = {one.item: one.reason for one in analysis.untested}
    lines = []
    for item in table.items:
        test, second = tests.get(item.id), again.get(item.id)
        printed = [quoted(p.text) for p in table.p_values if p.item == item.id]
        printed = printed or [quoted(p.text) for p in table.p_values if not p.item]
        shown = second or test
        lines.append(
            ItemLine(
                id=item.id,
                item=table.row_name(item.id) or "the table",
                printed="; ".join(printed),
                method=shown.method if shown else "",
                test=test,
                again=second,
                why=untested.get(item.id, ""),
            )
        )
    return tuple(lines)


def method_notes(lines: Sequence[ItemLine]) -> Iterator[str]:
    """Yield which items were tested by which method, and why, each in a line."""
    methods = list(dict.fromkeys(line.method for line in lines if line.method))
    for method in methods:
        of = [line.id if line.id.isdigit() else line.item for line in lines if line.method == method]
        yield f"{method}: {'; '.join(of)}." if len(methods) > 1 else f"{method}."


def other_note(lines: Sequence[ItemLine]) -> str:
    """Return what stands beside the tests as a check on their choice; empty where nothing does."""
    by_method: dict[str, list[str]] = {}
    for line in lines:
        test = line.again or line.test
        if test and test.other:
            by_method.setdefault(test.other.method, []).append(line.id if line.id.isdigit() else line.item)
    if not by_method:
        return ""
    words = [f"{method} for {', '.join(of)}" for method, of in by_method.items()]
    return (
        f"The other test, for comparison: {'; '.join(words)}, "
        "adjusted by Holm over the same test of every item."
    )


def tests_note(audit: TableAudit) -> str:
    """Return how the tests are chosen, and what they are corrected for."""
    words = (
        f"An item is tested by {PEARSON}, or by {FISHER} where an expected count is below {SMALL}. "
        f"Holm and Benjamini–Hochberg correct for {audit.analysis.family}."
    )
    if audit.supported_analysis:
        words += (
            " Where the smallest changes give other numbers, these stand below those of the printed counts."
        )
    return words


def readings_note(audit: TableAudit) -> str:
    """Return how far the readings of a table agree; empty where there is one reading only."""
    found = audit.agreement
    if found is None:
        return ""
    names = _listed(list(found.supported))
    words = f"{found.agreeing} of {found.numbers} numbers are alike in the readings {names}."
    reasons = [
        f"{number} differ{'s' if number == 1 else ''} ({reason.value})"
        for reason, number in found.differing.items()
    ]
    if reasons:
        supported = [f"reading {name} in {number}" for name, number in found.supported.items() if number]
        words += f" {'; '.join(reasons)}."
        words += f" The arithmetic supports {_listed(supported) if supported else 'none of them'}."
    return words


def tried(finding: Finding) -> tuple[Tried, ...]:
    """Return every test that was tried for a printed p-value: those that ask what the text asks first."""
    tests = finding.evidence.get("tests")
    found = [_tried(test) for test in tests if isinstance(test, dict)] if isinstance(tests, list) else []
    return tuple(sorted((one for one in found if one.p), key=lambda one: (not one.answers, not one.complete)))


def _tried(test: dict[str, Any]) -> Tried:
    p_values = sorted(test["p_values"].values())
    shown = list(dict.fromkeys(p_text(p) for p in (p_values[0], p_values[-1]))) if p_values else []
    gives = len(test["gives_it_for"])
    return Tried(
        name=test["test"],
        asks=test["asks"],
        answers=test["answers"],
        p=" to ".join(shown),
        gives=f"{gives} of {test['of']}",
        complete=gives == test["of"],
    )


def p_text(p_value: float) -> str:
    """Return a p-value as shown everywhere: three decimals, four where it is small."""
    return format_p(min(1.0, p_value), 4 if p_value < SMALL_P else 3, language=ENGLISH)


def other_text(test: ItemTest) -> str:
    """Return the p-value of the test that was not chosen, and in brackets the adjusted one."""
    if test.other is None:
        return "–"
    one, adjusted = (p_text(p).replace(" ", NO_BREAK) for p in (test.other.p_value, test.other.holm))
    return f"{one} ({adjusted})"


def v_text(test: ItemTest, *, interval: bool = True) -> str:
    """Return Cramér's V, with its interval."""
    if not interval:
        return _two(test.v)
    low, high = map(_two, test.v_interval)
    return f"{_two(test.v)} ({low}–{high})"


def interval_name(audit: TableAudit) -> str:
    """Return what the intervals are called, such as ``95% interval``."""
    return f"{format_percent(audit.analysis.confidence, 0, language=ENGLISH)} interval"


def _two(value: float) -> str:
    return format_number(value, 2, language=ENGLISH)


def _shown(test: ItemTest) -> tuple[str, ...]:
    return p_text(test.p_value), p_text(test.holm), p_text(test.benjamini_hochberg), v_text(test)


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
