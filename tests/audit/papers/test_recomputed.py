"""Verdicts on what a text states: statcheck's own cases, and ours where its rules are others."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reproreport.audit.finding import Finding, Verdict
from reproreport.audit.papers.recomputed import judge
from reproreport.audit.papers.stated import Paragraph, stated


def verdicts(text: str, *, alpha: str = "0.05", whole: bool = False) -> list[Finding]:
    """Return the verdicts on what a paragraph states."""
    paragraph = Paragraph(text, "paper.md:1")
    return [judge(one, "paper.md", alpha=Fraction(alpha), whole=whole) for one in stated(paragraph)]


# MicheleNuijten/statcheck 1.6.0 (b288d94): test-error.R and test-S3-methods.R.
ERRORS = """
t(28) = 2.20, p = .03
F(2, 28) = 2.20, p = .15
r(28) = .22, p = .26
chi2(28) = 22.20, p = .79
z = 2.20, p = .04
Q(28) = 22.20, p = .79
t(28) = -2.20, p = .03
t(28) = 2.20, ns
t(28) = 2.20, p > .05
t(28) = 1.20, p = .03
t(28) = 2.20, p = .30
t(28) = 2.20, p = .018
t(28) = 2.20, p = .01, one-tailed
t(28) = 22.20, p < .000
t(28) = 2.2, p = .08
t(28) = 2.2, p = .02
t(28) = 2.2, p > .08
t(28) = 2.2, p < .02
t(28) < 2.2, p < .02
t(28) < 2.2, p = .02
t(28) > 2.2, p > .08
t(28) > 2.2, p = .08
"""
NO_ERRORS = """
Z = -2.42, p = 0.016
t(28) = 2.0, p < .05
t(28) = 2, p = .02
t(28) = 2, p = .14
t(28) = 2.2, p = .03
t(28) = 2.2, p = .04
t(28) = 2.20, p = .036
t(28) = 2.20, p = .037
t(28) = 2.20, p = .018, one-tailed
t(28) = 2.20, p = .018, one-sided
t(28) = 2.20, p = .018, directional
t(28) = 2.2, p < .08
t(28) = 2.2, p > .02
t(28) < 2.2, p = .08
t(28) < 2.2, p > .08
t(28) < 2.2, p < .08
t(28) < 2.2, p > .02
t(28) > 2.2, p = .02
t(28) > 2.2, p > .02
t(28) > 2.2, p < .02
t(28) > 2.2, p < .08
chi2(28) = 22.20, p = .77
"""
# test-decisionerror.R; with α = .05 but where it is said.
DECISIONS = """
t(28) = 2.20, p = .06
t(28) = 1.20, p = .03
F(2, 28) = 22.20, p = .06
F(2, 28) = 2.20, p = .03
r(28) = .22, p = .03
r(28) = .52, p = .06
chi2(28) = 2.20, p = .03
chi2(28) = 52.20, p = .06
z = 1.20, p = .03
z = 2.20, p = .06
Q(28) = 2.20, p = .03
Q(28) = 52.20, p = .06
"""


@pytest.mark.parametrize("text", ERRORS.strip().splitlines())
def test_what_statcheck_calls_an_error(text: str) -> None:
    """No statement of these is exact; which of them may be right for a reason is said."""
    (finding,) = verdicts(text)
    assert finding.verdict is not Verdict.EXACT, finding.explanation


@pytest.mark.parametrize("text", NO_ERRORS.strip().splitlines())
def test_what_statcheck_calls_no_error(text: str) -> None:
    """All of these are exact."""
    (finding,) = verdicts(text)
    assert finding.verdict is Verdict.EXACT, finding.explanation


@pytest.mark.parametrize("text", DECISIONS.strip().splitlines())
def test_decision_errors(text: str) -> None:
    """The printed and the computed p are on two sides of the level."""
    (finding,) = verdicts(text)
    assert finding.verdict is Verdict.INCONSISTENT
    assert finding.evidence["decision"] is True
    assert "on the other side of 0.05" in finding.explanation


@pytest.mark.parametrize(
    ("text", "alpha", "decision"),
    [
        ("t(28) = 2.20, p = .11", "0.10", True),
        ("t(28) = 1.20, p = .09", "0.10", True),
        ("t(28) = 5.20, p = .02", "0.01", True),
        ("t(28) = 1.20, p = .005", "0.01", True),
        ("t(28) = 2.20, p = .05", "0.05", False),
        ("t(28) = 2.20, p = .10", "0.10", False),
    ],
)
def test_other_levels(text: str, alpha: str, decision: bool) -> None:
    """A p that is the level itself is significant (pEqualAlphaSig)."""
    (finding,) = verdicts(text, alpha=alpha)
    assert finding.evidence["decision"] is decision


def test_where_we_differ_from_statcheck() -> None:
    """``p = .000`` is how SPSS prints p < .0005; a p that was cut off is within rounding."""
    assert verdicts("t(28) = 22.20, p = .000")[0].verdict is Verdict.EXACT
    assert verdicts("t(28) = 2.20, p = .03")[0].verdict is Verdict.WITHIN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "t(28) = 1.80, p = .041.",
            "right if the test is one-sided, which the text does not say. Two-sided, it",
        ),
        ("With Bonferroni’s correction, t(28) = 2.20, p = .11.", "after what the text calls “Bonferroni”"),
    ],
)
def test_what_may_be_right(text: str, words: str) -> None:
    """A p that another reading gives is not called wrong, and the reading is named."""
    (finding,) = verdicts(text)
    assert finding.verdict is Verdict.UNCHECKABLE
    assert words in finding.explanation


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("r(16) = 26.05, p = .10", "“26.05” is no correlation"),
        ("z = 1.0, p = 1.03", "is above 1"),
        ("F(1, 20) = -3.1, p = .09", "negative"),
    ],
)
def test_what_cannot_be(text: str, words: str) -> None:
    """Values that no such statistic has."""
    (finding,) = verdicts(text)
    assert finding.verdict is Verdict.INCONSISTENT
    assert words in finding.explanation


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("35 of 53 (66%)", Verdict.EXACT),
        ("35 of 53 (66.0%)", Verdict.EXACT),
        ("35 of 53 (66,1%)", Verdict.WITHIN),
        ("35 of 53 (67%)", Verdict.WITHIN),
        ("35 of 53 (65%)", Verdict.INCONSISTENT),
        ("35 of 53 (56%)", Verdict.INCONSISTENT),
        ("Of 53 officials, 10 (20%) agreed", Verdict.UNCHECKABLE),
        ("1 of 8 (12%)", Verdict.WITHIN),
    ],
)
def test_percentages(text: str, verdict: Verdict) -> None:
    """35/53 is 66.04%, 1/8 is 12.5%; of what begins a sentence a percentage need not be."""
    (finding,) = verdicts(text)
    assert finding.verdict is verdict


def test_means_of_whole_numbers() -> None:
    """97/28 = 3.46 and 98/28 = 3.50; without a word on the values nothing is called wrong."""
    text = "(M = 3.47, SD = 1.20, n = 28)"
    assert verdicts(text)[0].verdict is Verdict.UNCHECKABLE
    (finding,) = verdicts(text, whole=True)
    assert finding.verdict is Verdict.INCONSISTENT
    assert "3.46 or 3.50 would be, unless the values are not whole numbers" in finding.explanation
    assert verdicts("(M = 3.50, SD = 1.20, n = 28)", whole=True)[0].verdict is Verdict.EXACT
