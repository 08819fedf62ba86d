"""Verdicts on printed means and standard deviations of whole numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from reproreport.audit.finding import Check, Evidence, Finding, Reason, Verdict
from reproreport.audit.rules.means import deviations, power, read_mean, totals
from reproreport.audit.table import Address, Part, PrintedNumber, PrintedTable, Values
from reproreport.numbers import quoted

_NUMBER: Final = r"[-−–]?\d*[.,]?\d+"
_MEAN: Final = re.compile(
    rf"(?:M\s*=\s*)?(?P<mean>{_NUMBER})"
    rf"(?:\s*[,;]?\s*(?:±|\+/-|\+-|[(\[]|SD)\s*(?:SD)?\s*[=:±]?\s*(?P<sd>{_NUMBER})\s*[)\]]?)?"
)
#: What stands behind a mean in these rows is no standard deviation.
_OTHER_SPREAD: Final = re.compile(
    r"\b(?:s\.?e\.?m?\.?|standard errors?|iqr|ci|range|medians?|q1|min)\b", re.IGNORECASE
)
_MEDIAN: Final = re.compile(r"\bmedians?\b", re.IGNORECASE)
_FEWEST: Final = 2


class MeanReason(Reason):
    """Why a printed mean, with its standard deviation, gets its verdict."""

    FITS = "whole numbers can have this mean"
    BOTH_FIT = "whole numbers can have this mean and this standard deviation"
    CUT_OFF = "whole numbers can have this mean if it was cut off"
    BY_N = "whole numbers can have this standard deviation if it was divided by N"
    NO_MEAN = "no whole numbers have this mean"
    NO_DEVIATION = "whole numbers with this mean have another standard deviation"
    NO_POWER = "the N is so large that every mean fits"
    UNKNOWN = "the text does not say whether the values are whole numbers"


def check_means(table: PrintedTable) -> Iterator[Finding]:
    """Yield the verdicts on the means of a table, in the rows whose values the source tells."""
    for address, values in mean_cells(table).items():
        text = table.unread[address]
        own = Address(Part.SIZE, address.group, address.item)
        size = table.numbers.get(own) or table.numbers.get(Address(Part.SIZE, address.group))
        match = _MEAN.fullmatch(text)
        if size is None or size.units < 1 or match is None:
            continue
        row = table.row_name(address.item, address.response)
        spread = None if _OTHER_SPREAD.search(row) else match["sd"]
        deviation = read_mean(spread) if spread else None
        verdict, reason, words, evidence = judge_mean(read_mean(match["mean"]), deviation, size.units, values)
        origin = table.where(address)
        yield Finding(
            Check.MEAN,
            verdict,
            reason,
            words,
            table.name,
            (address,),
            {"printed": text, **evidence},
            (origin,) if origin else (),
        )


def mean_cells(table: PrintedTable) -> Mapping[Address, Values]:
    """Return the cells that print a mean of values that the source tells, with an N beside it."""
    known = {one.id: one.values for one in (*table.items, *table.responses) if one.id and one.values}
    found = {}
    for address, text in table.unread.items():
        values = known.get(address.response) or known.get(address.item)
        own = Address(Part.SIZE, address.group, address.item)
        size = table.numbers.get(own) or table.numbers.get(Address(Part.SIZE, address.group))
        row = table.row_name(address.item, address.response)
        if values and size and size.units > 0 and _MEAN.fullmatch(text) and not _MEDIAN.search(row):
            found[address] = values
    return found


def judge_mean(
    mean: PrintedNumber, deviation: PrintedNumber | None, n: int, values: Values
) -> tuple[Verdict, MeanReason, str, dict[str, Evidence]]:
    """Return the verdict on a mean, and the standard deviation beside it, of *n* persons.

    Args:
        mean: the printed mean.
        deviation: the standard deviation; None where none is printed.
        n: how many persons.
        values: what the mean is of.

    Returns:
        The verdict, its reason, a sentence that says when it would not hold, and the numbers behind it.
    """
    share = power(mean, n, values)
    evidence: dict[str, Evidence] = {
        "mean": mean.text,
        "sd": deviation.text if deviation else None,
        "n": n,
        "values": str(values),
        "power": share,
    }
    persons = f"{n:,} persons" if n != 1 else "1 person"
    wrong_if = f"unless the values are not {values}, or the N is another one"
    middle = quoted(mean.text)
    verdict, reason = Verdict.EXACT, MeanReason.FITS
    words = f"{middle} can be the mean of {persons}; of all such means {float(1 - share):.0%} can."
    if not totals(mean, n, values).size and totals(mean, n, values, cut_off=True).size:
        verdict, reason = Verdict.WITHIN, MeanReason.CUT_OFF
        words = f"{middle} can be the mean of {persons} if it was cut off, and not if rounded."
    elif not totals(mean, n, values).size:
        verdict, reason = Verdict.INCONSISTENT, MeanReason.NO_MEAN
        words = f"{middle} is the mean of no {persons}; {_nearest(mean, n, values)} would be, {wrong_if}."
    elif deviation is not None and n >= _FEWEST:
        spread = quoted(deviation.text)
        if any(True for _ in deviations(mean, deviation, n, values)):
            reason = MeanReason.BOTH_FIT
            words = f"{middle} and {spread} can be mean and standard deviation of {persons}."
        elif any(True for _ in deviations(mean, deviation, n, values, of_sample=False)):
            verdict, reason = Verdict.WITHIN, MeanReason.BY_N
            by = f"if it was divided by {n:,} and not by {n - 1:,}"
            words = f"{middle} can be the mean of {persons}, and {spread} their standard deviation {by}."
        else:
            verdict, reason = Verdict.INCONSISTENT, MeanReason.NO_DEVIATION
            words = f"{middle} can be the mean of {persons}, and {spread} not their deviation, {wrong_if}."
    elif share == 0:
        verdict, reason = Verdict.UNCHECKABLE, MeanReason.NO_POWER
        words = f"Any mean with {mean.decimals} decimals fits {persons}, so that this one cannot be checked."
    return verdict, reason, words, evidence


def _nearest(mean: PrintedNumber, n: int, values: Values) -> str:
    """Return the two possible means around one that is not, as they would be printed."""
    parts = n * values.averaged
    below = mean.value * parts // 1
    shown = dict.fromkeys(f"{float((below + step) / parts):.{mean.decimals}f}" for step in (0, 1))
    return " or ".join(shown)
