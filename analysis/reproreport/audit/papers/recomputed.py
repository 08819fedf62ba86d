"""Verdicts on what a text states: each p from its statistic, each percentage from its fraction, each mean."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from reproreport.audit.checks.means import MeanReason, judge_mean
from reproreport.audit.finding import Check, Evidence, Finding, Reason, Verdict
from reproreport.audit.papers.stated import Stated, StatedMean, StatedShare, StatedTest
from reproreport.audit.rules.rounding import NARROW, Rounding, percentages
from reproreport.audit.significance.pvalue import PrintedRange, read_p
from reproreport.audit.table import Values
from reproreport.numbers import quoted
from reproreport.statistics import tails

_ONE_SIDED: Final = re.compile(r"\b(?:one|1)[\s-]?(?:sided|tailed)\b|\bdirectional\b", re.IGNORECASE)
_CORRECTED: Final = re.compile(
    r"\b(?:Bonferroni|Holm|Tukey|Scheff[ée]|[SŠ]id[aá]k|Dunnett|Games|Benjamini|FDR|Greenhouse|Huynh"
    r"|Satterthwaite|Kenward|bootstrap\w*|permutation|adjusted|corrected)\b",
    re.IGNORECASE,
)
_ZERO: Final = Fraction(0)
#: What older versions of SAS printed for anything below.
_SMALLEST: Final = Fraction(1, 10_000)


class TestReason(Reason):
    """Why the p-value of a stated test gets its verdict."""

    __test__ = False  # no class of tests, whatever pytest thinks

    TWO_SIDED = "the statistic gives the p-value"
    ONE_SIDED = "the statistic gives the p-value, one-sided as the text says"
    CUT_OFF = "the statistic gives the p-value, cut off instead of rounded"
    SMALLEST = "the statistic gives a p-value below the smallest that some programs print"
    HALF = "the statistic gives twice the p-value, and the text does not say that the test is one-sided"
    CORRECTED = "the statistic gives another p-value, and the text names a correction"
    OTHER = "the statistic gives another p-value"
    OTHER_DECISION = "the statistic gives another p-value, on the other side of the level"
    IMPOSSIBLE = "no such value exists"


class ShareReason(Reason):
    """Why a percentage with its fraction gets its verdict."""

    GIVES = "the fraction gives it, rounded half up"
    OTHERWISE = "the fraction gives it under another rounding rule"
    OTHER = "the fraction gives another percentage"
    OTHER_BASE = "it is not of the number that the sentence begins with"


def judge(one: Stated, file: str, *, alpha: Fraction, whole: bool = False) -> Finding:
    """Return the verdict on what a text states.

    Args:
        one: what it states.
        file: the name of the document.
        alpha: the level of significance.
        whole: whether the means of the text are of whole numbers.
    """
    if isinstance(one, StatedTest):
        return _test(one, file, alpha)
    if isinstance(one, StatedShare):
        return _share(one, file)
    return _mean(one, file, whole=whole)


def _finding(
    check: Check, one: Stated, file: str, verdict: Verdict, reason: Reason, words: str, **evidence: Evidence
) -> Finding:
    return Finding(check, verdict, reason, words, file, (), {"printed": one.text, **evidence}, (one.where,))


def _test(one: StatedTest, file: str, alpha: Fraction) -> Finding:
    """Return the verdict on the p-value of a test."""
    verdict, reason, words, numbers = _judged(one, alpha)
    given: dict[str, Evidence] = {
        "test": one.kind,
        "df": [df.text for df in one.df],
        "value": one.value.text,
        "p": one.p,
    }
    return _finding(Check.TEST, one, file, verdict, reason, words, **given, **numbers)


def _judged(one: StatedTest, alpha: Fraction) -> tuple[Verdict, TestReason, str, dict[str, Evidence]]:
    """Return verdict, reason, sentence and numbers of a test."""
    shown = one.p.removeprefix("= ")
    wrong = _impossible(one)
    try:
        printed = read_p(_plain_p(shown), alpha)
    except ValueError as error:
        wrong = wrong or f"{error}."
    if wrong:
        return Verdict.INCONSISTENT, TestReason.IMPOSSIBLE, wrong, {}
    low, high = _interval(one)
    p_value = p_of(one.kind, float(one.value.value), [float(df.value) for df in one.df])
    decision = _decides_otherwise(one, printed, p_value, alpha)
    numbers: dict[str, Evidence] = {"computed": p_value, "low": low, "high": high, "level": alpha}
    gives = f"{_named(one)} gives p {_range(one, p_value, low, high)}"
    but = f"{gives}, and {quoted(shown)} is printed"
    half = _can_be_halved(one) and _meets(printed, low / 2, high / 2)
    level = f"{float(alpha):g}"
    if half and _ONE_SIDED.search(one.context):
        verdict, reason = Verdict.EXACT, TestReason.ONE_SIDED
        words = f"{gives}, and half of it one-sided, as printed."
    elif _meets(printed, low, high):
        verdict, reason, words = Verdict.EXACT, TestReason.TWO_SIDED, f"{gives}, as printed."
    elif half:
        verdict, reason = Verdict.UNCHECKABLE, TestReason.HALF
        two = f" Two-sided, it is not significant at the level {level}." if decision else ""
        words = f"{but}: right if the test is one-sided, which the text does not say.{two}"
    elif not decision and any(map(printed.cut_off, (low, p_value, high))):
        verdict, reason = Verdict.WITHIN, TestReason.CUT_OFF
        words = f"{gives}, which was cut off and not rounded to {quoted(shown)}."
    elif printed.digits == _SMALLEST and p_value < _SMALLEST:
        verdict, reason = Verdict.WITHIN, TestReason.SMALLEST
        words = f"{gives}, below {quoted(shown)}, which some programs print for all that is smaller."
    elif name := _CORRECTED.search(one.context):
        verdict, reason = Verdict.UNCHECKABLE, TestReason.CORRECTED
        named = quoted(name[0])
        words = f"{but}: right if it is the p-value after what the text calls {named}, which is not checked."
    else:
        verdict = Verdict.INCONSISTENT
        reason = TestReason.OTHER_DECISION if decision else TestReason.OTHER
        side = f", which is on the other side of {level}" if decision else ""
        others = "statistic or its degrees of freedom are others" if one.df else "statistic is another"
        words = f"{but}{side}: right only if the {others}, or if the text leaves out a correction."
    return verdict, reason, words, {**numbers, "decision": decision and verdict is not Verdict.EXACT}


def p_of(kind: str, value: float, df: list[float]) -> float:
    """Return the p-value of a statistic: of t, r and z two-sided, of F, χ² and Q the upper tail."""
    if kind == "t":
        return tails.of_t(value, df[0])
    if kind == "F":
        return tails.of_f(value, df[0], df[1])
    if kind == "r":
        return tails.of_correlation(max(-1.0, min(1.0, value)), df[0])
    return tails.of_z(value) if kind == "z" else tails.of_chi_square(value, df[0])


def _interval(one: StatedTest) -> tuple[float, float]:
    """Return the least and the largest p-value that a printed statistic leaves."""
    df = [float(number.value) for number in one.df]
    size, half = abs(one.value.value), one.value.unit / 2
    near, far = float(max(_ZERO, size - half)), float(size + half)
    if one.kind == "r":
        far = min(far, 1.0)
    least, most = p_of(one.kind, far, df), p_of(one.kind, near, df)
    if one.sign in "<≤":
        return least, 1.0
    return (0.0, most) if one.sign in ">≥" else (least, most)


def _impossible(one: StatedTest) -> str:
    """Return why a statistic has no such value; nothing where it can have it."""
    value = one.value.value
    if one.kind == "r" and abs(value) > 1:
        return f"{quoted(one.value.text)} is no correlation, which lies between -1 and 1."
    if one.kind in ("F", "χ²", "Q") and value < 0:
        return f"{quoted(one.value.text)} is negative, and {one.kind} never is."
    if any(df.value <= 0 for df in one.df):
        return "Degrees of freedom are above 0."
    return ""


def _can_be_halved(one: StatedTest) -> bool:
    """Return whether a test has a direction, so that it can be one-sided."""
    return one.kind in ("t", "z", "r") or (one.kind in ("F", "χ²") and one.df[0].value == 1)


def _meets(printed: PrintedRange, low: float, high: float) -> bool:
    """Return whether a printed p-value can stand for one from low to high."""
    least, most = max(printed.low, Fraction(low)), min(printed.high, Fraction(high))
    if least != most:
        return least < most
    return printed.contains(least)


def _decides_otherwise(one: StatedTest, printed: PrintedRange, p_value: float, alpha: Fraction) -> bool:
    """Return whether the printed p and the computed one are on different sides of the level."""
    computed: bool | None = p_value <= alpha
    if one.sign in "<≤":
        computed = None if computed else False
    elif one.sign in ">≥":
        computed = True if computed else None
    if printed.digits is not None:
        stated: bool | None = printed.digits <= alpha
    elif printed.low == 0:
        stated = True if printed.high <= alpha else None
    else:
        stated = False if printed.low >= alpha else None
    return computed is not None and stated is not None and computed is not stated


def _plain_p(text: str) -> str:
    """Return a p-value as its reader knows it: ``5.2 × 10-4`` as ``5.2e-4``."""
    return re.sub(r"\s*[×x]\s*10\s*-\s*|\s*[eE]\s*-\s*", "e-", text)


def _named(one: StatedTest) -> str:
    df = f"({', '.join(number.text for number in one.df)})" if one.df else ""
    return f"{one.kind}{df} {one.sign} {one.value.text}"


def _range(one: StatedTest, p_value: float, low: float, high: float) -> str:
    """Return a computed p-value in words, with what rounding leaves where that can be seen."""
    if one.sign in "<≤":
        return f"above {_shown(p_value)}"
    if one.sign in ">≥":
        return f"below {_shown(p_value)}"
    ends = _shown(low), _shown(high)
    if ends[0] == ends[1] or high < _SMALL:
        return f"= {ends[0]}" if low >= _SMALL else f"below {_SMALL:g}"
    return f"= {_shown(p_value)} (from {ends[0]} to {ends[1]} for what rounds to {one.value.text})"


_SMALL: Final = 0.0001


def _shown(p_value: float) -> str:
    if p_value < _SMALL:
        return f"{p_value:.1e}"
    return f"{p_value:.4f}" if p_value < 10 * _SMALL else f"{p_value:.3f}"


def _share(one: StatedShare, file: str) -> Finding:
    """Return the verdict on a percentage with its fraction."""
    scale = 100 * 10**one.percent.decimals
    evidence: dict[str, Evidence] = {
        "count": one.count,
        "base": one.base,
        "percent": one.percent.text,
        "exact": Fraction(100 * one.count, one.base),
    }

    def found(verdict: Verdict, reason: ShareReason, words: str, **more: Evidence) -> Finding:
        return _finding(Check.SHARE, one, file, verdict, reason, words, **evidence, **more)

    half_up = percentages(Rounding.HALF_UP, one.count, one.base, scale).low
    computed = f"{half_up / 10**one.percent.decimals:.{one.percent.decimals}f}%"
    gives = f"{one.count:,} of {one.base:,} is {computed}"
    rule = next(
        (rule for rule in NARROW if one.percent.units in percentages(rule, one.count, one.base, scale)), None
    )
    if rule is Rounding.HALF_UP:
        words = f"{gives}, as printed."
        return found(Verdict.EXACT, ShareReason.GIVES, words, computed=computed, rule=rule.value)
    if not one.sure:
        words = (
            f"{gives}, and {quoted(one.percent.text)} is printed: it may be of another number than that "
            "which the sentence begins with."
        )
        return found(Verdict.UNCHECKABLE, ShareReason.OTHER_BASE, words, computed=computed)
    if rule is not None:
        words = f"{gives}, and {quoted(one.percent.text)} by another rule: {rule.value}."
        return found(Verdict.WITHIN, ShareReason.OTHERWISE, words, computed=computed, rule=rule.value)
    words = (
        f"{gives}, and {quoted(one.percent.text)} is printed: right only if it is not of this fraction, or "
        "if one of the two numbers is another."
    )
    return found(Verdict.INCONSISTENT, ShareReason.OTHER, words, computed=computed)


def _mean(one: StatedMean, file: str, *, whole: bool) -> Finding:
    """Return the verdict on a mean with its N."""
    verdict, reason, words, evidence = judge_mean(one.mean, one.deviation, one.n, Values())
    if not whole and verdict is Verdict.INCONSISTENT:
        verdict, reason = Verdict.UNCHECKABLE, MeanReason.UNKNOWN
        words = f"{words[:-1]}. The text does not say what they are (--whole-numbers says that they are)."
    return _finding(Check.MEAN, one, file, verdict, reason, words, **evidence)
