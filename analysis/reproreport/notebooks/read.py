"""The one reader of notebooks: cells, options and magics, whichever editor wrote the file.

Everybody who asks what a notebook holds asks here. Options (``#| key: value``) are read as Quarto reads them,
magics as IPython does.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from reproreport.errors import NotebookError, Problem
from reproreport.notebooks.magics import parse_code
from reproreport.project.cells import NOTEBOOK_SUFFIX, read_written
from reproreport.textfile import read_text

#: Tags of the cells that papermill puts into a notebook that it runs.
INJECTED = "injected-parameters"
ADDED = frozenset({INJECTED, "papermill-error-cell-tag"})
PARAMETERS = "parameters"
#: The tag of cells that programs which run notebooks leave out.
SKIPPED = "skip-execution"
#: The tag of cells that may raise: Quarto's option ``error: true``.
MAY_RAISE = "raises-exception"
#: How a value in a line of text is computed (see ``reproreport.notebooks.inline``).
INLINE = '__import__("reproreport.notebooks.inline", fromlist=["value"]).value({})'

PYTHON = "python"

#: Options that a reader of the report sees, or that name a cell: each is one text.
TEXTS = ("label", "tbl-cap", "fig-cap", "fig-alt")

_LINE_END = re.compile(r"\r\n|\r|\n")
_OPTION = re.compile(r"#\s*\| ?")
_KEY = re.compile(r"([\w-]+)\s*:\s+(\S.*)$")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
#: Lines that many cells begin with.
_COMMON = re.compile(r"(?:import|from)\s|%")
#: So much of a cell's first line of code is shown where the cell has no label.
_TITLE = 40

# libyaml's loader is ten times faster; it is not in every build of PyYAML.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook.

    Attributes:
        notebook: what messages call the notebook.
        place: its number among all cells as their author sees them, from 1.
        kind: ``code``, ``markdown`` or ``raw``.
        source: its text.
        language: in which its code is written, in small letters.
        tags: its tags.
        identifier: the id that its editor gave it, if it is a valid one that no other cell has.
        raw: the cell as the notebook's JSON has it.
        file: the file of text in which the cell stands, where that is no notebook.
        line: the line of that file on which it begins.
    """

    notebook: str
    place: int
    kind: str
    source: str
    language: str
    tags: frozenset[str]
    identifier: str
    raw: dict[str, Any] = field(repr=False, compare=False)
    file: str = ""
    line: int = 0

    @property
    def runs(self) -> bool:
        """Return whether it is code, and not an empty cell."""
        return self.kind == "code" and bool(self.source.strip())

    @property
    def name(self) -> str:
        """Return what messages and results call it: ``cell tbl-cups`` by its label, else ``cell 7``."""
        return f"cell {self.label or self.place}"

    @property
    def key(self) -> str:
        """Return what names it even when others are put before it: its label, else its id."""
        return self.label or self.identifier or str(self.place)

    @cached_property
    def title(self) -> str:
        """Return what its author knows it by, beside its place: its label, else how its code begins."""
        lines = [line.strip() for line in lines_of(self.source)]
        code = [line for line in lines if line and not line.startswith("#")]
        telling = (line for line in code if not _COMMON.match(line))
        first = self.label or next(telling, code[0] if code else "")
        return first if len(first) <= _TITLE or self.label else f"{first[: _TITLE - 1]}…"

    @property
    def label(self) -> str:
        """Return its label; empty where it has none."""
        return self.option("label")

    def option(self, name: str) -> str:
        """Return an option as text, empty where it is not given."""
        value = self.options.get(name)
        if isinstance(value, list):
            return "; ".join(map(str, value))
        return "" if value is None else str(value)

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """Return what the ``#| key: value`` lines say with which the cell begins.

        Raises:
            NotebookError: they are no YAML, give a key twice, or a caption that is no text.
        """
        tree = self._option_tree
        if not isinstance(tree, yaml.MappingNode):
            return {}
        lines, seen = self._option_texts, set[str]()
        for key, value in tree.value:
            where = self.at(self.option_lines[0] + key.start_mark.line)
            if not isinstance(key, yaml.ScalarNode):
                raise NotebookError(Problem("the name of an option is no text", where, "write `key: value`"))
            if key.value in seen:
                raise NotebookError(Problem(f"the option '{key.value}' is given twice", where, "remove one"))
            several = key.value != "label" and isinstance(value, yaml.SequenceNode)  # of several pictures
            if key.value in TEXTS and not several and not isinstance(value, yaml.ScalarNode):
                fix = _quoted(lines[key.start_mark.line])
                raise NotebookError(Problem(f"the option '{key.value}' is no text", where, fix))
            seen.add(key.value)
        return {str(key): value for key, value in self._option_yaml(yaml.load).items()}

    def option_line(self, name: str) -> str:
        """Return the line of the cell on which an option begins; empty where it is not given."""
        pairs = self._option_tree.value if self.options else ()
        line = next((key.start_mark.line for key, _ in pairs if key.value == name), None)
        return "" if line is None else lines_of(self.source)[self.option_lines[0] + line]

    def with_options(self, added: Mapping[str, str]) -> str:
        """Return the source with more options, all at its very beginning, where Quarto looks for them."""
        first, end = self.option_lines
        lines = lines_of(self.source)
        written = lines[first:end]
        more = [f"#| {name}: {json.dumps(text, ensure_ascii=False)}" for name, text in added.items()]
        tree = self._option_tree
        if more and isinstance(tree, yaml.MappingNode):
            place = next((value.end_mark.line + 1 for key, value in tree.value if key.value == "label"), 0)
            if tree.flow_style:  # {label: fig-a} takes no more lines
                values = self.options.items()
                written = [f"#| {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values]
            written[place:place] = more
        return "\n".join([*written, *lines[:first], *lines[end:]])

    @cached_property
    def _option_texts(self) -> list[str]:
        """Return the lines of the options, without what marks them as such."""
        first, end = self.option_lines
        return [_OPTION.sub("", line, count=1) for line in lines_of(self.source)[first:end]]

    @cached_property
    def _option_tree(self) -> Any:
        """Return the options as YAML's nodes; None where there are none."""
        return self._option_yaml(yaml.compose) if self._option_texts else None

    def _option_yaml(self, read: Callable[..., Any]) -> Any:
        lines = self._option_texts
        text = "\n".join(lines)
        try:
            if "*" in text and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, _Loader)):
                raise yaml.YAMLError("an alias repeats what stands elsewhere: write it out")
            return read(text, Loader=_Loader)
        except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line = min(mark.line, len(lines) - 1) if mark else 0
            what = f"the cell's options are not YAML: {getattr(error, 'problem', error)}"
            where = self.at(self.option_lines[0] + line)
            raise NotebookError(Problem(what, where, _quoted(lines[line]))) from None

    @cached_property
    def option_lines(self) -> tuple[int, int]:
        """Return where the lines of the options begin and end: first, and below an IPython cell magic."""
        if self.kind != "code":
            return 0, 0
        lines = lines_of(self.source)
        first = next((place for place, line in enumerate(lines) if line.strip()), 0)
        if lines[first].startswith("%%"):
            first += 1
        end = first
        while end < len(lines) and _OPTION.match(lines[end]):
            end += 1
        return first, end

    @cached_property
    def tree(self) -> ast.Module:
        """Return its code as Python's syntax tree; that of another language as one text.

        Raises:
            NotebookError: it is not valid Python, also for IPython.
        """
        if self.language != PYTHON:
            return ast.Module([ast.Expr(ast.Constant(self.source))], [])
        try:
            return parse_code(self.source)
        except RecursionError:
            what = "the code is nested too deep to be read"
            raise NotebookError(Problem(what, self.where, "write it on several lines")) from None
        except SyntaxError as error:
            what, where = f"not valid Python: {error.msg}", self.at((error.lineno or 1) - 1)
            raise NotebookError(Problem(what, where, "correct the cell")) from None

    @property
    def where(self) -> str:
        """Return the notebook and the place in it; of a cell in a text, ``file:line``."""
        return f"{self.file}:{self.line}" if self.file else f"{self.notebook}, cell {self.place}"

    def at(self, index: int) -> str:
        """Return where one of its lines stands; the first has the number 0."""
        return f"{self.file}:{self.line + index}" if self.file else f"{self.where}, line {index + 1}"


@dataclass(frozen=True)
class Notebook:
    """A notebook as it stands in its file.

    Attributes:
        name: its path from the project's root.
        text: the file's text.
        content: its JSON.
        language: in which its code is written, in small letters.
        kernel: the name of the kernel that it asks for; empty where it asks for none.
        cells: its cells, in order.
        folder: where it is run, from the project's root.
    """

    name: str
    text: str = field(repr=False)
    content: dict[str, Any] = field(repr=False)
    language: str
    kernel: str
    cells: tuple[Cell, ...]
    folder: str = "."

    @property
    def code(self) -> tuple[Cell, ...]:
        """Return the cells of code, empty ones too."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    def line_of(self, written: str) -> int:
        """Return the line of its file on which a line of a cell stands; 1 where that cannot be told."""
        forms = (json.dumps(written, ensure_ascii=escaped)[1:-1] for escaped in (False, True))
        place = max(self.text.find(form) for form in forms) if written else 0
        return self.text.count("\n", 0, max(place, 0)) + 1

    def check(self) -> None:
        """Refuse what would not run, or would run and not be found again.

        Raises:
            NotebookError: everything that is wrong with its cells.
        """
        problems: list[Problem] = []
        labels: dict[str, Cell] = {}
        tagged: list[Cell] = []
        for cell in self.code:
            try:
                label, _ = cell.label, cell.tree
            except NotebookError as error:
                problems += error.problems
                continue
            if label and labels.setdefault(label, cell) is not cell:
                what = f"two cells have the label '{label}'"
                problems.append(Problem(what, cell.where, f"rename one of them (cell {labels[label].place})"))
            if re.search(r"\s", label):
                problems.append(Problem(f"the label '{label}' holds a space", cell.where, "write - instead"))
            if PARAMETERS in cell.tags:
                tagged.append(cell)
            problems += _tag_problems(cell)
        problems += (
            Problem(f"a second cell is tagged '{PARAMETERS}'", cell.where, "give all parameters in one cell")
            for cell in tagged[1:]
        )
        if problems:
            raise NotebookError(*problems)

    def prepared(self) -> dict[str, Any]:
        """Return it as nbformat 4.5 has it, without outputs; what editors leave out is filled in.

        The same cells give the same text: editors, and nbformat itself, give random ids.
        """
        cells = [
            {
                "cell_type": cell.kind,
                "id": f"cell-{cell.place}",
                "metadata": _mapping(cell.raw.get("metadata")),
                "source": cell.source,
                **({"execution_count": None, "outputs": []} if cell.kind == "code" else {}),
                **({"attachments": cell.raw["attachments"]} if "attachments" in cell.raw else {}),
            }
            for cell in self.cells
        ]
        metadata = _mapping(self.content.get("metadata"))
        return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def read_notebook(path: PurePosixPath, root: Path) -> Notebook:
    """Return a notebook of the project.

    Args:
        path: the file, from the project's root.
        root: the project's folder.

    Raises:
        NotebookError: the file is absent, is no text, or is no notebook of nbformat 4.
    """
    name = str(path)
    if path.suffix != NOTEBOOK_SUFFIX:
        return _notebook_in_text(path, root)
    return _parsed(name, read_text(root / path, name, error=NotebookError))


def read_content(name: str, text: str) -> Notebook:
    """Return the notebook whose JSON is *text*; messages call it *name*.

    Raises:
        NotebookError: it is no notebook of nbformat 4.
    """
    return _parsed(name, text)


def _notebook_in_text(path: PurePosixPath, root: Path) -> Notebook:
    """Return the cells and values of a chapter's own text as a notebook; what is not run is not in it."""
    written = read_written(path, root)
    language = written.language or PYTHON
    name = str(path)
    cells: list[Cell] = []
    for place, code in enumerate(written.run, 1):
        source = code.source
        if code.inline and language == PYTHON:
            source = INLINE.format(source)
        given = code.options.get("tags")
        tags = [str(tag) for tag in (given if isinstance(given, list) else [given] if given else [])]
        if not code.inline and written.how.option(code, "error", default=False) is True:
            tags.append(MAY_RAISE)
        raw: dict[str, Any] = {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {"tags": tags} if tags else {},
            "outputs": [],
            "source": source,
        }
        first = written.lines[code.start]
        line = first.number + (0 if code.inline else 1 - code.added)
        cells.append(
            Cell(name, place, "code", source, language, frozenset(tags), "", raw, str(first.file), line)
        )
    kernel = written.how.kernel if written.how.language == language else ""
    spec = {"kernelspec": {"name": kernel or language, "language": language}}
    metadata = {} if language == PYTHON else spec
    content = {
        "cells": [cell.raw for cell in cells],
        "metadata": metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps({**content, "folder": str(written.how.folder)}, ensure_ascii=False, sort_keys=True)
    return Notebook(name, text, content, language, kernel, tuple(cells), str(written.how.folder))


@lru_cache(maxsize=64)
def _parsed(name: str, text: str) -> Notebook:
    """Return the notebook that a text is; the gate asks for the same one again and again."""
    try:
        content = json.loads(text)
    except RecursionError:
        what, fix = "not a notebook: lists stand in lists without end", "open it in Jupyter"
        raise NotebookError(Problem(what, name, fix)) from None
    except ValueError as error:
        if found := _CONFLICT.search(text):
            where = f"{name}:{text.count(chr(10), 0, found.start()) + 1}"
            fix = "resolve it, or take the file of one side from git"
            raise NotebookError(Problem("a merge conflict is not resolved", where, fix)) from None
        what = f"not a notebook: {error}" if text.strip() else "not a notebook: the file is empty"
        raise NotebookError(Problem(what, name, "open it in Jupyter")) from None
    version = content.get("nbformat", 4) if isinstance(content, dict) else None
    if isinstance(content, dict) and (version != 4 or "worksheets" in content):
        fix = f"write it anew: jupyter nbconvert --to notebook --inplace {name}"
        raise NotebookError(Problem(f"a notebook of nbformat {version}; the report reads 4", name, fix))
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise NotebookError(Problem("not a notebook: it has no list of cells", name, "open it in Jupyter"))
    language, kernel = _language(content)
    return Notebook(name, text, content, language, kernel, tuple(_cells(content, name, language)))


def executed_cells(content: Mapping[str, Any], name: str) -> list[Cell]:
    """Return the cells of a notebook that papermill ran, without those that it added.

    Args:
        content: the notebook's JSON.
        name: what messages call it.
    """
    language, _ = _language(content)
    theirs = [cell for cell in content["cells"] if not ADDED & _tags(cell)]
    return list(_cells({**content, "cells": theirs}, name, language))


def lines_of(text: str) -> list[str]:
    """Return the lines of a cell; Python, too, knows no other ends of lines."""
    return _LINE_END.split(text)


def joined(value: object) -> str:
    """Return a text that notebooks keep whole, or as a list of its lines."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


def _cells(content: Mapping[str, Any], name: str, language: str) -> Iterator[Cell]:
    cells = content["cells"]
    ids = Counter(str(cell.get("id")) for cell in cells if isinstance(cell, dict))
    for place, cell in enumerate(cells, 1):
        source = cell.get("source", "") if isinstance(cell, dict) else None
        if not isinstance(source, str | list) or cell.get("cell_type") not in ("code", "markdown", "raw"):
            raise NotebookError(
                Problem("not a cell of a notebook", f"{name}, cell {place}", "open it in Jupyter")
            )
        if not _are_outputs(cell.get("outputs", [])):
            fix = "clear its outputs, or run it again; of an executed notebook: build again"
            raise NotebookError(
                Problem("outputs that are none of a notebook's", f"{name}, cell {place}", fix)
            )
        identifier = str(cell.get("id", ""))
        valid = _ID.fullmatch(identifier) and ids[identifier] == 1
        kind = str(cell["cell_type"])
        yield Cell(
            name, place, kind, joined(source), language, _tags(cell), identifier if valid else "", cell
        )


def _are_outputs(value: object) -> bool:
    """Return whether these are outputs of a cell, as nbformat 4 has them."""
    return isinstance(value, list) and all(
        isinstance(output, dict) and ("data" not in output or _is_data(output["data"])) for output in value
    )


def _is_data(value: object) -> bool:
    """Return whether this maps kinds of media to contents: texts, also by lines, or what is JSON itself."""
    if not isinstance(value, dict):
        return False
    texts = (content for media, content in value.items() if not media.endswith("json"))
    return all(
        isinstance(content, str)
        or (isinstance(content, list) and all(isinstance(line, str) for line in content))
        for content in texts
    )


def _tags(cell: Any) -> frozenset[str]:
    found = _mapping(_mapping(cell).get("metadata")).get("tags")
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


def _tag_problems(cell: Cell) -> Iterator[Problem]:
    if INJECTED in cell.tags:
        fix = "delete the cell: papermill added it when it ran the notebook"
        yield Problem("the parameters of an earlier run stand in the notebook", cell.where, fix)
    if SKIPPED in cell.tags and cell.runs:
        fix = f"remove the tag '{SKIPPED}', or make it a raw cell"
        yield Problem("the cell would not be run, and a report rests on every cell", cell.where, fix)


def _language(content: Mapping[str, Any]) -> tuple[str, str]:
    """Return the language of a notebook's code, and the kernel that it asks for.

    A notebook that names neither is Python, as most are; one that names a kernel alone is what its name says.
    """
    metadata = _mapping(content.get("metadata"))
    kernelspec, info = (_mapping(metadata.get(key)) for key in ("kernelspec", "language_info"))
    kernel = str(kernelspec.get("name") or "")
    language = str(kernelspec.get("language") or info.get("name") or "").lower()
    if not language:
        words = f"{kernel} {kernelspec.get('display_name', '')}".lower()
        language = PYTHON if not kernel or PYTHON in words else kernel.lower()
    return (PYTHON if language in (PYTHON, "python3", "ipython") else language), kernel


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _quoted(line: str) -> str:
    """Return how an option is written whose text YAML would read as something else."""
    match = _KEY.match(line.strip())
    if not match:
        return "write `key: value` on each line, and quote the text"
    return f"quote the text: #| {match[1]}: {json.dumps(match[2].strip(chr(34)), ensure_ascii=False)}"
