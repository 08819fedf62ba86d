"""Many tests at once: p-values adjusted for their number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final, Literal, get_args

Correction = Literal["holm", "bonferroni", "benjamini-hochberg"]
CORRECTIONS: Final[tuple[Correction, ...]] = get_args(Correction)


def adjust(p_values: Sequence[float], method: Correction) -> tuple[float, ...]:
    """Adjust the p-values of one family of tests; compare the results with α itself.

    For m sorted p-values p(1) ≤ … ≤ p(m) the adjusted values are, never above 1:

    - ``holm``: the largest of (m − j + 1) p(j) over j ≤ i. Keeps the chance of any false
      rejection below α, whatever the dependence. S. Holm (1979), A simple sequentially
      rejective multiple test procedure, Scandinavian Journal of Statistics 6, 65–70.
    - ``bonferroni``: m p(i). Keeps the same chance below α, and rejects no more than Holm.
    - ``benjamini-hochberg``: the smallest of m p(j) / j over j ≥ i. Keeps the expected share of
      false rejections below α for independent or positively dependent tests. Y. Benjamini and
      Y. Hochberg (1995), Controlling the false discovery rate, Journal of the Royal Statistical
      Society B 57, 289–300.

    Args:
        p_values: the raw p-values of the whole family, in any order.
        method: one of :data:`CORRECTIONS`.

    Returns:
        The adjusted p-values, in the order given; empty for an empty family.

    Raises:
        ValueError: if a p-value is outside [0, 1] or the method is unknown.
    """
    if method not in CORRECTIONS:
        known = ", ".join(CORRECTIONS)
        raise ValueError(f"unknown correction {method!r}; the known ones are {known}")
    for p_value in p_values:
        if not 0 <= p_value <= 1:
            raise ValueError(f"a p-value lies between 0 and 1, and {p_value} does not")
    # statsmodels' multipletests collects the garbage of the whole process at every call: 20 ms and more.
    m = len(p_values)
    order = sorted(range(m), key=lambda index: p_values[index])
    ascending = [float(p_values[index]) for index in order]
    if method == "holm":
        adjusted = list(accumulate((p * (m - place) for place, p in enumerate(ascending)), max))
    elif method == "bonferroni":
        adjusted = [p * m for p in ascending]
    else:
        shares = [p / ((place + 1) / m) for place, p in enumerate(ascending)]
        adjusted = list(accumulate(reversed(shares), min))[::-1]
    by_index = dict(zip(order, adjusted, strict=True))
    return tuple(min(1.0, by_index[index]) for index in range(m))
