"""What running text states in figures: test statistics with their p, percentages with their fractions, means.

Read in the forms of the APA's manual and in those that stand beside it: ``t(28) = 2.20, p = .036``,
``χ²(1, N = 129) = 4,12; p = 0,042``, ``t = 2.20, df = 28, p = .036``, ``35 of 53 (66%)``, ``66% (35/53)``,
``(M = 3.47, SD = 1.20, n = 28)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from html import unescape
from typing import Final

from reproreport.audit.table import PrintedNumber
from reproreport.prose.masking import code_lines


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a text, as a reader would see it.

    Attributes:
        text: its words, without markup; in a file of text with its lines.
        where: ``file:line`` of its first line, or which paragraph of the document it is.
        line: its first line; 0 where the document has none.
        file: the name of the document.
    """

    text: str
    where: str
    line: int = 0
    file: str = ""

    def at(self, start: int) -> str:
        """Return where a character stands."""
        return f"{self.file}:{self.line + self.text.count(chr(10), 0, start)}" if self.line else self.where


@dataclass(frozen=True)
class Number:
    """A number as it is printed, with a mark for decimals, and what it can stand for.

    Attributes:
        text: its characters.
        value: it, exactly.
        unit: one unit of its last place.
    """

    text: str
    value: Fraction
    unit: Fraction

    @property
    def low(self) -> Fraction:
        """Return the least value that rounds to it."""
        return self.value - self.unit / 2

    @property
    def high(self) -> Fraction:
        """Return the largest value that rounds to it."""
        return self.value + self.unit / 2


@dataclass(frozen=True)
class StatedTest:
    """A test statistic with its p-value.

    Attributes:
        text: the words.
        where: where they stand.
        kind: ``t``, ``F``, ``r``, ``χ²``, ``Q`` or ``z``.
        df: the degrees of freedom; none of ``z``.
        sign: what stands between the name and the value: ``=``, ``<`` or ``>``.
        value: the value.
        p: the p-value with its sign, or ``ns``.
        context: the sentence around.
    """

    text: str
    where: str
    kind: str
    df: tuple[Number, ...]
    sign: str
    value: Number
    p: str
    context: str


@dataclass(frozen=True)
class StatedShare:
    """A percentage with its fraction; ``sure`` where the two stand side by side."""

    text: str
    where: str
    count: int
    base: int
    percent: PrintedNumber
    sure: bool = True


@dataclass(frozen=True)
class StatedMean:
    """A mean with its standard deviation and the number of persons."""

    text: str
    where: str
    mean: PrintedNumber
    deviation: PrintedNumber | None
    n: int


Stated = StatedTest | StatedShare | StatedMean

_SPACES: Final = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f"), " ")
_MINUS: Final = dict.fromkeys(map(ord, "−‐‑﹣－"), "-")
_MARKUP: Final = re.compile(
    r"</?(?:em|i|b|strong|sub|sup|span|p|br|td|th|tr|li)\b[^<>]*>"
    r"|\\(?:mathit|mathrm|textit|text|mathbf|emph|boldsymbol)\b"
    r"|\\[,;:! ]|[{}$*~^]|(?<!\w)_+|_+(?!\w)"
)
_CODE: Final = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_ESCAPED: Final = re.compile(r"\\([^\w\s])")
_LATEX: Final = (
    (r"\chi", "χ"),
    (r"\leq", "≤"),
    (r"\geq", "≥"),
    (r"\le", "≤"),
    (r"\ge", "≥"),
    (r"\lt", "<"),
    (r"\gt", ">"),
    (r"\pm", "±"),
    (r"\eta", "η"),
)


def paragraphs(text: str, name: str, *, markdown: bool = True) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text file, each with the line on which it begins.

    Code, the front matter and markup are left out. Args: the text, the file's name for messages, and
    whether it is markdown.
    """
    lines = text.split("\n")
    hidden = list(code_lines(lines)) if markdown else [False] * len(lines)
    if markdown and lines[0].strip() == "---":
        end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() in ("---", "...")), 0)
        hidden[: end + 1] = [True] * (end + 1)
    found: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        words = "" if number <= len(lines) and hidden[number - 1] else plain(line)
        if words.strip():
            found.append(words)
            continue
        if found:
            first = number - len(found)
            yield Paragraph("\n".join(found), f"{name}:{first}", first, name)
        found = []


def plain(line: str) -> str:
    """Return a line of markdown or HTML as a reader would see it, as far as numbers need it."""
    words = unescape(_CODE.sub(" … ", line))
    for name, sign in _LATEX:
        words = words.replace(name, sign)
    words = _ESCAPED.sub(lambda match: match[0] if match[1] in ",;:!" else match[1], words)
    return _MARKUP.sub("", words).translate(_SPACES).translate(_MINUS)


_NUMBER: Final = r"-?\s?(?:\d{1,3}(?:,\d{3})+\.\d+|\d*[.,]\d+|\d+)"
_WHOLE: Final = r"\d{1,3}(?:[,. ]\d{3})+|\d+"
_SIGN: Final = r"<=|>=|[=<>≤≥]"
_P: Final = (
    rf"(?:(?:p(?:[-\s]?values?)?|P|[Ss]ig\.?)\s*(?P<p_sign>=\s*[<>]|{_SIGN})\s*"
    rf"(?P<p>{_NUMBER}(?:\s*[eE]\s*-?\d+|\s*[×x]\s*10\s*-\s*\d+)?|n\.?\s?s\b\.?)"
    r"|(?P<ns>n\.?\s?s\.?(?![\w])))"
)
#: What may stand between a statistic and its p: an effect size, a mean square, an interval, the N.
_BETWEEN: Final = (
    rf"(?:\s*[,;]\s*(?:(?:90|95|99)\s?%\s*(?:CIs?|KI)\s*[=:]?\s*[(\[][^()\[\]]*[)\]]"
    rf"|(?!(?:p|P|t|F|r|z|Z|Q|χ|df)\b)[A-Za-zηωφβε][^=<>,;()\n]{{0,24}}(?:{_SIGN})\s*{_NUMBER})){{0,3}}"
)
_DF: Final = r"(?:[lI]\b|\d+(?:\.\d+)?(?:,\d+(?=\s*;))?)"
_NAMES: Final = (
    r"(?P<kind>(?<![\w'’])(?:t|F|r|Q(?:-?(?:within|between|w|b))?)"
    r"|(?:χ|Χ|(?<!\w)[Xx]|(?<!\w)chi)[\s_-]?(?:²|2|sq(?:uared?)?)|(?<!\w)[Cc]hi[\s-][Ss]quared?|χ)"
)
_WITH_DF: Final = re.compile(
    rf"{_NAMES}\s*\(\s*(?:df\s*=\s*)?(?P<df>{_DF})(?:\s*[,;]\s*(?:(?P<named>[Nn]\s*=\s*)(?P<n>{_WHOLE})|(?P<df2>[lI]\b|\d+(?:[.,]\d+)?)))?\s*\)"
    rf"\s*(?P<sign>{_SIGN})\s*(?P<value>{_NUMBER}){_BETWEEN}\s*(?:[,;]|\band\b|\bwith\b|\()?\s*{_P}"
)
_DF_APART: Final = re.compile(
    rf"{_NAMES}\s*(?P<sign>{_SIGN})\s*(?P<value>{_NUMBER})\s*[,;]\s*(?:df|d\.f\.)\s*=\s*(?P<df>{_DF})"
    rf"(?:\s*[,;/]\s*(?P<df2>{_DF})(?=\s*[,;]\s*p\b))?{_BETWEEN}\s*[,;]?\s*{_P}"
)
_Z: Final = re.compile(
    rf"(?<![\w'’])(?P<kind>[zZ])\s*(?P<sign>{_SIGN})\s*(?P<value>{_NUMBER}){_BETWEEN}\s*(?:[,;]|\band\b)?\s*{_P}"
)
_PERCENT: Final = r"(?P<percent>\d{1,3}(?:[.,]\d{1,4})?)\s?(?:%|per ?cent)"
_COUNT: Final = (
    rf"(?<![\w.,/-])(?P<count>{_WHOLE}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
)
_OF: Final = r"(?:\s*/\s*|\s+(?:out\s+)?of\s+(?:(?:the|all|these|those|our)\s+){0,2})"
#: Words without figures, so that a percentage of something else is not taken for that of the fraction.
_FEW_WORDS: Final = r"(?:\s+[^\W\d]+(?:[-’'][^\W\d]+)*){0,4}?"
_SHARES: Final = (
    re.compile(rf"{_COUNT}{_OF}(?P<base>{_WHOLE}){_FEW_WORDS}\s*[(\[]\s*{_PERCENT}\s*[)\];,]", re.IGNORECASE),
    re.compile(
        rf"(?<![\d.,])(?:{_PERCENT})\s*[(\[]\s*(?:n\s*=\s*)?{_COUNT}{_OF}(?P<base>{_WHOLE})\s*[)\],;]",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_COUNT}\s*[(\[]\s*{_PERCENT}\s*[)\]]\s+(?:out\s+)?of\s+(?:the\s+|all\s+)?(?P<base>{_WHOLE})\b",
        re.IGNORECASE,
    ),
)
_OF_BASE: Final = re.compile(
    rf"\bOf\s+(?:(?:the|all|these|those|our)\s+){{0,2}}(?P<base>{_WHOLE})\b[^.;\d]*,"
)
_COUNT_OF: Final = re.compile(rf"{_COUNT}{_FEW_WORDS}\s*[(\[]\s*{_PERCENT}\s*[)\]]", re.IGNORECASE)
_MEAN: Final = re.compile(
    rf"(?<!\w)(?:M|[Mm]ean)\s*=\s*(?P<mean>{_NUMBER})\s*[,;]?\s*(?:and\s+)?"
    rf"(?:\(?\s*(?:SD|S\.D\.|s\.d\.|±)\s*=?\s*(?P<sd>{_NUMBER})\s*\)?)?\s*[,;]?\s*[(]?\s*[nN]\s*=\s*(?P<n>{_WHOLE})"
    rf"|(?<!\w)[nN]\s*=\s*(?P<n_first>{_WHOLE})\s*[,;:]?\s*\(?\s*(?:M|[Mm]ean)\s*=\s*(?P<mean_after>{_NUMBER})"
    rf"(?:\s*[,;]?\s*\(?\s*(?:SD|S\.D\.|s\.d\.|±)\s*=?\s*(?P<sd_after>{_NUMBER}))?"
)
_WORDS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
#: A point behind a word of three letters or figures, so that "et al." and "vs." end no sentence.
_SENTENCE: Final = re.compile(r"(?<=[\w)%][\w)%][\w)%])[.!?]\s+")
_MOST_DIGITS: Final = 12


def stated(paragraph: Paragraph) -> Iterator[Stated]:
    """Yield what a paragraph states, in its order."""
    found: list[tuple[int, Stated]] = []
    found += _tests(paragraph)
    found += _shares(paragraph)
    found += _means(paragraph)
    yield from (one for _, one in sorted(found, key=lambda pair: pair[0]))


def _tests(paragraph: Paragraph) -> Iterator[tuple[int, StatedTest]]:
    taken: list[range] = []
    for pattern in (_WITH_DF, _DF_APART, _Z):
        for match in pattern.finditer(paragraph.text):
            if any(match.start() in span for span in taken):
                continue
            taken.append(range(*match.span()))
            kind = _kind(match["kind"])
            groups = match.groupdict()
            comma = "," in (groups["p"] or "") and "." not in (groups["p"] or "")
            dfs = [groups[name] for name in ("df", "df2") if groups.get(name)]
            if kind in ("t", "r") and len(dfs) == 2 and "," in groups["value"]:
                dfs = [",".join(dfs)]  # a decimal comma
            if kind in ("χ²", "Q"):
                dfs = dfs[:1]  # a second number is the N
            if kind != "z" and len(dfs) != (2 if kind == "F" else 1):
                continue
            df = tuple(number(text, comma=comma) for text in dfs)
            p = "ns" if groups["ns"] else f"{_sign(groups['p_sign'])} {groups['p']}"
            sign = _sign(groups["sign"])
            value = number(groups["value"], comma=comma)
            words = " ".join(match[0].split())
            where, context = paragraph.at(match.start()), _around(paragraph.text, match.start(), match.end())
            yield match.start(), StatedTest(words, where, kind, df, sign, value, p, context)


def _shares(paragraph: Paragraph) -> Iterator[tuple[int, StatedShare]]:
    taken: list[range] = []
    text = paragraph.text

    def one(match: re.Match[str], base: int, start: int, *, sure: bool) -> Iterator[tuple[int, StatedShare]]:
        count, percent = _count(match["count"]), printed(match["percent"])
        if base and count <= base:
            yield (
                start,
                StatedShare(" ".join(match[0].split()), paragraph.at(start), count, base, percent, sure),
            )

    for pattern in _SHARES:
        for match in pattern.finditer(text):
            if not any(match.start() in span or match.end() - 1 in span for span in taken):
                taken.append(range(*match.span()))
                yield from one(match, _count(match["base"]), match.start(), sure=True)
    for opening in _OF_BASE.finditer(text):
        end = _SENTENCE.search(text, opening.end())
        stop = end.start() if end else len(text)
        for match in _COUNT_OF.finditer(text, opening.end(), stop):
            if not any(match.start() in span for span in taken):
                taken.append(range(*match.span()))
                yield from one(match, _count(opening["base"]), match.start(), sure=False)


def _means(paragraph: Paragraph) -> Iterator[tuple[int, StatedMean]]:
    for match in _MEAN.finditer(paragraph.text):
        mean = printed(match["mean"] or match["mean_after"])
        spread, n = match["sd"] or match["sd_after"], _count(match["n"] or match["n_first"])
        if n:
            deviation = printed(spread) if spread else None
            words = " ".join(match[0].split())
            yield match.start(), StatedMean(words, paragraph.at(match.start()), mean, deviation, n)


def number(text: str, *, comma: bool = False) -> Number:
    """Return a number as printed; with *comma* a comma is its decimal mark even before three digits."""
    digits = text.replace(" ", "").replace("l", "1").replace("I", "1")
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+\.\d+", digits) or (
        not comma and re.fullmatch(r"-?[1-9]\d{0,2}(?:,\d{3})+", digits)
    ):
        digits = digits.replace(",", "")
    whole, mark, decimals = digits.replace(",", ".").partition(".")
    unit = Fraction(1, 10 ** len(decimals)) if mark else Fraction(1)
    value = Fraction(f"{whole if whole not in ('', '-') else whole + '0'}.{decimals or '0'}")
    return Number(text.strip(), value, unit)


def printed(text: str) -> PrintedNumber:
    """Return a number in units of its last printed place."""
    one = number(text, comma=True)
    return PrintedNumber(text.strip(), int(one.value / one.unit), len(str(one.unit.denominator)) - 1)


def _count(text: str) -> int:
    """Return a count in figures or, up to twelve, in words."""
    if text.lower() in _WORDS:
        return _WORDS.index(text.lower()) + 1
    return int(re.sub(r"\D", "", text)[:_MOST_DIGITS])


def _kind(name: str) -> str:
    """Return the statistic's name as it is called here."""
    if name[0] in "zZ":
        return "z"
    return name[0] if name[0] in "tFrQ" else "χ²"


def _sign(sign: str) -> str:
    """Return a comparison in one character."""
    short = sign.replace(" ", "")
    return {"<=": "≤", ">=": "≥", "=<": "<", "=>": ">"}.get(short, short)


def _around(text: str, start: int, end: int) -> str:
    """Return the sentence around a place, with what stands in brackets behind it."""
    begin = max((match.end() for match in _SENTENCE.finditer(text, 0, start)), default=0)
    after = _SENTENCE.search(text, end)
    return text[begin : after.start() if after else len(text)]
