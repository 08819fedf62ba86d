"""Adjusted p-values against published examples and their definitions in exact rationals."""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from reproreport.statistics.multiplicity import CORRECTIONS, Correction, adjust

# No wall clock, and the same examples every time; statsmodels, as an oracle, takes 20 ms a call.
steady = settings(
    deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=40
)

# Benjamini & Hochberg (1995), section 3.1 (Neuhaus et al., myocardial infarction): "at level .05
# Bonferroni rejects the three smallest, the new procedure the four smallest".
INFARCTION = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip

families = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_holm_by_hand() -> None:
    """0.005·4 = 0.02, 0.01·3 = 0.03, 0.03·2 = 0.06, then 0.04·1 is raised to 0.06."""
    assert adjust([0.01, 0.04, 0.03, 0.005], "holm") == pytest.approx((0.03, 0.06, 0.06, 0.02))


def test_bonferroni_by_hand() -> None:
    """Each p-value times four, at most 1."""
    assert adjust([0.01, 0.04, 0.3, 0.005], "bonferroni") == pytest.approx((0.04, 0.16, 1, 0.02))


def test_benjamini_hochberg_by_hand() -> None:
    """0.04·4/4 = 0.04 and 0.03·4/3 = 0.04; 0.01·4/2 = 0.02 and 0.005·4/1 = 0.02."""
    adjusted = adjust([0.01, 0.04, 0.03, 0.005], "benjamini-hochberg")
    assert adjusted == pytest.approx((0.02, 0.04, 0.04, 0.02))


def test_reproduces_the_example_of_benjamini_and_hochberg() -> None:
    """Three hypotheses are rejected by Bonferroni and Holm at .05, four by the new procedure."""

    def rejected(method: Correction) -> int:
        return sum(p <= 0.05 for p in adjust(INFARCTION, method))

    assert (rejected("bonferroni"), rejected("holm"), rejected("benjamini-hochberg")) == (3, 3, 4)


@steady
@given(families)
def test_each_correction_is_its_definition(p_values: list[float]) -> None:
    """Recomputed in exact rationals from the formulas of the papers."""
    exact = sorted((Fraction(p), i) for i, p in enumerate(p_values))
    m = len(exact)
    holm, hochberg = [Fraction(0)] * m, [Fraction(0)] * m
    for rank, (_, index) in enumerate(exact):
        holm[index] = max(min(Fraction(1), (m - j) * exact[j][0]) for j in range(rank + 1))
        hochberg[index] = min(Fraction(1), *(m * exact[j][0] / (j + 1) for j in range(rank, m)))
    bonferroni = [min(Fraction(1), m * Fraction(p)) for p in p_values]
    assert adjust(p_values, "holm") == pytest.approx([float(p) for p in holm])
    assert adjust(p_values, "benjamini-hochberg") == pytest.approx([float(p) for p in hochberg])
    assert adjust(p_values, "bonferroni") == pytest.approx([float(p) for p in bonferroni])


@steady
@given(families)
def test_each_correction_is_that_of_statsmodels(p_values: list[float]) -> None:
    """multipletests, with each method by its name there."""
    for method, theirs in (("holm", "holm"), ("bonferroni", "bonferroni"), ("benjamini-hochberg", "fdr_bh")):
        _, expected, _, _ = multipletests(p_values, method=theirs)
        assert adjust(p_values, method) == pytest.approx(tuple(expected), rel=1e-12)  # type: ignore[arg-type]


@steady
@given(families)
def test_holm_keeps_the_order_and_never_helps(p_values: list[float]) -> None:
    """Monotone in the raw values, at least as large, and at most Bonferroni's."""
    holm = adjust(p_values, "holm")
    by_raw = [adjusted for _, adjusted in sorted(zip(p_values, holm, strict=True))]
    assert by_raw == sorted(by_raw)
    bonferroni = adjust(p_values, "bonferroni")
    for raw, adjusted, upper in zip(p_values, holm, bonferroni, strict=True):
        assert raw <= adjusted <= upper + 1e-12


def test_a_family_of_one_or_none_is_left_alone() -> None:
    """Nothing is multiplied when there is nothing to correct for."""
    for method in CORRECTIONS:
        assert adjust([0.03], method) == pytest.approx((0.03,))
        assert adjust([], method) == ()


def test_the_known_methods_are_the_typed_ones() -> None:
    """An unknown method is refused with the list of the known ones."""
    assert get_args(Correction) == CORRECTIONS
    with pytest.raises(
        ValueError,
        match=(r"^unknown correction 'holm-sidak'; the known ones are holm, bonferroni, benjamini-hochberg$"),
    ):
        adjust([0.1], "holm-sidak")  # type: ignore[arg-type]


@pytest.mark.parametrize("p_value", [-0.1, 1.1, float("nan")])
def test_refuses_what_is_no_p_value(p_value: float) -> None:
    """The offending value is named."""
    with pytest.raises(ValueError, match=f"^a p-value lies between 0 and 1, and {p_value} does not$"):
        adjust([0.5, p_value], "holm")
