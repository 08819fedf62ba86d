"""Which libraries a notebook imports before it does anything: every kernel of it begins with them.

They are imported before its first cell, in one order for all notebooks. So kernels can be forked from a
process that has imported them already (``inside/report_warm.py``), and one that is started anew is in the
same state.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder

from reproreport.errors import NotebookError
from reproreport.notebooks.declared import module_file
from reproreport.notebooks.read import PYTHON, Cell
from reproreport.syntax import parse

#: What many notebooks share comes first, step by step; the rest follows in one.
_STEPS = (
    frozenset({"numpy"}),
    frozenset({"pandas"}),
    frozenset({"great_tables"}),
    frozenset({"matplotlib", "seaborn"}),
    frozenset({"scipy", "statsmodels"}),
)


def libraries(cells: Iterable[Cell]) -> list[list[str]]:
    """Return the installed modules that a notebook's first cells import, up to the first that does more.

    Those of this library count with what they import themselves when they are imported. Nothing is imported
    here. Modules of the project, and of Python, are left to the cells.

    Returns:
        The modules, in steps that other notebooks may share: what one of them needs is in none after it.
    """
    wanted: dict[str, None] = {}
    seen: set[str] = set()
    for module in _first_imports(cells):
        wanted |= dict.fromkeys(_behind(module, seen))
    if "pandas" in wanted:  # it begins with that
        wanted["numpy"] = None
    steps: list[list[str]] = [[] for _ in range(len(_STEPS) + 1)]
    for name in sorted(wanted):
        outer = name.partition(".")[0]
        if outer not in sys.stdlib_module_names:
            places = (place for place, step in enumerate(_STEPS) if outer in step)
            steps[next(places, len(_STEPS))].append(name)
    return [step for step in steps if step]


def _first_imports(cells: Iterable[Cell]) -> Iterator[str]:
    """Yield what is imported before anything else is done than naming constants and functions."""
    for cell in cells:
        try:
            body = cell.tree.body if cell.language == PYTHON else None
        except NotebookError:
            return
        if body is None:
            return
        for statement in body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                yield from _names(statement)
            elif not _does_nothing(statement):
                return


def _does_nothing(statement: ast.stmt) -> bool:
    """Return whether a statement only gives names to constants, or is a text."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    if not all(isinstance(target, ast.Name | None) for target in targets):
        return False  # an environment variable, a setting
    if isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign) and statement.value is not None:
        try:
            ast.literal_eval(statement.value)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return False
        return True
    return False


def _names(statement: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield the modules that a statement may import, the outer ones first."""
    if isinstance(statement, ast.Import):
        yield from (alias.name for alias in statement.names)
    elif statement.module and not statement.level:
        yield statement.module
        yield from (f"{statement.module}.{alias.name}" for alias in statement.names)


def _behind(module: str, seen: set[str]) -> Iterator[str]:
    """Yield the installed modules that come with a module: itself, or what one of this library imports."""
    if module in seen:
        return
    seen.add(module)
    outer = module.rpartition(".")[0]
    if outer:
        yield from _behind(outer, seen)
    if module.partition(".")[0] != _OWN:
        if _spec(module) is not None:
            yield module
        return
    file = module_file(module)
    for name in _imports(str(file)) if file else ():
        yield from _behind(name, seen)


_OWN = __name__.partition(".")[0]


@cache
def _imports(file: str) -> tuple[str, ...]:
    """Return what a file of this library imports when it is loaded."""
    with open(file, "rb") as source:  # noqa: PTH123
        body = parse(source.read()).body
    imports = (one for one in body if isinstance(one, ast.Import | ast.ImportFrom))
    return tuple(name for one in imports for name in _names(one))


@cache
def _spec(module: str) -> ModuleSpec | None:
    """Return where an installed module is, found without importing anything."""
    outer, _, _ = module.rpartition(".")
    if not outer:
        return PathFinder.find_spec(module, [one for one in sys.path if one.endswith("-packages")])
    above = _spec(outer)
    places = above.submodule_search_locations if above else None
    return PathFinder.find_spec(module, list(places)) if places else None
