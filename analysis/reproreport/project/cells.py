"""Code that stands in a chapter's own text: executable cells and values in a line, as Quarto has them.

One reader for whoever asks: what runs the cells, and what puts what they showed in their place. Both find
the same pieces of code in the same order. A chapter may also be a notebook (``.ipynb``): it is read as the
text that Quarto makes of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from reproreport.errors import ReportError
from reproreport.textfile import lines_of, read_text
from reproreport.yamlfile import read_yaml

NOTEBOOK_SUFFIX = ".ipynb"
DIAGRAMS = frozenset({"mermaid", "dot"})
BROWSER = frozenset({"ojs", "webr", "webr-r", "pyodide", "pyodide-python", "shinylive-python", "shinylive-r"})
"""Languages of cells that only a browser runs."""

KEYS = frozenset({"execute", "jupyter", "engine", "code-fold", "code-summary"})
"""Keys of a project, of a chapter, or of the format ``html`` that say how code is run and shown."""

_OPENS = re.compile(
    r"^(?P<before>[\s>]*)(?P<ticks>`{3,})\s*\{(?P<inside>[A-Za-z][\w.-]*(?:[\s,][^}]*)?)\}\s*$"
)
_FENCE = re.compile(r"^[\s>]*(?P<ticks>`{3,}|~{3,})(?P<rest>.*)$")
_INLINE = re.compile(r"(?<!`)`\{(?P<language>[A-Za-z]\w*)\}\s+(?P<code>[^`]+)`(?!`)")
_INLINE_R = re.compile(r"(?<!`)`(?P<language>r) (?P<code>[^`]+)`(?!`)")
_OPTION = re.compile(r"^\s*(?:#|//|--|%%)\s*\| ?(.*)$")
_IN_HEADER = re.compile(r"""([A-Za-z][\w.-]*)\s*=\s*("[^"]*"|'[^']*'|c\([^)]*\)|[^,\s]+)""")
_INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(\S+)\s*>\}\}\s*$")
_WORDS = {"TRUE": "true", "T": "true", "FALSE": "false", "F": "false"}
_DEEPEST = 20

# libyaml's loader is ten times faster; it is not in every build of PyYAML.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class TextLine:
    """One line of a text, the file it stands in and its number there (from 1)."""

    text: str
    file: PurePosixPath
    number: int


@dataclass(frozen=True)
class Code:
    """A piece of code in a text: a cell, or a value in a line.

    Attributes:
        start: the index of its first line; of a cell, the fence.
        end: the index behind its last line.
        language: what it is written in, in small letters.
        source: the code, options included.
        options: what the cell's options say, also those in its opening line.
        opening: the fence with what stands before it in the line.
        columns: where a value stands in its line; None of a cell.
        added: lines of *source* that do not stand in the text.
    """

    start: int
    end: int
    language: str
    source: str
    options: Mapping[str, Any] = field(default_factory=dict)
    opening: str = ""
    columns: tuple[int, int] | None = None
    added: int = 0

    @property
    def inline(self) -> bool:
        """Return whether it is a value in a line."""
        return self.columns is not None


@dataclass(frozen=True)
class Execution:
    """How the code of one chapter is run: Quarto's ``execute``, of the project and of the chapter.

    Attributes:
        options: the defaults of its cells' options.
        enabled: whether anything is run.
        language: what it is run in; empty for that of its first cell.
        kernel: the kernel that it asks for by name; empty where it asks for none.
        folder: where it is run: the chapter's folder, or the project's.
    """

    options: Mapping[str, Any]
    enabled: bool
    language: str
    kernel: str
    folder: PurePosixPath

    def option(self, code: Code, name: str, default: Any = True) -> Any:
        """Return an option of a cell: its own, else the chapter's or project's."""
        return code.options.get(name, self.options.get(name, default))

    def runs(self, code: Code, language: str) -> bool:
        """Return whether a piece of code is run, in a chapter whose code is in *language*."""
        wanted = True if code.inline else self.option(code, "eval")
        return self.enabled and code.language == language and wanted not in (False, "false")


def find_code(texts: Sequence[str], *, r_values: bool = False) -> Iterator[Code]:
    """Yield each piece of code of a text, in order; code that is only shown, and comments, hold none.

    Args:
        texts: the lines of the text.
        r_values: whether ``r x`` in backticks is code, too, as knitr has it.
    """
    index, comment = 0, False
    while index < len(texts):
        line = texts[index]
        fence = None if comment else _FENCE.match(line)
        if fence and "`" not in fence["rest"]:
            end = _closing(texts, index, fence["ticks"])
            if opened := _OPENS.match(line):
                yield _cell(texts, index, end, opened)
            index = end
            continue
        if not comment and "`" in line:
            found = [*_INLINE.finditer(line), *(_INLINE_R.finditer(line) if r_values else ())]
            for match in sorted(found, key=lambda one: one.start()):
                language = match["language"].lower()
                yield Code(index, index + 1, language, match["code"].strip(), columns=match.span())
        comment = _in_comment(line, comment)
        index += 1


def _closing(texts: Sequence[str], start: int, ticks: str) -> int:
    """Return the index behind the line that closes a fence; the text's end where none does."""
    for index in range(start + 1, len(texts)):
        match = _FENCE.match(texts[index])
        if match and match["ticks"].startswith(ticks) and not match["rest"].strip():
            return index + 1
    return len(texts)


def _in_comment(line: str, comment: bool) -> bool:
    rest = re.sub(r"<!--.*?-->", "", re.sub(r"(`+)[^`]+\1", "", line))
    return "-->" not in rest if comment else "<!--" in rest


def _cell(texts: Sequence[str], start: int, end: int, opened: re.Match[str]) -> Code:
    before = opened["before"]
    lines = [_without(line, before) for line in texts[start + 1 : max(end - 1, start + 1)]]
    if end == len(texts) and _FENCE.match(texts[-1]) is None and end - 1 > start:
        lines.append(_without(texts[-1], before))
    language, *_ = re.split(r"[\s,]", opened["inside"])
    header = _header_options(opened["inside"][len(language) :])
    written: list[str] = []
    for line in lines:
        match = _OPTION.match(line)
        if not match:
            break
        written.append(match[1])
    options = {**header, **_read_options("\n".join(written))}
    added = [f"#| {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in header.items()]
    opening = before + opened["ticks"]
    source = "\n".join([*added, *lines])
    return Code(start, end, language.lower(), source, options, opening, added=len(added))


def _without(line: str, before: str) -> str:
    """Return a line of a cell without what stands before the cell: the margin of a list."""
    if line.startswith(before):
        return line[len(before) :]
    return line.lstrip(" ") if not before.strip() and not line.strip() else line


def _read_options(text: str) -> dict[str, Any]:
    """Return the options of a cell; what is no YAML is told when the cell is run."""
    try:
        found = yaml.load(text, Loader=_Loader) if text.strip() else None  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def _header_options(text: str) -> dict[str, Any]:
    """Return the options of a cell's first line, as knitr has them: ``{r label, echo=FALSE}``."""
    found: dict[str, Any] = {}
    first = re.match(r"[\s,]*([\w.-]+)\s*(?:,|$)", text)
    if first:
        found["label"] = first[1]
    for key, value in _IN_HEADER.findall(text):
        plain = value.strip("\"'")
        found[key.replace(".", "-")] = {"true": True, "false": False}.get(_WORDS.get(plain, plain), plain)
    return found


def execution(path: PurePosixPath, front: Mapping[str, Any], root: Path) -> Execution:
    """Return how the code of a chapter is run.

    Args:
        path: the chapter's file, from the project's root.
        front: its front matter.
        root: the project.
    """
    project = _settings(root)
    options: dict[str, Any] = {}
    enabled = True
    for given in (project, front):
        form = given.get("format")
        html = form.get("html") if isinstance(form, dict) else None
        for section in (given, html if isinstance(html, dict) else {}):
            folds = {key: section[key] for key in ("code-fold", "code-summary") if key in section}
            options |= {**folds, **_mapping(section.get("execute"))}
            if section.get("execute") is False:
                enabled = False
    if options.get("enabled") is False:
        enabled = False
    engine = front.get("engine", project.get("engine"))
    if engine == "markdown":
        enabled = False
    jupyter = front.get("jupyter", project.get("jupyter"))
    spec = _mapping(jupyter.get("kernelspec")) if isinstance(jupyter, dict) else {}
    kernel = str(spec.get("name") or "") if spec else str(jupyter or "") if isinstance(jupyter, str) else ""
    language = str(spec.get("language") or "").lower()
    if not language and kernel:
        language = {"ir": "r", "python3": "python"}.get(kernel, re.split(r"[-_\d]", kernel)[0].lower())
    if engine == "knitr":
        language = language or "r"
    there = _mapping(project.get("project")).get("execute-dir") == "project"
    return Execution(options, enabled, language, kernel, PurePosixPath() if there else path.parent)


def main_language(found: Sequence[Code], how: Execution) -> str:
    """Return the language that a chapter's code is run in: the one it names, else that of its first cell."""
    runnable = [code for code in found if code.language not in DIAGRAMS | BROWSER]
    if any(code.language == how.language for code in runnable):
        return how.language
    cells = (code.language for code in runnable if not code.inline)
    return next(cells, next((code.language for code in runnable), ""))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _settings(root: Path) -> Mapping[str, Any]:
    """Return what the project's configuration says, as it stands."""
    path = root / "_quarto.yml"
    try:
        state = path.stat()
        return _settings_of(path, state.st_mtime_ns, state.st_size)
    except (OSError, ReportError):
        return {}


@lru_cache(maxsize=8)
def _settings_of(path: Path, _time: int, _size: int) -> Mapping[str, Any]:
    return read_yaml(path, path.name).data


@dataclass(frozen=True)
class Written:
    """A chapter with the code in it.

    Attributes:
        lines: its lines with what it includes; those of the front matter are empty.
        found: its code, in order.
        how: how it is run.
        language: what it is run in; empty where nothing can be.
    """

    lines: tuple[TextLine, ...]
    found: tuple[Code, ...]
    how: Execution
    language: str

    @property
    def run(self) -> tuple[Code, ...]:
        """Return the code that is run, in order."""
        return tuple(code for code in self.found if self.how.runs(code, self.language))


def read_written(path: PurePosixPath, root: Path) -> Written:
    """Read a chapter for the code in it.

    Raises:
        ReportError: the file cannot be read.
    """
    text = chapter_text(path, root)
    end, front = _front_matter(text)
    lines = [
        TextLine("" if number <= end else line, path, number) for number, line in enumerate(lines_of(text), 1)
    ]
    whole = tuple(_with_included(lines, root, (path,)))
    return written_in(whole, execution(path, front, root))


def written_in(lines: tuple[TextLine, ...], how: Execution) -> Written:
    """Return the code in lines that are read already."""
    texts = [line.text for line in lines]
    found = tuple(find_code(texts))
    language = main_language(found, how)
    if language == "r":
        found = tuple(find_code(texts, r_values=True))
    return Written(lines, found, how, language)


def has_code(path: PurePosixPath, root: Path) -> bool:
    """Return whether anything of a chapter's own text is run."""
    if path.suffix == ".md":
        return False
    try:
        state = (root / path).stat()
        quick = _may_hold_code(root / path, state.st_mtime_ns, state.st_size)
        return quick and bool(read_written(path, root).run)
    except (OSError, ReportError):  # others say what is wrong with it
        return False


@lru_cache(maxsize=4096)
def _may_hold_code(path: Path, _time: int, _size: int) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    return path.suffix == NOTEBOOK_SUFFIX or re.search(r"`\s*\{[A-Za-z]|\{\{<\s*include", text) is not None


def _front_matter(text: str) -> tuple[int, Mapping[str, Any]]:
    """Return how many lines a text's front matter takes, and what it says; what is wrong others say."""
    lines = lines_of(text)
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines) or lines[start].rstrip() != "---":
        return 0, {}
    inside = range(start + 1, len(lines))
    end = next((number for number in inside if lines[number].rstrip() in ("---", "...")), 0)
    return (end + 1, _read_options("\n".join(lines[start + 1 : end]))) if end else (0, {})


def _with_included(
    lines: Sequence[TextLine], root: Path, files: tuple[PurePosixPath, ...]
) -> Iterator[TextLine]:
    """Yield lines with those of included files; one that fails the reader of the text refuses."""
    for line in lines:
        match = _INCLUDE.match(line.text)
        target = _target(match[1].strip("\"'"), line.file) if match else None
        if target is None or target in files or len(files) > _DEEPEST or not (root / target).is_file():
            yield line
            continue
        try:
            text = read_text(root / target, str(target))
        except ReportError:
            yield line
            continue
        inner = [TextLine(string, target, number) for number, string in enumerate(lines_of(text), 1)]
        yield from _with_included(inner, root, (*files, target))


def _target(name: str, file: PurePosixPath) -> PurePosixPath | None:
    parts: list[str] = [] if name.startswith("/") else list(file.parent.parts)
    for part in PurePosixPath(name.lstrip("/")).parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def chapter_text(path: PurePosixPath, root: Path) -> str:
    """Return the text of a chapter; of a notebook, what Quarto makes of it.

    Raises:
        ReportError: the file cannot be read.
    """
    text = read_text(root / path, str(path))
    return notebook_text(text) if path.suffix == NOTEBOOK_SUFFIX else text


def notebook_text(text: str) -> str:
    """Return a notebook as a text: its markdown, and its code as cells."""
    try:
        content = json.loads(text)
        cells = content["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    metadata = _mapping(content.get("metadata"))
    spec, info = _mapping(metadata.get("kernelspec")), _mapping(metadata.get("language_info"))
    language = str(spec.get("language") or info.get("name") or "python").lower()
    parts: list[str] = []
    for cell in cells if isinstance(cells, list) else ():
        given = _mapping(cell).get("source", "")
        source = "".join(map(str, given)) if isinstance(given, list) else str(given)
        kind = _mapping(cell).get("cell_type")
        if kind == "code" and source.strip():
            ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", source)), default=0))
            parts.append(f"{ticks}{{{language}}}\n{source}\n{ticks}")
        elif kind == "markdown" or (kind == "raw" and not parts and source.lstrip().startswith("---")):
            parts.append(source)
    return "\n\n".join(parts) + "\n"
