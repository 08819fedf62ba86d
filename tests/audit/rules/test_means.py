"""GRIM, GRIMMER and DEBIT: the published test values of scrutiny, and every small sample by brute force."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement
from math import sqrt

import pytest

from reproreport.audit.rules.means import deviations, power, read_mean, totals
from reproreport.audit.table import PrintedNumber, Values, read_values

# N, values averaged, whether percentages, whether cut off; means that fit, and others. From the tests and the
# data of scrutiny (lhdjung/scrutiny at a56a945: R/data-doc.R, test-grim.R, test-grim-map.R), for rounding
# up or down and for cutting off; where its tolerance of 1e-12 decides, in exact arithmetic.
GRIM = [
    (32, 1, False, False, "7.22", ""),
    (25, 1, False, False, "5.00", "4.74"),
    (29, 1, False, False, "", "5.23 7.01"),
    (24, 1, False, False, "", "2.57"),
    (27, 1, False, False, "", "6.77 3.14"),
    (28, 1, False, False, "2.68 5.21 5.25 5.29", "0.24 5.19 5.20 5.22 5.23 5.24 5.26 5.27 5.28 5.30"),
    (26, 1, False, False, "7.38", ""),
    (31, 1, False, False, "", "6.89"),
    (40, 1, False, False, "7.22 5.23 2.57 6.77 2.68 7.38 5.00", "4.74 7.01 3.14 6.89 0.24"),
    (40, 1, False, True, "7.22 2.57 6.77 5.00", "4.74 5.23 2.68 7.01 7.38 3.14 6.89 0.24"),
    (80, 1, False, False, "7.22 4.74 5.23 2.57 6.77 2.68 7.01 7.38 3.14 6.89 5.00 0.24", ""),
    (80, 1, False, True, "7.22 5.23 2.57 6.77 2.68 7.01 7.38 5.00", "4.74 3.14 6.89 0.24"),
    (150, 1, True, False, "54.0", "67.4 54.2 69.8 68.1 55.4"),
    (120, 3, False, False, "0.150 0.153 0.156 0.158", "0.151 0.152 0.154 0.155 0.157 0.159"),
    (28, 2, False, False, "0.80 0.82 0.84 0.86 0.87 0.88 0.89", "0.81 0.83 0.85"),
    (28, 1, True, False, "521 525 529", "519 520 522 523 524 526 527 528 530"),
    (50, 1, True, False, "6 8 10 12 14 16", "7 9 11 13 15"),
]

# Mean, standard deviation, N, whether they fit: pigs5 (the same, test-grimmer-map.R).
GRIMMER = [
    ("7.22", "5.30", 38, False),
    ("4.74", "6.55", 31, True),
    ("5.23", "2.55", 35, False),
    ("2.57", "2.57", 30, True),
    ("6.77", "2.18", 33, False),
    ("2.68", "2.59", 34, True),
    ("7.01", "6.68", 35, False),
    ("7.38", "3.65", 32, True),
    ("3.14", "5.32", 33, False),
    ("6.89", "4.18", 37, True),
    ("5.00", "2.18", 31, True),
    ("0.24", "6.43", 34, True),
]

# Mean, standard deviation, whether they fit 1,683 answers of 0 or 1: pigs3 (the same, test-debit.R).
DEBIT = [
    ("0.53", "0.50", True),
    ("0.44", "0.50", True),
    ("0.77", "0.42", True),
    ("0.19", "0.35", False),
    ("0.34", "0.47", True),
    ("0.93", "0.25", True),
    ("0.12", "0.33", True),
]


def shares(text: str) -> PrintedNumber:
    """Return a percentage as a share."""
    number = read_mean(text)
    return PrintedNumber(number.text, number.units, number.decimals + 2)


@pytest.mark.parametrize(("n", "averaged", "percent", "cut_off", "fit", "others"), GRIM)
def test_grim(n: int, averaged: int, percent: bool, cut_off: bool, fit: str, others: str) -> None:
    """Which means some whole numbers have."""
    read = shares if percent else read_mean
    for texts, expected in ((fit, True), (others, False)):
        for text in texts.split():
            found = totals(read(text), n, Values(averaged=averaged), cut_off=cut_off)
            assert (found.size > 0) is expected, text


@pytest.mark.parametrize(("mean", "deviation", "n", "fits"), GRIMMER)
def test_grimmer(mean: str, deviation: str, n: int, fits: bool) -> None:
    """Which standard deviations fit a mean."""
    assert any(True for _ in deviations(read_mean(mean), read_mean(deviation), n, Values())) is fits


@pytest.mark.parametrize(("mean", "deviation", "fits"), DEBIT)
def test_debit(mean: str, deviation: str, fits: bool) -> None:
    """Answers of 0 and 1 are a scale with two ends."""
    found = deviations(read_mean(mean), read_mean(deviation), 1683, Values(0, 1))
    assert any(True for _ in found) is fits


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_no_possible_sample_is_refused(n: int) -> None:
    """Every sample on a scale from 0 to 5, and its mean and deviation with one decimal."""
    for sample in combinations_with_replacement(range(6), n):
        mean = Fraction(sum(sample), n)
        squares = float(sum((value - mean) ** 2 for value in sample))
        for divisor, of_sample in ((n - 1, True), (n, False)):
            printed = read_mean(f"{float(mean):.1f}"), read_mean(f"{sqrt(squares / divisor):.1f}")
            assert any(True for _ in deviations(*printed, n, Values(0, 5), of_sample=of_sample)), sample


def test_a_scale_with_ends_has_a_largest_deviation() -> None:
    """Of 1 to 5 with the mean 3, none is above half the width by √(n / (n - 1)); 20 persons have 2.05."""
    assert any(True for _ in deviations(read_mean("3.00"), read_mean("2.05"), 20, Values(1, 5)))
    assert not any(True for _ in deviations(read_mean("3.00"), read_mean("2.10"), 20, Values(1, 5)))
    assert any(True for _ in deviations(read_mean("3.00"), read_mean("2.10"), 20, Values()))
    assert not totals(read_mean("5.5"), 20, Values(1, 5)).size


@pytest.mark.parametrize(
    ("mean", "n", "percent", "left"),
    [("5.30", 20, False, 80), ("5.30", 30, False, 70), ("87.50", 45, True, 9955)],
)
def test_power(mean: str, n: int, percent: bool, left: int) -> None:
    """How many means of so many decimals are none (scrutiny's grim_total, test-grim-stats.R)."""
    number = shares(mean) if percent else read_mean(mean)
    assert power(number, n, Values()) * 10**number.decimals == left


def test_what_a_header_says_of_values() -> None:
    """Any whole numbers, or a scale; a minus and a decimal comma are read in means."""
    assert read_values("whole") == Values()
    assert read_values("1-5", 4) == Values(1, 5, 4)
    assert str(read_values("-3 to 3")) == "whole numbers from -3 to 3"
    assert read_mean("−1,25").value == Fraction(-5, 4)
    for wrong in ("5-1", "", "some"):
        with pytest.raises(ValueError, match="neither 'whole' nor a scale"):
            read_values(wrong)
