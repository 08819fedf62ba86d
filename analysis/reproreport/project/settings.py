"""What may stand below ``format:``, and which of it a reader sees: one table, a row for each key.

A key has Quarto's name and Quarto's meaning. It stands below a format, or at the top level for every
format that knows it. What is in no row is refused: Quarto would ignore it in silence. ``docs/settings.md``
is the reader's version of this table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Check = Callable[[Any], bool]

HTML, TYPST, DOCX, EPUB, JATS = "html", "typst", "docx", "epub", "jats"
ALL = (HTML, TYPST, DOCX, EPUB, JATS)
READ = (HTML, TYPST, DOCX, EPUB)
"""The formats that a person reads."""

PAPERS: Mapping[str, tuple[float, float]] = {
    "a3": (841.89, 1190.55),
    "a4": (595.28, 841.89),
    "a5": (419.53, 595.28),
    "a6": (297.64, 419.53),
    "iso-b5": (498.9, 708.66),
    "us-letter": (612.0, 792.0),
    "letter": (612.0, 792.0),
    "us-legal": (612.0, 1008.0),
}
"""Widths and heights of paper in points; ``letter`` is Quarto's other name of ``us-letter``."""

_POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0}
_LENGTH = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(pt|mm|cm|in)")
_CSS_LENGTH = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:px|pt|em|rem|%|ch|cm|mm|in)")


@dataclass(frozen=True)
class Kind:
    """What a value looks like: *check* accepts it, *meaning* says it to an author."""

    meaning: str
    check: Check


@dataclass(frozen=True)
class Setting:
    """One key.

    Attributes:
        key: its name.
        formats: Quarto's names of the formats that know it.
        kind: what its value looks like.
        effect: what a reader sees of it, or why nothing.
        noted: whether the embedded renderer leaves it without effect, because a reader would see none, or
            only Quarto's own templates read it.
        files: whether its value names files or folders of the project.
        same: the value of a noted key with which nothing differs from what it says.
        also: the other values that Quarto knows, which are noted.
    """

    key: str
    formats: tuple[str, ...]
    kind: Kind
    effect: str
    noted: bool = False
    files: bool = False
    same: object = None
    also: Check | None = None


def points(length: str) -> float:
    """Return a length such as ``2cm`` or ``1.25in`` in points.

    Raises:
        ValueError: it is no length in pt, mm, cm or in.
    """
    match = _LENGTH.fullmatch(length.strip())
    if match is None:
        raise ValueError(f"'{length}' is no length")
    return float(match[1]) * _POINTS[match[2]]


def listed(value: object) -> list[str]:
    """Return a value that is one text or a list of them as a list."""
    if value is None:
        return []
    return [str(item) for item in (value if isinstance(value, list) else [value])]


def _anything(_value: object) -> bool:
    return True


def _paper(value: object) -> bool:
    """Say whether it is a paper of LaTeX's or Typst's that is not set here."""
    return (
        re.fullmatch(r"[a-z]\d+(?:paper)?|\w+paper|(?:iso|jis|sis|us|uk|fr|jp|cn|din)-[\w-]+", str(value))
        is not None
    )


def _number(value: object) -> bool:
    return type(value) is int


def _level(value: object) -> bool:
    return type(value) is int and 1 <= value <= 6


def _length(value: object) -> bool:
    return isinstance(value, str) and _LENGTH.fullmatch(value.strip()) is not None


def _sides(value: object) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and set(value) <= {"x", "y", "top", "bottom", "left", "right"}
        and all(map(_length, value.values()))
    )


def _texts(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(isinstance(item, str) and item.strip() for item in items)


def _one_of(*values: object) -> Kind:
    names = ", ".join(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    # True is 1 for Python.
    return Kind(
        f"one of {names}" if len(values) > 1 else names,
        lambda value: any(value == one and type(value) is type(one) for one in values),
    )


BOOL = Kind("true or false", lambda value: isinstance(value, bool))
LEVEL = Kind("a number from 1 to 6", _level)
TEXT = Kind("a text", lambda value: isinstance(value, str) and bool(value.strip()))
PATH = Kind("a file of the project", lambda value: isinstance(value, str) and bool(value.strip()))
PATHS = Kind("a file of the project, or a list of them", _texts)
FOLDERS = Kind("a folder of the project, or a list of them", _texts)
PAPER = _one_of(*PAPERS)
PRINT_SIZE = Kind("a length such as 11pt, in pt, mm, cm or in", _length)
SCREEN_SIZE = Kind(
    "a length such as 18px or 1.2em", lambda value: _CSS_LENGTH.fullmatch(str(value)) is not None
)
STRETCH = Kind(
    "a number such as 1.25, from 0.5 to 4",
    lambda value: re.fullmatch(r"\d(\.\d+)?", str(value)) is not None and 0.5 <= float(value) <= 4,
)
MARGINS = Kind("lengths by side, such as {x: 2.5cm, y: 3cm}, or top, bottom, left, right", _sides)
PAGE_NUMBERS = Kind(
    "false, or a pattern such as 1, i or '1 / 1'",
    lambda value: value is False or re.fullmatch(r"[^\w]*[1aAiI][^\w]*(1[^\w]*)?", str(value)) is not None,
)
FIGURES = Kind(
    "1, 1.1, 1.1.1 …: numbers, because the book is numbered once for all formats",
    lambda value: re.fullmatch(r"1(\.1)*\.?", str(value)) is not None,
)
UA = Kind("ua-1, to which every PDF keeps", lambda value: listed(value) == ["ua-1"])
ANY = Kind("anything", lambda _: True)

_ONE_PAGE = "each publication is also one page with all inside"
_BEHAVIOUR = "how Quarto's page behaves; here pages behave in one way"
_INTERMEDIATE = "a file of the way; here there is none"

SETTINGS: tuple[Setting, ...] = (
    Setting("toc", READ, BOOL, "the table of contents; on a page, the list of its sections"),
    Setting("toc-depth", READ, LEVEL, "the deepest level of headings that it lists", also=_number),
    Setting("toc-title", READ, TEXT, "its title"),
    Setting("number-sections", ALL, BOOL, "numbers before headings; references keep theirs, as by Quarto"),
    Setting("number-depth", ALL, LEVEL, "the deepest level of headings with a number"),
    Setting("section-numbering", (TYPST,), FIGURES, "the look of numbers before headings", also=_anything),
    Setting("abstract-title", READ, TEXT, "the title of an abstract"),
    Setting("css", (HTML,), PATHS, "style sheets after the page's own, with the files they name", files=True),
    Setting(
        "theme",
        (HTML,),
        _one_of("default", "none"),
        "the look of the page, which css changes",
        also=_anything,
    ),
    Setting("mainfont", (HTML,), TEXT, "the font of the text, where the reader has it"),
    Setting("monofont", (HTML,), TEXT, "the font of code, where the reader has it"),
    Setting("fontsize", (HTML,), SCREEN_SIZE, "the size of the text; all else grows with it"),
    Setting("linestretch", (HTML, TYPST), STRETCH, "the distance of lines"),
    Setting("max-width", (HTML,), SCREEN_SIZE, "the most width of the text"),
    Setting(
        "reference-location", (HTML, TYPST), _one_of("document"), "where footnotes stand", also=_anything
    ),
    Setting("papersize", (TYPST,), PAPER, "the paper", also=_paper),
    Setting("margin", (TYPST,), MARGINS, "the margins of the page"),
    Setting("mainfont", (TYPST,), TEXT, "the font of the text: a bundled one, or one of font-paths"),
    Setting("font-paths", (TYPST,), FOLDERS, "folders of the project with font files", files=True),
    Setting("fontsize", (TYPST,), PRINT_SIZE, "the size of the text; headings grow with it"),
    Setting("page-numbering", (TYPST,), PAGE_NUMBERS, "the numbers of pages"),
    Setting("pdf-standard", (TYPST,), UA, "the standard of the PDF", also=_anything),
    Setting("reference-doc", (DOCX,), PATH, "a Word file whose styles and page the document has", files=True),
    Setting("include-in-header", (TYPST,), ANY, "code for Quarto's own Typst template", noted=True),
    Setting(
        "html-math-method",
        (HTML,),
        ANY,
        "formulas are MathML, which needs no script",
        noted=True,
        same="mathml",
    ),
    Setting("embed-resources", (HTML,), BOOL, _ONE_PAGE, noted=True),
    Setting("self-contained", (HTML,), BOOL, _ONE_PAGE, noted=True),
    *(
        Setting(key, (HTML,), ANY, _BEHAVIOUR, noted=True)
        for key in (
            "anchor-sections",
            "citations-hover",
            "code-copy",
            "crossrefs-hover",
            "email-obfuscation",
            "footnotes-hover",
            "smooth-scroll",
        )
    ),
    Setting("keep-typ", (TYPST,), BOOL, _INTERMEDIATE, noted=True),
    Setting("editor", ALL, ANY, "how it is written", noted=True),
    Setting("keep-md", ALL, BOOL, _INTERMEDIATE, noted=True),
    Setting("keep-ipynb", ALL, BOOL, _INTERMEDIATE, noted=True),
)
"""Every key. The same key has several rows where its values differ by format."""


def settings_of(format_name: str) -> dict[str, Setting]:
    """Return what may stand below a format, by key."""
    return {setting.key: setting for setting in SETTINGS if format_name in setting.formats}


def applied(
    shared: Mapping[str, Any], formats: Iterable[tuple[str, Mapping[str, Any]]]
) -> dict[str, dict[str, Any]]:
    """Return each format's settings: its own before those that all formats share."""
    found = {
        name: {**{key: shared[key] for key in settings_of(name) if key in shared}, **own}
        for name, own in formats
    }
    return {
        name: {key: value for key, value in options.items() if _understood(name, key, value)}
        for name, options in found.items()
    }


def _understood(name: str, key: str, value: object) -> bool:
    setting = settings_of(name).get(key)
    return setting is not None and setting.kind.check(value)
