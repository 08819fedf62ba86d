"""What a text states: each form in which papers print tests, percentages, means, and what only looks so."""

from __future__ import annotations

import pytest

from reproreport.audit.papers.stated import (
    Paragraph,
    Stated,
    StatedMean,
    StatedShare,
    StatedTest,
    paragraphs,
    stated,
)


def found(text: str) -> list[Stated]:
    """Return what a text in markdown states."""
    return [one for paragraph in paragraphs(text, "paper.md") for one in stated(paragraph)]


@pytest.mark.parametrize(
    ("text", "kind", "df", "value", "p"),
    [
        # The forms of statcheck's own tests (MicheleNuijten/statcheck 1.6.0, test-extract-*.R).
        ("t(28) = 2.20, p = .03", "t", ["28"], "2.20", "= .03"),
        (" t ( 28 ) = 2.20 , p = .03", "t", ["28"], "2.20", "= .03"),
        ("t(28)=2.20,p=.03", "t", ["28"], "2.20", "= .03"),
        ("t(28) = -2.20, p = .03", "t", ["28"], "-2.20", "= .03"),
        ("t(28) = 2,000.20, p = .03", "t", ["28"], "2,000.20", "= .03"),
        ("t(28) < 2.20, p = .03", "t", ["28"], "2.20", "= .03"),
        ("t(28) = 2.20, p > .03", "t", ["28"], "2.20", "> .03"),
        ("t(28) = 2.20, ns", "t", ["28"], "2.20", "ns"),
        ("t(28) = 2.20, p = .5e-3", "t", ["28"], "2.20", "= .5e-3"),
        ("t(28.1) = 2.20, p = .03", "t", ["28.1"], "2.20", "= .03"),
        ("F(2, 28) = 2.20, p = .03", "F", ["2", "28"], "2.20", "= .03"),
        (" F ( 2 , 28 ) = 2.20 , p = .03", "F", ["2", "28"], "2.20", "= .03"),
        ("F(2.1, 28.1) = 2.20, p = .03", "F", ["2.1", "28.1"], "2.20", "= .03"),
        ("F(l, 76) = 23.95, p <.001", "F", ["l", "76"], "23.95", "< .001"),
        ("F(2,28)=2.20,p=.03", "F", ["2", "28"], "2.20", "= .03"),
        ("F(2,1; 28,1) = 2,20; p = ,03", "F", ["2,1", "28,1"], "2,20", "= ,03"),
        ("t(28,1) = 2,20; p = ,03", "t", ["28,1"], "2,20", "= ,03"),
        ("r(28) = .20, p = .03", "r", ["28"], ".20", "= .03"),
        ("chi2(28) = 2.20, p = .03", "χ²", ["28"], "2.20", "= .03"),
        ("X2(28) = 2.20, p = .03", "χ²", ["28"], "2.20", "= .03"),
        ("x2(28) = 2.20, p = .03", "χ²", ["28"], "2.20", "= .03"),
        ("chi_2(28) = 2.20, p = .03", "χ²", ["28"], "2.20", "= .03"),
        ("chi2(1, N = 11,455) = 16.78, p <.001", "χ²", ["1"], "16.78", "< .001"),
        ("chi2(1, n = 81) = 3.25, p = 0.07", "χ²", ["1"], "3.25", "= 0.07"),
        (" Z = 2.20 , p = .03", "z", [], "2.20", "= .03"),
        ("Qwithin(2) = 2.20, p = .03", "Q", ["2"], "2.20", "= .03"),
        ("Q-between(2) = 2.20, p = .03", "Q", ["2"], "2.20", "= .03"),
        # Markup, other signs and separators, and what stands between.
        ("*t*(28) = 2.20, *p* = .036", "t", ["28"], "2.20", "= .036"),
        ("$\\chi^2(1) = 4.12$, $p = .042$", "χ²", ["1"], "4.12", "= .042"),
        ("<em>t</em>(28) = −2.20, <em>p</em> &lt; .05", "t", ["28"], "-2.20", "< .05"),
        ("χ²(1) = 4,12; p = 0,042", "χ²", ["1"], "4,12", "= 0,042"),
        ("F(1, 20) = 4.50, MSE = 2.1, p = .047, ηp² = .18", "F", ["1", "20"], "4.50", "= .047"),
        ("t(28) = 2.20, 95% CI [0.1, 2.3], p = .036", "t", ["28"], "2.20", "= .036"),
        ("t = 2.20, df = 28, p = .036", "t", ["28"], "2.20", "= .036"),
        ("t(28) = 2.20,\np = .036", "t", ["28"], "2.20", "= .036"),
        ("t(28) = 2.20 (p = .036)", "t", ["28"], "2.20", "= .036"),
    ],
)
def test_tests(text: str, kind: str, df: list[str], value: str, p: str) -> None:
    """The statistic, its degrees of freedom, its value and its p."""
    (one,) = found(f"It was so, {text}.")
    assert isinstance(one, StatedTest)
    assert (one.kind, [number.text for number in one.df], one.value.text, one.p) == (kind, df, value, p)


@pytest.mark.parametrize(
    "text",
    [
        "T(28) = 2.20, p = .03",
        "t(2,28) = 2.20, p = .03",
        "see p. 01",
        "Qs(2) = 2.2, p = .03",
        "z(28) = 2.20, p = .03",
        "3 of 12 studies with 10 arms (60%)",
        "12 of 30 sites (80% of the beds)",
        "35 of 53 (95% CI 50 to 80)",
        "3/2019 (10%)x",
        "`t(28) = 2.20, p = .03`",
        "\n\n```\nt(28) = 2.20, p = .03\n```\n",
    ],
)
def test_what_only_looks_like_a_statement(text: str) -> None:
    """Other tests, page numbers, percentages of something else, and code."""
    assert not [one for one in found(f"It was so, {text}") if "2019" not in one.text]


@pytest.mark.parametrize(
    ("text", "count", "base", "percent", "sure"),
    [
        ("35 of 53 (66%)", 35, 53, "66", True),
        ("35 of the 53 officials (66.0 %)", 35, 53, "66.0", True),
        ("35 out of 53 people asked (66,0%)", 35, 53, "66,0", True),
        ("35/53 (66%)", 35, 53, "66", True),
        ("66% (35/53)", 35, 53, "66", True),
        ("66.0% (n = 35 of 53)", 35, 53, "66.0", True),
        ("35 (66%) of 53 officials", 35, 53, "66", True),
        ("Twelve of 53 (23 per cent)", 12, 53, "23", True),
        ("1,234 of 2,468 (50%)", 1234, 2468, "50", True),
        ("35 of 53 (66%; 95% CI 52 to 78)", 35, 53, "66", True),
        ("Of 53 officials, 35 (66%) agreed", 35, 53, "66", False),
    ],
)
def test_percentages(text: str, count: int, base: int, percent: str, sure: bool) -> None:
    """A count, what it is of, and the percentage, in whichever order."""
    (one,) = found(text)
    assert isinstance(one, StatedShare)
    assert (one.count, one.base, one.percent.text, one.sure) == (count, base, percent, sure)


@pytest.mark.parametrize(
    "text",
    ["(M = 3.47, SD = 1.20, n = 28)", "n = 28, M = 3.47 (SD = 1.20)", "mean = 3,47, SD = 1,20; n = 28"],
)
def test_means(text: str) -> None:
    """A mean with its deviation and its N."""
    (one,) = found(text)
    assert isinstance(one, StatedMean)
    assert (one.mean.units, one.mean.decimals, one.n) == (347, 2, 28)
    assert one.deviation
    assert one.deviation.units == 120


def test_places() -> None:
    """By line in a text file, and by paragraph elsewhere."""
    one, two = found("---\ntitle: t(28) = 2.20, p = .03\n---\n\nFirst\n35 of 53 (66%).\n\n3 of 4 (75%)")
    assert (one.where, two.where) == ("paper.md:6", "paper.md:8")
    (other,) = stated(Paragraph("3 of 4 (75%)", "paper.docx, paragraph 7"))
    assert other.where == "paper.docx, paragraph 7"
