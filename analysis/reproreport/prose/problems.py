"""What ``report check`` finds in the chapters' prose: typed numbers, and sentences that do not hold.

Numbers that are typed in prose, where a computed result should stand.

A digit may stand in a name: in a year or date, behind the word for a numbered thing ("section 3.2.2",
"Table 1", "pages 62–65"), in the number of a document ("No. 12-AB/CD"), in a word ("Covid-19"), in an
ordinal, at the end of a name ("Decision 23"). Each of these has one rule below. The words are English;
in another language the words of the report's own references are known, too, in Vietnamese also those of
dates and laws.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reproreport.errors import Problem, Problems, ProjectError, gather, wrong
from reproreport.near import nearest
from reproreport.prose.chapters import read_prose
from reproreport.prose.masking import BLANK, PRINTED
from reproreport.prose.usage import assertion_problems, tables_that_show, uses
from reproreport.results.collect import namespace
from reproreport.results.result import SINGLE
from reproreport.yamlfile import read_yaml

if TYPE_CHECKING:
    from reproreport.project import Project
    from reproreport.prose.chapters import Prose
    from reproreport.results.result import Current


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


#: The allow-list, from the project's root. A report without one needs none.
ALLOWED = "chapters/allowed-numbers.yml"


@dataclass(frozen=True)
class Allowed:
    """One entry: a text of a file in which digits may stand, and where the entry is."""

    file: str
    text: str
    where: str

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where a file's text has this one; line breaks count as spaces."""
        words = r"\s+".join(map(re.escape, self.text.split()))
        yield from (match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", text))


def read_allowed(project: Project, files: Sequence[str]) -> list[Allowed]:
    """Return the entries of the allow-list; what is wrong with them is a problem."""
    if not (project.root / ALLOWED).is_file():
        return []
    try:
        listed = read_yaml(project.root / ALLOWED, ALLOWED)
    except ProjectError as error:
        fix = 'write the file, and below it "the text with its digits": the reason'
        gather(*(replace(problem, fix=problem.fix or fix) for problem in error.problems))
        return []
    found: list[Allowed] = []
    for file, texts in listed.data.items():
        where = listed.where(str(file))
        if file not in files:
            fix = nearest(str(file), files, "name a chapter's file, from the project's root")
            wrong(f"'{file}' is no file of the report's prose", where, fix)
        elif not isinstance(texts, dict) or not texts:
            fix = 'write "the text with its digits": the reason'
            wrong(f"no texts are allowed under '{file}'", where, fix)
        else:
            for text, reason in texts.items():
                where = listed.where(str(file), str(text))
                if not isinstance(reason, str) or not reason.strip():
                    fix = "say why this is no result"
                    wrong(f"'{text}' is allowed without a reason", where, fix)
                elif not isinstance(text, str) or not any(map(str.isnumeric, text)):
                    fix = "write the digits and the words beside them, in quotation marks"
                    wrong(f"'{text}' is no text with a digit", where, fix)
                else:
                    found.append(Allowed(str(file), text, where))
    return found


def fitting(entries: Sequence[Allowed], prose: Prose, number: Typed) -> list[Allowed]:
    """Return the entries that allow a typed number."""
    return [
        entry
        for entry in entries
        if entry.file == str(prose.file)
        and any(start <= number.start and number.end <= end for start, end in entry.places(prose.text))
    ]


def needless(entries: Sequence[Allowed], used: Collection[Allowed]) -> Iterator[Problem]:
    """Yield a problem for each entry that allows nothing."""
    for entry in entries:
        if entry not in used:
            what = f"no typed number of {entry.file} stands in '{entry.text}'"
            yield Problem(what, entry.where, "remove the entry, or correct its text")


#: So many results that show a typed number are named.
_SUGGESTED = 3

#: Numbers of so many digits are common.
_COMMON = 2


def prose_problems(project: Project, results: Iterable[Current]) -> list[Problem]:
    """Return what is wrong with the prose, file by file in reading order; each problem fails the check.

    Args:
        project: the report.
        results: what it computes now.
    """
    results = list(results)
    with Problems() as problems:
        chapters = read_prose(project)
        entries = read_allowed(project, list(dict.fromkeys(str(prose.file) for prose in chapters)))
    found = list(problems)
    used: set[Allowed] = set()
    units = {result.unit for result in results if result.unit.isalpha()}
    shown = _by_number(results)
    things = things_of(project)
    known = {result.name: result for result in results if result.kind in SINGLE}
    for prose in chapters:
        placed = list(assertion_problems(prose, known))
        for number in typed_numbers(prose.words, units, things):
            allowing = fitting(entries, prose, number)
            used.update(allowing)
            if not allowing:
                placed.append((number.start, _typed(number, prose, shown)))
        found += (problem for _, problem in sorted(placed, key=lambda pair: pair[0]))
    found += needless(entries, used)
    return found


def broken_sentences(project: Project, results: Iterable[Current]) -> list[Problem]:
    """Return the sentences whose statements do not hold, or are not there, in reading order.

    Args:
        project: the report.
        results: what it computes now, in whichever edition.
    """
    known = {result.name: result for result in results if result.kind in SINGLE}
    with Problems():
        chapters = read_prose(project)
    found = (assertion_problems(prose, known) for prose in chapters)
    return [problem for problems in found for _, problem in problems]


def _typed(number: Typed, prose: Prose, shown: Mapping[str, list[Current]]) -> Problem:
    """Return the problem of a number that is typed in prose."""
    within = f", in the caption of {prose.cell}" if prose.cell else ""
    what = f"a typed number, {number.text}{within}: '{around(prose.words, number.start, number.end)}'"
    return Problem(what, prose.where(number.start), "; ".join(_fixes(number, prose, shown)))


def _fixes(number: Typed, prose: Prose, shown: Mapping[str, list[Current]]) -> Iterator[str]:
    """Yield what an author can do."""
    names = _that_show(number, prose, shown)[:_SUGGESTED]
    if names:
        yield f"use a result where it is meant: {{{{< var {' >}} or {{< var '.join(names)} >}}}}"
    else:
        yield "record it in the notebook, and use it with {{< var … >}}"
    yield f"mark it where it quotes a source: [{number.text}]{{.{PRINTED}}}"
    yield f"or allow it, with a reason, in {ALLOWED}"


def _that_show(number: Typed, prose: Prose, shown: Mapping[str, list[Current]]) -> list[str]:
    """Return the results that show a typed number, the likeliest first.

    Many show a small number: of these only what counts the same thing is likely.
    """
    digits = _digits(number.text)
    following = re.match(r"\s+([^\W\d_]+)", prose.words[number.end :])
    word = following[1] if following else ""
    likely = []
    for result in shown.get(digits, ()):
        is_same = bool(word and result.unit) and (
            word.startswith(result.unit) or result.unit.startswith(word)
        )
        if is_same or len(digits) > _COMMON:
            is_own = namespace(prose.file.parent.name) == result.name.partition(".")[0]
            likely.append((not is_same, not is_own, result.name))
    return [name for *_, name in sorted(likely)]


def _by_number(results: Iterable[Current]) -> dict[str, list[Current]]:
    """Return the results by the one number that each shows; "seven" stands under 7."""
    found: dict[str, list[Current]] = defaultdict(list)
    for result in results:
        text = str(result.value) if result.kind == "words" else result.text
        numbers = NUMBER.findall(text)
        if len(numbers) == 1:
            found[_digits(numbers[0])].append(result)
    return found


def _digits(number: str) -> str:
    """Return a number without its percent sign, which a table or a sentence may have in words."""
    return number.rstrip("%‰ \u00a0")


def unused(project: Project, results: Iterable[Current]) -> list[str]:
    """Return the names of the results that nothing shows or names.

    Args:
        project: the report.
        results: what it computes now; the tables and figures among them are where values may be shown.
    """
    known = {result.name: result for result in results}
    with Problems():
        named = uses(project, read_prose(project), known)
    shown = tables_that_show(known.values())
    return sorted(name for name, tables in shown.items() if not tables and name not in named)
