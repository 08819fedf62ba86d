"""What a notebook declares before it runs: its parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

import reproreport
from reproreport.errors import NotebookError, ParameterError, Problem
from reproreport.near import nearest
from reproreport.notebooks.read import PARAMETERS, PYTHON, Cell, lines_of, read_notebook
from reproreport.project import Parameter

_PACKAGE = Path(reproreport.__file__).parent
_TYPES: Mapping[str, type] = {"bool": bool, "int": int, "float": float, "str": str}
#: A default as most languages write one, with or without a keyword in front and a comment behind.
_ASSIGNED = re.compile(
    r"""\s*(?:(?:val|var|let|const|local|my)\s+)?(?P<name>[A-Za-z]\w*)\s*(?:<-|=)\s*
    (?P<value>"[^"\\]*"|'[^'\\]*'|[^\s;#"']+)\s*;?\s*(?:(?:\#|//|%).*)?$""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Declared:
    """A notebook's declarations.

    Attributes:
        path: the notebook, from the project root.
        defaults: its parameters with their default values.
        kernel: the kernel that it runs with where it is not Python's; empty where it is.
    """

    path: PurePosixPath
    defaults: Mapping[str, Parameter]
    kernel: str = ""


def declared(path: PurePosixPath, root: Path) -> Declared:
    """Read a notebook's declarations from its code, without running it.

    Raises:
        NotebookError: it is no notebook, or its parameters cell holds anything but simple values.
    """
    notebook = read_notebook(path, root)
    defaults: dict[str, Parameter] = {}
    for cell in notebook.code:
        if PARAMETERS in cell.tags:
            defaults.update(_defaults(cell))
    return Declared(
        path, defaults, "" if notebook.language == PYTHON else notebook.kernel or notebook.language
    )


def edition(
    notebooks: Mapping[str, Declared],
    values: Mapping[str, Parameter],
    places: Mapping[str, str],
    root: Path | None = None,
) -> dict[str, dict[str, Parameter]]:
    """Return the parameters that each notebook is run with, for the given values.

    Args:
        notebooks: what each chapter's notebook declares.
        values: parameter values; each goes to every notebook that declares it. A text is read as the
            type of the notebook's default, so that values typed on a command line work.
        places: where each value was given, for messages.
        root: the project, where a message may look for a cell that lacks its tag.

    Raises:
        ParameterError: a value that no notebook declares, or of another type than its default.
    """
    problems: list[Problem] = []
    known = sorted({name for notebook in notebooks.values() for name in notebook.defaults})
    for name in values:
        if name not in known:
            fix = _untagged(name, notebooks, root) if root else ""
            fix = fix or nearest(name, known, "" if known else f"no cell has the tag '{PARAMETERS}'")
            problems.append(Problem(f"no notebook has a parameter '{name}'", places[name], fix))
    chosen: dict[str, dict[str, Parameter]] = {}
    for chapter, notebook in notebooks.items():
        chosen[chapter] = dict(notebook.defaults)
        for name in sorted(notebook.defaults.keys() & values.keys()):
            default = notebook.defaults[name]
            try:
                chosen[chapter][name] = _as_type(values[name], type(default))
            except ValueError as error:
                fix = f"its default in {notebook.path} is {default!r}"
                problems.append(Problem(f"parameter '{name}': {error}", places[name], fix))
    if problems:
        raise ParameterError(*problems)
    return chosen


def _untagged(name: str, notebooks: Mapping[str, Declared], root: Path) -> str:
    """Return what to do where a cell gives the name a value, and lacks the tag of the one with parameters."""
    for notebook in notebooks.values():
        for cell in read_notebook(notebook.path, root).code:
            try:
                named = (
                    _python_defaults(cell.tree) if cell.language == PYTHON else _simple_defaults(cell.source)
                )
                if PARAMETERS not in cell.tags and any(name == found for found, *_ in named):
                    return f"{cell.where} sets it: give that cell the tag '{PARAMETERS}'"
            except NotebookError:  # no Python: named when it is run
                continue
    return ""


def _as_type(value: Parameter, kind: type) -> Parameter:
    """Return the value as that type; an int may stand for a float, nothing else changes type."""
    if isinstance(value, str) and kind is not str:
        words = {"true": True, "false": False}
        try:
            return words[value.lower()] if kind is bool else kind(value)
        except (KeyError, ValueError):
            pass
    elif type(value) is kind:
        return value
    elif kind is float and type(value) is int:
        return float(value)
    raise ValueError(f"{value!r} is not {_article(kind)}")


def _article(kind: type) -> str:
    return {bool: "true or false", int: "an integer", float: "a number", str: "a text"}[kind]


def _defaults(cell: Cell) -> Iterator[tuple[str, Parameter]]:
    """Yield the parameters of a cell with their default values."""
    named = _python_defaults(cell.tree) if cell.language == PYTHON else _simple_defaults(cell.source)
    for name, text, annotation in named:
        try:
            value: Parameter = ast.literal_eval(text) if text else ""
            if not isinstance(value, Parameter):
                raise ValueError(name)
            yield name, _as_type(value, _TYPES.get(annotation, type(value)))
        except (ValueError, KeyError, SyntaxError):
            what = f"parameter '{name}' has no simple default of its type"
            raise NotebookError(Problem(what, cell.where, "use a number, a text or True/False")) from None


def _python_defaults(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """Yield each assigned name with the text of its value and of its annotation."""
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name, node, annotation = statement.target.id, statement.value, ast.unparse(statement.annotation)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name, node, annotation = statement.targets[0].id, statement.value, ""
        else:
            continue
        yield name, ast.unparse(node) if node is not None else "", annotation


def _simple_defaults(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield what a line of another language gives a name: ``n <- 10L``, ``x = 1.5;``, ``sure = true``."""
    for line in lines_of(source):
        if match := _ASSIGNED.match(line):
            text = match["value"]
            word = {"true": "True", "false": "False"}.get(text.lower())
            yield match["name"], word or re.sub(r"(?<=\d)[LfdFD]$", "", text), ""


def imported_modules(tree: ast.Module) -> Iterator[str]:
    """Return the names of all modules that a piece of code imports, wherever the import stands."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        else:  # no expression holds a statement: most of a tree need not be looked at
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                inner = getattr(node, field, None)
                waiting += inner if isinstance(inner, list) else ()


@cache
def module_file(module: str) -> Path | None:
    """Return the file of one of this library's modules; None for anything else."""
    package, *parts = module.split(".")
    if package != _PACKAGE.name or not parts:
        return None
    path = _PACKAGE.joinpath(*parts)
    if path.is_dir():
        return path / "__init__.py"
    path = path.with_suffix(".py")
    return path if path.is_file() else None
