"""What a notebook declares before it runs: its parameters."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import analysis
from analysis.errors import NotebookError, ParameterError, Problem
from analysis.project import Parameter

_PACKAGE = Path(analysis.__file__).parent
_TYPES: Mapping[str, type] = {"bool": bool, "int": int, "float": float, "str": str}


@dataclass(frozen=True)
class Declared:
    """A notebook's declarations.

    Attributes:
        path: the notebook, from the project root.
        defaults: its parameters with their default values.
    """

    path: PurePosixPath
    defaults: Mapping[str, Parameter]


def declared(path: PurePosixPath, root: Path) -> Declared:
    """Read a notebook's declarations from its code, without running it.

    Raises:
        NotebookError: it is no notebook, or its parameters cell holds anything but simple values.
    """
    try:
        cells = json.loads((root / path).read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotebookError(Problem(f"not a notebook: {error}", str(path), "open it in Jupyter")) from None
    defaults: dict[str, Parameter] = {}
    for index, cell in enumerate(cells, 1):
        if cell["cell_type"] != "code":
            continue
        tree = parse_cell(cell, index, path)
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            defaults.update(_defaults(tree, f"{path}, cell {index}"))
    return Declared(path, defaults)


def edition(
    notebooks: Mapping[str, Declared], values: Mapping[str, Parameter], places: Mapping[str, str]
) -> dict[str, dict[str, Parameter]]:
    """Return the parameters that each notebook is run with, for the given values.

    Args:
        notebooks: what each chapter's notebook declares.
        values: parameter values; each goes to every notebook that declares it. A text is read as the
            type of the notebook's default, so that values typed on a command line work.
        places: where each value was given, for messages.

    Raises:
        ParameterError: a value that no notebook declares, or of another type than its default.
    """
    problems: list[Problem] = []
    known = sorted({name for notebook in notebooks.values() for name in notebook.defaults})
    for name in values:
        if name not in known:
            what, fix = f"no notebook has a parameter '{name}'", f"known: {', '.join(known)}"
            problems.append(Problem(what, places[name], fix))
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


def parse_cell(cell: Mapping[str, Any], index: int, path: PurePosixPath) -> ast.Module:
    """Return the code of a cell as Python's syntax tree.

    Raises:
        NotebookError: it is not valid Python.
    """
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    # Lines for IPython alone (%magic, !shell) are no Python.
    python = re.sub(r"^(\s*)[%!].*$", r"\1pass", text, flags=re.MULTILINE)
    try:
        return ast.parse(python)
    except SyntaxError as error:
        where = f"{path}, cell {index}, line {error.lineno}"
        raise NotebookError(Problem(f"not valid Python: {error.msg}", where, "correct the cell")) from None


def _defaults(tree: ast.Module, where: str) -> Iterator[tuple[str, Parameter]]:
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name, node, annotation = statement.target.id, statement.value, ast.unparse(statement.annotation)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name, node, annotation = statement.targets[0].id, statement.value, ""
        else:
            continue
        try:
            value: Parameter = ast.literal_eval(node) if node is not None else ""
            if not isinstance(value, Parameter):
                raise ValueError(name)
            yield name, _as_type(value, _TYPES.get(annotation, type(value)))
        except (ValueError, KeyError):
            raise NotebookError(
                Problem(
                    f"parameter '{name}' has no simple default of its type",
                    where,
                    "use a number, a text or True/False",
                )
            ) from None


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
