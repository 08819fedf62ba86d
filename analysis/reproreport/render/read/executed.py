"""What a chapter's own code showed, in the place of the code: Quarto's executable cells and values in a line.

The code ran as a notebook (``reproreport.notebooks``); here its outputs become text, and the rest, tables
and pictures, places of embedded cells (``embed.Cell``). Options are Quarto's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import Level, wrong
from reproreport.inside import is_file
from reproreport.normalform import nfc
from reproreport.notebooks.read import Cell as NotebookCell
from reproreport.notebooks.read import joined, read_notebook
from reproreport.project.cells import (
    BROWSER,
    DIAGRAMS,
    NOTEBOOK_SUFFIX,
    Code,
    Execution,
    TextLine,
    Written,
    written_in,
)
from reproreport.render.read.embed import PICTURES, Cell
from reproreport.render.read.markdown import EMBEDDED
from reproreport.render.read.panels import FOLD, KEYS
from reproreport.render.read.source import Line, Source

_OPTION = re.compile(r"^\s*(?:#|//|--|%%)\s*\|")
_ESCAPED_CELL = re.compile(r"^([\s>]*)(`{3,})\s*\{\{([A-Za-z][^{}]*)\}\}\s*$")
_ESCAPED_VALUE = re.compile(r"`\{\{([A-Za-z]\w*)\}\}([^`]*)`")
_OBJECT = re.compile(r"^(?:\[?<(?:matplotlib|seaborn|plotnine|Figure|Axes)|Text\(|\(?array\(|\[?Text\()")
_KNITR = {"hide": False, "asis": "asis", "markup": True, "hold": True}


_Part = tuple[list[tuple[str, bool]], str]
"""Lines, each with whether it is code, and the place that they embed; an empty one where they are text."""


@dataclass
class Executed:
    """A chapter's code with what it showed: the lines in its place, and the cells that they embed."""

    lines: tuple[Line, ...]
    cells: dict[str, Cell] = field(default_factory=dict)


def executed(source: Source, how: Execution, root: Path, notebook: str) -> Executed:
    """Put what a chapter's code showed in the place of the code.

    Args:
        source: the chapter's text, includes and shortcodes expanded.
        how: how its code is run.
        root: the project.
        notebook: the name under which it ran; empty where nothing did.
    """
    lines = tuple(TextLine(line.text, line.file, line.number) for line in source.lines)
    written = written_in(lines, how)
    if not written.found:
        return Executed(tuple(_unescaped(source.lines)))
    return _Placing(source, written, root, notebook).placed()


def _unescaped(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines with code that is only shown, ```{{python}}``, as Quarto shows it: with its fences."""
    ticks = ""
    for line in lines:
        shown = _ESCAPED_CELL.match(line.text) if line.code and not ticks else None
        if shown:
            ticks = shown[2]
            yield replace(line, text=f"{shown[1]}{ticks}`")
            yield replace(line, text=f"{shown[1]}{ticks}{{{shown[3]}}}")
        elif ticks and line.text.strip(" >") == ticks:
            yield line
            yield replace(line, text=f"{line.text}`")
            ticks = ""
        elif not line.code and "`{{" in line.text:
            yield replace(line, text=_ESCAPED_VALUE.sub(r"`{\1}\2`", line.text))
        else:
            yield line


class _Placing:
    """The placing of one chapter's outputs."""

    def __init__(self, source: Source, written: Written, root: Path, notebook: str) -> None:
        self._source = source
        self._written = written
        self._how = written.how
        self._path = PurePosixPath("build/notebooks", f"{nfc(notebook)}{NOTEBOOK_SUFFIX}")
        self._run = set(map(id, written.run))
        ran = self._ran(root) if notebook else []
        whole = source.chapter.suffix == NOTEBOOK_SUFFIX
        in_order = written.found if whole else written.run
        if ran and len(ran) != len(in_order):
            fix = "build again"
            wrong("the chapter has other cells than those that ran", str(source.chapter), fix)
            ran = []
        self._outputs = {id(code): cell for code, cell in zip(in_order, ran, strict=False)}
        self._cells: dict[str, Cell] = {}

    def _ran(self, root: Path) -> list[NotebookCell]:
        if not is_file(root / self._path):
            return []
        return [cell for cell in read_notebook(self._path, root).code if cell.runs]

    def placed(self) -> Executed:
        """Return the chapter's lines with outputs in the place of code."""
        result: list[Line] = []
        done = 0
        values: dict[int, list[Code]] = {}
        for code in self._written.found:
            if code.inline:
                values.setdefault(code.start, []).append(code)
        cells = iter([code for code in self._written.found if not code.inline])
        for code in cells:
            result += _unescaped(self._with_values(done, code.start, values))
            result += self._cell(code)
            done = code.end
        result += _unescaped(self._with_values(done, len(self._source.lines), values))
        return Executed(tuple(result), self._cells)

    def _with_values(self, start: int, end: int, values: Mapping[int, Sequence[Code]]) -> Iterator[Line]:
        for index in range(start, end):
            line = self._source.lines[index]
            text = line.text
            for code in reversed(values.get(index, ())):
                if id(code) in self._run and code.columns:
                    first, last = code.columns
                    text = text[:first] + self._value(code) + text[last:]
            yield line if text is line.text else Line(text, line.file, line.number, line.code)

    def _value(self, code: Code) -> str:
        cell = self._outputs.get(id(code))
        for output in cell.raw.get("outputs", ()) if cell else ():
            data = output.get("data", {})
            for kind in ("text/markdown", "text/plain"):
                if kind in data:
                    return " ".join(joined(data[kind]).split("\n"))
        return ""

    def _cell(self, code: Code) -> Iterator[Line]:
        """Yield the lines in the place of one cell."""
        first = self._source.lines[code.start]
        margin = code.opening.rstrip("`") if ">" in code.opening else re.match(r"\s*", code.opening)[0]  # type: ignore[index]
        shown = self._lines(code, first.where)
        for text, is_code in shown:
            yield Line((margin + text).rstrip(), first.file, first.number, code=is_code)

    def _lines(self, code: Code, where: str) -> Iterator[tuple[str, bool]]:
        language = code.language
        if language in DIAGRAMS | BROWSER:
            what = (
                f"a diagram in the language '{language}'"
                if language in DIAGRAMS
                else f"a cell in '{language}'"
            )
            fix = (
                "show a picture of it: ![](…)"
                if language in DIAGRAMS
                else "nothing runs in a page of the report"
            )
            if self._option(code, "eval") is not False:
                wrong(f"{what} is not supported", where, fix)
                return
        runs = id(code) in self._run
        evaluated = self._how.enabled and self._option(code, "eval") is not False
        if evaluated and not runs and language not in DIAGRAMS | BROWSER:
            what = f"a cell in '{language}' in a chapter whose code is in '{self._written.language}'"
            wrong(what, where, "one chapter runs in one language: move it to a chapter of its own")
            return
        if self._option(code, "include") is False:
            return
        echo = self._option(code, "echo")
        if echo is not False:
            yield from self._code(code, fenced=echo == "fenced")
        cell = self._outputs.get(id(code))
        if runs and cell:
            yield from self._shown(code, cell, where)

    def _option(self, code: Code, name: str, default: Any = True) -> Any:
        value = self._how.option(code, name, default)
        return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value

    def _code(self, code: Code, *, fenced: bool) -> Iterator[tuple[str, bool]]:
        """Yield the code, as it is shown."""
        lines = code.source.split("\n")[code.added :]
        kept = lines if fenced else [line for line in lines if not _OPTION.match(line)]
        while kept and not kept[0].strip():
            kept.pop(0)
        while kept and not kept[-1].strip():
            kept.pop()
        if not kept:
            return
        name = str(code.options.get("filename") or "")
        ticks = "`" * max(
            3, 1 + max((len(run) for line in kept for run in re.findall("`+", line)), default=0)
        )
        opening = f'{ticks}{{.{code.language} filename="{name}"}}' if name else ticks + code.language
        if fenced:
            kept = [f"```{{{code.language}}}", *kept, "```"]
            ticks = opening = "`" * (len(ticks) + 1)
        fold = self._option(code, "code-fold", default=False)
        yield "", False
        if fold is True or fold == "show":
            summary = str(self._option(code, "code-summary", "Code")).replace('"', "'")
            collapse = "true" if fold is True else "false"
            yield f'::: {{.{FOLD} title="{summary}" collapse="{collapse}"}}', False
        yield opening, True
        yield from ((line, True) for line in kept)
        yield ticks, True
        if fold is True or fold == "show":
            yield ":::", False
        yield "", False

    def _shown(self, code: Code, cell: NotebookCell, where: str) -> Iterator[tuple[str, bool]]:
        """Yield what a cell showed."""
        wanted = self._option(code, "output")
        if "results" in code.options:  # knitr's name of it
            wanted = _KNITR.get(str(code.options["results"]), wanted)
        outputs = [one for one in cell.raw.get("outputs", ()) if self._wanted(one, code)]
        pictured = any(_picture(one) for one in outputs)
        shown = [one for one in outputs if not (pictured and _is_remark(one))]
        parts = [
            part_of(lines)
            for number, output in enumerate(shown if wanted is not False else ())
            if (lines := list(self._output(code, output, where, number, asis=wanted == "asis")))
        ]
        if parts:
            yield "", False
            yield from self._arranged(code, parts)
            yield "", False

    def _arranged(self, code: Code, parts: list[_Part]) -> Iterator[tuple[str, bool]]:
        """Yield the parts of what a cell showed, as a figure or a table where its options say so."""
        label = str(code.options.get("label") or "")
        kind, captions = _captions(code, label)
        label = label if label.startswith(("fig-", "tbl-")) else ""
        subs = _texts(code.options.get(f"{kind}-subcap")) if kind else []
        given = {key: code.options[key] for key in KEYS if key in code.options}
        attributes = " ".join(f'{key}="{_attribute(value)}"' for key, value in given.items())
        if kind and len(parts) == 1 and parts[0][1] and len(captions) <= 1:
            self._caption(parts[0][1], kind, label, captions)
            yield from parts[0][0]
            return
        together = bool(kind) and (bool(subs) or len(captions) <= 1)
        fence = f"::::: {{{f'#{label}' if label and together else '.cell'} {attributes}}}"
        if together or attributes:
            yield fence, False
        for number, (lines, place) in enumerate(parts, 1):
            own = subs if together else captions
            if place and number <= len(own):
                self._caption(place, kind, f"{label}-{number}" if label else "", [own[number - 1]])
            yield from [*lines, ("", False)]
        if together and captions:
            yield from [(captions[0], False), ("", False)]
        if together or attributes:
            yield ":::::", False

    def _caption(self, place: str, kind: str, label: str, captions: Sequence[str]) -> None:
        """Give an embedded output its label and caption."""
        cell = self._cells[place]
        options = {**cell.options, f"{kind}-cap": captions[0] if captions else ""}
        self._cells[place] = Cell(
            cell.notebook, label, options, cell.media, cell.data, place=cell.place, key=cell.key
        )

    def _wanted(self, output: Mapping[str, Any], code: Code) -> bool:
        if output.get("output_type") == "stream" and output.get("name") == "stderr":
            return self._option(code, "warning") is not False and self._option(code, "message") is not False
        return True

    def _output(
        self, code: Code, output: Mapping[str, Any], where: str, number: int, *, asis: bool
    ) -> Iterator[tuple[str, bool]]:
        """Yield one output: text as such, or the place of an embedded cell."""
        if output.get("output_type") == "stream":
            text = joined(output.get("text", ""))
            yield from _as_is(text) if asis else _verbatim(text)
            return
        data = output.get("data", {})
        html = joined(data.get("text/html", ""))
        table = "<table" in html.lower()
        if "text/html" in data and not table and re.search(r"<script|<iframe", html, re.IGNORECASE):
            if not any(kind in data for kind in PICTURES):
                what = "what this cell shows runs in a browser only"
                fix = "show a picture or a table beside it: nothing runs in a page of the report"
                wrong(what, where, fix)
                return
        elif any(kind.startswith("application/vnd.jupyter.widget") for kind in data):
            wrong("a widget of Jupyter is not shown", where, "show its value", "warning")
        for kind in PICTURES:
            if kind in data:
                yield from self._embed(code, kind, joined(data[kind]), where, number)
                return
        if table:
            yield from self._embed(code, "text/html", html, where, number)
        elif "text/markdown" in data:
            yield from _as_is(joined(data["text/markdown"]))
        elif "text/html" in data and not re.search(r"<script", html, re.IGNORECASE):
            yield from [
                ("", False),
                ("```{=html}", True),
                *((line, True) for line in html.split("\n")),
                ("```", True),
            ]
        elif "text/latex" in data:
            yield from _as_is(joined(data["text/latex"]))
        elif "text/plain" in data:
            text = joined(data["text/plain"])
            yield from _as_is(text) if asis else _verbatim(text)

    def _embed(
        self, code: Code, media: str, data: str, where: str, number: int
    ) -> Iterator[tuple[str, bool]]:
        target = f"@{where} {len(self._cells) + 1}"
        options = {
            key: value for key, value in code.options.items() if key in ("fig-alt", "fig-cap", "tbl-cap")
        }
        alt = options.get("fig-alt")
        if isinstance(alt, list):
            options["fig-alt"] = alt[min(number, len(alt) - 1)] if alt else ""
        for key in ("fig-cap", "tbl-cap"):
            options.pop(key, None)
        if media in PICTURES and not options.get("fig-alt"):
            level: Level = "warning"
            wrong("this figure has no alternative text", where, 'say what it shows: #| fig-alt: "…"', level)
        key = f"cell-{self._source.chapter.stem}-{len(self._cells) + 1}"
        self._cells[target] = Cell(self._path, "", options, media, data, place=where, key=key)
        yield "", False
        yield f'[]{{.{EMBEDDED} cell="{target}"}}', False
        yield "", False


def _captions(code: Code, label: str) -> tuple[str, list[str]]:
    """Return what a cell's output is, ``fig`` or ``tbl`` or nothing, and its captions."""
    kind = label.partition("-")[0] if label.startswith(("fig-", "tbl-")) else ""
    figure, table = (_texts(code.options.get(key)) for key in ("fig-cap", "tbl-cap"))
    found = (table or figure) if kind == "tbl" else figure or table
    return kind or ("fig" if figure else "tbl" if table else ""), found


def part_of(lines: list[tuple[str, bool]]) -> _Part:
    """Return lines with the place that they embed; an empty one where they are text."""
    match = next(
        (
            found
            for text, _ in lines
            if (found := re.fullmatch(rf'\[\]\{{\.{EMBEDDED} cell="([^"]+)"\}}', text))
        ),
        None,
    )
    return lines, match[1] if match else ""


def _picture(output: Mapping[str, Any]) -> bool:
    return any(kind in output.get("data", {}) for kind in PICTURES)


def _is_remark(output: Mapping[str, Any]) -> bool:
    """Return whether an output only names the object that the picture beside it shows."""
    data = output.get("data", {})
    plain = joined(data.get("text/plain", ""))
    return (
        output.get("output_type") == "execute_result"
        and set(data) == {"text/plain"}
        and bool(_OBJECT.match(plain))
    )


def _texts(value: Any) -> list[str]:
    """Return an option that is one text, or a list of them; ``true`` stands for parts without a caption."""
    given = value if isinstance(value, list) else [] if value in (None, True, False) else [value]
    return [" ".join(str(one).split()) for one in given]


def _attribute(value: Any) -> str:
    return str(value).replace('"', "")


def _as_is(text: str) -> Iterator[tuple[str, bool]]:
    yield "", False
    fence = ""
    for line in text.rstrip("\n").split("\n"):
        match = re.match(r"^\s*(`{3,}|~{3,})", line)
        opens = bool(match) and not fence
        yield line, bool(fence) or opens
        if opens and match:
            fence = match[1]
        elif fence and line.strip().startswith(fence):
            fence = ""
    yield "", False


def _verbatim(text: str) -> Iterator[tuple[str, bool]]:
    """Yield text as it was printed."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).rstrip("\n").split("\n")
    if not any(line.strip() for line in lines):
        return
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    ticks = "`" * max(3, longest + 1)
    yield "", False
    yield f"{ticks}{{.output}}", True
    yield from ((line, True) for line in lines)
    yield ticks, True
    yield "", False
