"""Numbers that are typed in prose, where a computed result should stand.

A digit may stand in a name: in a year or date, behind the word for a numbered thing ("section 3.2.2",
"Table 1", "pages 62–65"), in the number of a document ("No. 12-AB/CD"), in a word ("Covid-19"), in an
ordinal, at the end of a name ("Decision 23"). Each of these has one rule below. The words are English;
in another language the words of the report's own references are known, too, in Vietnamese also those of
dates and laws.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reproreport.prose.masking import BLANK

if TYPE_CHECKING:
    from reproreport.project import Project

_DIGIT = r"[\d¼-¾⅐-⅞]"
#: A number, with a percent sign where one follows.
NUMBER = re.compile(rf"{_DIGIT}(?:[\d¼-¾⅐-⅞.,–]*{_DIGIT})?(?:[ \u00a0]?[%‰])?")

_CAPITAL = "[A-ZÀ-ÖØ-ÞĐ]"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)(?![a-z])"

#: Things that are told apart by a number which stands behind their name. No word for a quantity
#: ("level", "score") is among them.
THINGS = (
    "appendix", "article", "cause", "chapter", "clause", "column", "edition", "equation", "figure",
    "footnote", "heading", "hypothesis", "issue", "item", "line", "method", "objective", "page", "paragraph",
    "part", "phase", "problem", "question", "reading", "reference", "row", "rule", "section", "solution",
    "step", "study", "subsection", "table", "task", "theorem", "version", "volume",
)  # fmt: skip
OTHER_THINGS = {
    "vi": (
        "bảng", "bước", "câu", "chương", "công thức", "cột", "dòng", "điều", "giai đoạn", "giả thuyết",
        "hàng", "hình", "khóa", "khoá", "khoản", "kỳ", "mục", "năm", "ngày", "nhiệm vụ", "phần", "phụ lục",
        "phương trình", "quý", "tập", "tháng", "tiểu mục", "trang", "vòng",
    ),
}  # fmt: skip
"""The same in other languages, and what comes before a day, a month or a year."""

_SHORT = ("eq", "fig", "p", "sec", "vol")
_PLURALS = {"appendix": "appendices", "hypothesis": "hypotheses", "study": "studies"}
_MANY_SHORT = ("eqs", "figs", "nos", "pp", "secs", "vols")
_ONE = rf"(?<!\w)(?i:{'|'.join(THINGS)}|(?:{'|'.join(_SHORT)})\.)"
_MANY = (
    rf"(?<!\w)(?i:{'|'.join(_PLURALS.get(thing, f'{thing}s') for thing in THINGS)}"
    rf"|(?:{'|'.join(_MANY_SHORT)})\.)"
)
_LABEL = r"(?!0\.)[A-Z]?\d+(?:\.\d+)*[a-z]?(?![\w%]|[.,]\d)"
_RANGE = rf"{_LABEL}(?:\s*[–-]\s*|\s+to\s+){_LABEL}"
_LIST = rf"{_LABEL}(?:,\s+{_LABEL})*,?\s+(?:and|or|và|hoặc)\s+{_LABEL}"


@dataclass(frozen=True)
class Typed:
    """A number in running prose: its characters and their place in the text."""

    text: str
    start: int
    end: int


def things_of(project: Project) -> frozenset[str]:
    """Return the words for numbered things in a report's language, besides the English ones."""
    own = (project.words.prefix(kind) for kind in ("fig", "tbl", "eq", "sec", "ch", "apx"))
    return frozenset({*OTHER_THINGS.get(project.language.base, ()), *own})


def typed_numbers(words: str, units: Collection[str] = (), things: Collection[str] = ()) -> Iterator[Typed]:
    """Yield every number that no rule takes for part of a name.

    Args:
        words: the words of a chapter, everything else blanked.
        units: what the report counts ("officials"): before one of these, no number is a year.
        things: words for numbered things besides the English ones (:func:`things_of`).
    """
    named: set[int] = set()
    for rule in _rules(units, things):
        for match in rule.finditer(words):
            named.update(range(*match.span()))
    for match in NUMBER.finditer(words):
        digits = (place for place in range(*match.span()) if words[place].isnumeric())
        if any(place not in named for place in digits):
            yield Typed(match[0], *match.span())


def around(words: str, start: int, end: int, length: int = 24) -> str:
    """Return the words around a place in a text, cut between words."""
    before = re.sub(rf"[{BLANK}\s]+", " ", words[max(0, start - length) : start])
    after = re.sub(rf"[{BLANK}\s]+", " ", words[end : end + length])
    if start > length:
        before = "…" + before.partition(" ")[2]
    if end + length < len(words):
        after = after.rpartition(" ")[0] + "…"
    return f"{before}{words[start:end]}{after}".strip()


def _rules(units: Collection[str], things: Collection[str]) -> Iterator[re.Pattern[str]]:
    """Yield a pattern for each way in which a number is part of a name."""
    counted = "|".join(sorted(map(re.escape, units)))
    no_unit = rf"(?!\s+(?:{counted})(?!\w))" if counted else ""
    patterns = (
        # years: 1954, 2011–2020, 2015–20, the 1990s
        r"(?<![\w.,$€£<>=≈±~])(?<![<>=≈±~]\s)(?:1[5-9]|20)\d\d(?:[–/-]\d\d(?!\d))?s?"
        rf"(?!\w|[.,]\d|\s*[%‰]|\s+per\s?cent){no_unit}",
        # dates: 5 March, 5–7 March, March 5, 2024-03-05, 5/3/2024
        rf"(?<![\w.,])\d{{1,2}}(?:(?:\s*–\s*|\s+(?:and|to)\s+)\d{{1,2}})?\s+(?:of\s+)?{_MONTH}",
        rf"\b{_MONTH}\s+\d{{1,2}}(?=[^\w\s]|\s*$)",
        r"(?<![\w.,-])\d{4}-\d\d-\d\d(?![\w-])|(?<![\w.,/])\d{1,2}([./])\d{1,2}\1(?:1[5-9]|20)\d\d(?!\w)",
        # a section with at least three levels needs no word before it
        r"(?<![\w.,])\d{1,2}(?:\.\d{1,2}){2,}(?!\d|[.,]\d)",
        # numbered things: one with its number or range, several with a list or range
        rf"{_ONE}\s+(?:{_RANGE}|{_LABEL}){no_unit}",
        rf"{_MANY}\s+(?:{_RANGE}|{_LIST})",
        *(
            rf"(?<!\w)(?i:{re.escape(thing)})\s+(?:{_RANGE}|{_LIST}|{_LABEL}){no_unit}"
            for thing in sorted(things)
        ),
        rf"§+\s*(?:{_RANGE}|{_LIST}|{_LABEL})",
        # documents: No. 2, No. 12-AB/CD, 12/2019/AB3, and digital object identifiers
        r"(?:(?<!\w)Nos?\.|№)\s*\d[\w/-]*(?:\.\w+)*",
        rf"(?<![\w.,])\d+(?:[/-]\w+)*[/-]{_CAPITAL}{{2}}[\w/-]*",
        r"(?<![\w.,])10\.\d{4,9}/\S*\w",
        # words and ordinals: Covid-19, H5N1, the 13th Congress
        r"(?<!\w)[^\W\d_]\w*-?\d[\w-]*(?:\.\d+)*",
        r"(?<![\w.,])\d+(?:st|nd|rd|th)(?!\w)",
        # a name that ends with a number: Decision 23, SPSS 20.0; not at a sentence's start, where any
        # word has a capital, and not before another word ("in York 12 people")
        rf"(?:(?<=[\w,;:]\s)|(?<=[\w,;:]\s[\"“‘(])){_CAPITAL}[\w’'-]*\s\d+(?:\.\d+)*(?=[^\w\s%‰]|\s*$)(?!,\d)",
    )
    for pattern in patterns:
        yield re.compile(pattern)
