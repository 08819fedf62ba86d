"""Which cells of a notebook a cell's results depend on, found in the code without running it.

A backward slice (M. Weiser 1981, Program slicing, ICSE 5, 439–449) at the grain of cells. A name
that a cell reads leads to the last cell above that surely binds it, and to all between that may
change it. What a function reads counts from every cell, because it reads when it is called. The
slice can be too large; it is too small only where code hides what it changes (``exec``, a function
that changes its argument). The library's own modules keep no state: ``tables.show(…)`` changes
nothing that a later cell reads, though ``random.seed(…)`` does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from reproreport.notebooks.clock import imported


@dataclass(frozen=True)
class CellCode:
    """One code cell.

    Attributes:
        name: its label, else its id.
        place: its number among the author's cells.
        tree: its code.
        is_parameters: whether it gives the notebook's parameters.
        called: what results and messages call it (``cell 7``).
        title: its label, else how its code begins.
    """

    name: str
    place: int
    tree: ast.Module
    is_parameters: bool = False
    called: str = ""
    title: str = ""

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """Return the cell's statements without its imports: what is imported counts by its use."""
        return [node for node in self.tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]

    @cached_property
    def flow(self) -> Flow:
        """Return which names the cell reads, binds and changes."""
        flow = Flow()
        for statement in self.statements:
            flow.visit(statement)
        return flow

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """Return what each imported name stands for: ``np`` for ``numpy``."""
        return imported(self.tree)


def slice_of(cells: Sequence[CellCode], end: int, library: str = "") -> list[CellCode]:
    """Return the cells that the cell at index ``end`` depends on, in order, itself last.

    Args:
        cells: the notebook's code cells.
        end: which of them.
        library: the package whose modules keep no state.
    """
    modules = _modules(cells, library)
    chosen = {end}
    waiting = [end]
    while waiting:
        index = waiting.pop()
        for found in _binders(cells, index, end, modules):
            if found not in chosen:
                chosen.add(found)
                waiting.append(found)
    return [cells[index] for index in sorted(chosen)]


def _modules(cells: Sequence[CellCode], library: str) -> set[str]:
    """Return the names that stand for something of the library, and for nothing else in any cell."""
    imported = {
        name for cell in cells for name, full in cell.imports.items() if full.partition(".")[0] == library
    }
    return imported.difference(*(_names(cell.tree) | cell.flow.binds for cell in cells))


def _binders(cells: Sequence[CellCode], index: int, end: int, modules: Set[str]) -> Iterator[int]:
    """Yield the cells that bind or change what one cell of a slice reads."""
    flow = cells[index].flow
    for name in flow.reads - modules:
        for above in range(index - 1, -1, -1):
            if name in cells[above].flow.binds or name in cells[above].flow.changes:
                yield above
            if name in cells[above].flow.binds:
                break
    for other in range(end):
        if (flow.reads_later - modules) & (cells[other].flow.binds | cells[other].flow.changes):
            yield other


class Flow(ast.NodeVisitor):
    """The names that top-level code reads before it binds them, surely binds, or may change."""

    def __init__(self) -> None:
        """Start with nothing read and nothing bound."""
        self.reads: set[str] = set()
        self.reads_later: set[str] = set()
        self.binds: set[str] = set()
        self.changes: set[str] = set()
        self._bound: set[str] = set()
        self._maybe = False

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name that is read, bound or deleted."""
        if isinstance(node.ctx, ast.Load):
            if node.id not in self._bound:
                self.reads.add(node.id)
        else:
            self._bound.add(node.id)
            (self.changes if self._maybe else self.binds).add(node.id)

    def visit_Assign(self, node: ast.Assign) -> None:
        """Read the value before the targets are bound."""
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Read the value before the target is bound."""
        if node.value is not None:
            self.visit(node.value)
            self.visit(node.target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """``name += …`` reads the name and changes it."""
        self.visit(node.value)
        self._note(_root(node.target))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """``name.a = …`` changes what the name stands for."""
        self._visit_part(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """``name[…] = …`` changes what the name stands for."""
        self._visit_part(node)

    def _visit_part(self, node: ast.Attribute | ast.Subscript) -> None:
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            self._note(_root(node))

    def visit_Expr(self, node: ast.Expr) -> None:
        """Take a method whose value is thrown away to change its object, and what it is given.

        Such as ``rows.append(…)``, ``figures.keep_data(figure, …)``.
        """
        self.visit(node.value)
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            self._note(_root(node.value.func))
            for argument in node.value.args:
                self._note(argument.id if isinstance(argument, ast.Name) else "")

    def visit_For(self, node: ast.For) -> None:
        """A loop may run no time, so what it binds is not surely bound."""
        self.visit(node.iter)
        self._branch([node.target, *node.body], node.orelse)

    def visit_While(self, node: ast.While) -> None:
        """A loop may run no time."""
        self.visit(node.test)
        self._branch(node.body, node.orelse)

    def visit_If(self, node: ast.If) -> None:
        """A branch may not be taken."""
        self.visit(node.test)
        self._branch(node.body, node.orelse)

    def visit_Try(self, node: ast.Try) -> None:
        """Any part of it may not run."""
        self._branch(node.body, node.handlers, node.orelse, node.finalbody)

    def visit_Match(self, node: ast.Match) -> None:
        """A case may not be taken."""
        self.visit(node.subject)
        self._branch(*([case] for case in node.cases))

    def _branch(self, *branches: Sequence[ast.AST]) -> None:
        before, outer = set(self._bound), self._maybe
        for branch in branches:
            self._bound, self._maybe = set(before), True
            for node in branch:
                self.visit(node)
        self._bound, self._maybe = before, outer

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        """Its loop variables are its own."""
        before = set(self._bound)
        for generator in node.generators:
            self.visit(generator.iter)
            self._bound |= _names(generator.target)
            for test in generator.ifs:
                self.visit(test)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(part)
        self._bound = before

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = _comprehension  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Most are called where they stand."""
        before = set(self._bound)
        self.visit(node.args)
        self._bound |= {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
        self.visit(node.body)
        self._bound = before

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        """Read its global names when it is called, wherever that is."""
        own = {argument.arg for argument in ast.walk(node) if isinstance(argument, ast.arg)}
        self.reads_later |= {
            name.id
            for name in ast.walk(node)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)
        } - (own | _names(node))
        self._bound.add(node.name)
        (self.changes if self._maybe else self.binds).add(node.name)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _definition  # noqa: N815

    def _note(self, name: str) -> None:
        """Note a name whose object is changed in place."""
        if name:
            self.changes.add(name)
            if name not in self._bound:
                self.reads.add(name)


def _names(node: ast.AST) -> set[str]:
    """Return the names that are bound anywhere in a piece of code."""
    return {
        name.id
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and not isinstance(name.ctx, ast.Load)
    }


def _root(node: ast.expr) -> str:
    """Return the name at the root of ``name.a[0].b()``; nothing where there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
