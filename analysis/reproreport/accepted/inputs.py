"""What a result was computed from, as hashes: cells, data, functions, parameters, packages.

Which cells of a notebook a cell's results depend on, found in the code without running it.

A backward slice (M. Weiser 1981, Program slicing, ICSE 5, 439–449) at the grain of cells. A name
that a cell reads leads to the last cell above that surely binds it, and to all between that may
change it. What a function reads counts from every cell, because it reads when it is called. The
slice can be too large; it is too small only where code hides what it changes (``exec``, a function
that changes its argument). The library's own modules keep no state: ``tables.show(…)`` changes
nothing that a later cell reads, though ``random.seed(…)`` does.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.metadata import packages_distributions, version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import reproreport
from reproreport.accepted.functions import Library, code_hash, used_names
from reproreport.inputs import FOLDER, is_library
from reproreport.notebooks.clock import imported
from reproreport.notebooks.declared import declared, edition, module_file
from reproreport.notebooks.observed import Observed, read_observed
from reproreport.notebooks.read import PARAMETERS, read_notebook
from reproreport.pipeline.layout import Layout
from reproreport.project import CONFIG

if TYPE_CHECKING:
    from reproreport.project import Parameter, Project


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

    def visit_Constant(self, node: ast.Constant) -> None:
        """Note the names that a query of pandas reads: ``frame.query("group == @total")``."""
        self.reads |= _queried(node) - self._bound

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
        self.reads_later |= {name for inner in ast.walk(node) for name in _queried(inner)} - own
        self._bound.add(node.name)
        (self.changes if self._maybe else self.binds).add(node.name)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _definition  # noqa: N815

    def _note(self, name: str) -> None:
        """Note a name whose object is changed in place."""
        if name:
            self.changes.add(name)
            if name not in self._bound:
                self.reads.add(name)


def _queried(node: ast.AST) -> set[str]:
    """Return the names that stand behind an ``@`` in a text."""
    text = node.value if isinstance(node, ast.Constant) else None
    return set(re.findall(r"@([^\W\d]\w*)", text)) if isinstance(text, str) else set()


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


#: The name of this library.
LIBRARY = Path(reproreport.__file__).parent.name


@dataclass(frozen=True)
class Inputs:
    """The inputs of the results of one notebook cell; each mapping is of texts, by name.

    Attributes:
        cells: the hash of each notebook cell that they depend on, by its label or id.
        files: the git blob id of each file that they read, by its path; ``there`` for one of which they only
            asked whether it is there, and nothing where it was not. Of a folder whose names were read (its
            path ends with ``/``), a hash of the names.
        variables: a hash of each environment variable that they read.
        functions: the hash of each library function that the cells name, with all that it reaches.
        parameters: the value of each parameter.
        packages: the version of each distribution that cells and functions import, and of Python.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    packages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NotebookInputs:
    """The inputs of each cell of one notebook, by the cell's name; worked out when asked for."""

    root: Path
    path: PurePosixPath
    cells: tuple[CellCode, ...]
    parameters: Mapping[str, Parameter]
    library: Library
    observed: Observed
    foreign: bool = False

    @property
    def whole(self) -> Inputs:
        """Return the inputs of all cells together, and what else the notebook was seen to use."""
        return self._inputs(list(self.cells), self.observed.inputs, own=True)

    def of(self, cell: str) -> tuple[str, Inputs]:
        """Return the key and the inputs of a cell that is named as results name it.

        Args:
            cell: ``cell <label>``, or ``cell <place>`` for a cell without label.

        Raises:
            KeyError: there is no such code cell.
        """
        for index, code in enumerate(self.cells):
            if code.called == cell:
                above = list(self.cells[: index + 1])
                # Of another language it is not known what a cell reads: it may be all above it.
                needed = above if self.foreign else slice_of(self.cells, index, LIBRARY)
                return code.name, self._inputs(needed, self._seen(needed))
        raise KeyError(cell)

    def _seen(self, cells: Sequence[CellCode]) -> dict[str, str]:
        """Return what cells were seen to use, and what was used to load the modules that they name."""
        places = {cell.place for cell in cells}
        names = [found for name in self._names(cells) if (found := self.library.resolve(name))]
        reached = {*self.library.reach(names)[0], *names}
        modules = {name.rpartition(".")[0] for name in reached} | reached
        places |= {place for module, (_, place) in self.observed.modules.items() if module in modules}
        seen: dict[str, str] = {}
        for place in sorted(places):
            seen |= self.observed.cells.get(place, {})
        return seen

    def _names(self, cells: Iterable[CellCode]) -> set[str]:
        """Return the full names that the code of cells uses."""
        imports = {name: full for cell in self.cells for name, full in cell.imports.items()}
        return used_names([statement for cell in cells for statement in cell.statements], imports)

    def _inputs(self, cells: Sequence[CellCode], seen: Mapping[str, str], *, own: bool = False) -> Inputs:
        """Return the inputs of cells.

        Args:
            cells: the cells.
            seen: what they were seen to use.
            own: whether the report's own modules count as files, too; the functions that cells call say
                more, and not all.
        """
        computing = [cell for cell in cells if not cell.is_parameters]
        imports = {name: full for cell in self.cells for name, full in cell.imports.items()}
        used = self._names(computing)
        roots = {full.partition(".")[0] for full in imports.values()}
        outside = {root for name in used if (root := name.partition(".")[0]) in roots}
        functions: dict[str, str] = {}
        for name in sorted({resolved for name in used if (resolved := self.library.resolve(name))}):
            hashes, modules = self.library.reach([name])
            functions[name] = _one_hash(hashes)
            outside |= modules
        named = {name for cell in cells for name in cell.flow.reads | cell.flow.reads_later}
        code = () if own else {file for file, _ in self.observed.modules.values()}
        return Inputs(
            cells={cell.name: code_hash(*cell.statements) for cell in computing},
            files=_files(seen, code),
            variables=_of_kind(seen, "variable"),
            functions=functions,
            parameters={name: repr(value) for name, value in self.parameters.items() if name in named},
            packages=_versions(frozenset(outside)),
        )


def _of_kind(seen: Mapping[str, str], kind: str) -> dict[str, str]:
    start = f"{kind} "
    return {name.removeprefix(start): state for name, state in seen.items() if name.startswith(start)}


def _files(seen: Mapping[str, str], code: Container[str]) -> dict[str, str]:
    """Return the files and listings that were seen, without code that counts by its functions."""
    files = {
        path: state
        for path, state in _of_kind(seen, "file").items()
        if state != FOLDER and path not in code and not is_library(path)
    }
    asked = {path: state for path, state in _of_kind(seen, "there").items() if path not in {*files, CONFIG}}
    there = {path: state and "there" for path, state in asked.items()}
    listings = {f"{path}/": state for path, state in _of_kind(seen, "listing").items()}
    return dict(sorted((there | files | listings).items()))


def notebook_inputs(project: Project) -> dict[str, NotebookInputs]:
    """Return the inputs of every chapter's notebook, with the parameters of the default edition.

    Raises:
        NotebookError: a notebook cannot be read.
        ParameterError: a value of ``_quarto.yml`` that no notebook declares.
    """
    notebooks = {name: declared(path, project.root) for name, path in project.notebooks.items()}
    values = edition(notebooks, project.parameters, dict.fromkeys(project.parameters, CONFIG))
    layout = Layout.of(project)
    found = {}
    for name, path in project.notebooks.items():
        seen = read_observed(layout.observed(name))
        found[name] = NotebookInputs(
            project.root,
            path,
            read_cells(path, project.root),
            values[name],
            code_of(project.root, seen),
            seen,
            bool(notebooks[name].kernel),
        )
    return found


def code_of(root: Path, seen: Observed, read: Callable[[str], bytes | None] | None = None) -> Library:
    """Return the code that may change a notebook's results: this library's, and the report's own modules.

    Args:
        root: the project.
        seen: what the notebook was seen to use.
        read: reads a file of the project by its path, as it was at some time; None for now.
    """
    own = {name: file for name, (file, _) in seen.modules.items()}

    def code(module: str) -> str | None:
        if module not in own:
            return module_code(module) if read is None else _library_then(read, library_folder(root), module)
        if read is not None:
            then = read(own[module])
            return None if then is None else then.decode("utf-8", "replace")
        try:
            return (root / own[module]).read_text(encoding="utf-8")
        except OSError:
            return None

    return Library({LIBRARY, *(name.partition(".")[0] for name in own)}, code)


def library_folder(root: Path) -> str:
    """Return the folder where a project keeps this library, with its slash; nothing for its root, or none."""
    folder = Path(reproreport.__file__).resolve().parents[1]
    inside = folder.relative_to(root.resolve()).as_posix() if folder.is_relative_to(root.resolve()) else "."
    return "" if inside == "." else f"{inside}/"


def _library_then(read: Callable[[str], bytes | None], folder: str, module: str) -> str | None:
    """Return the code of one of this library's modules as the project had it."""
    path = folder + module.replace(".", "/")
    for name in (f"{path}.py", f"{path}/__init__.py"):
        content = read(name)
        if content is not None:
            return content.decode()
    return None


def read_cells(path: PurePosixPath, root: Path) -> tuple[CellCode, ...]:
    """Return a notebook's code cells, as what looks for their inputs wants them."""
    return tuple(
        CellCode(cell.key, cell.place, cell.tree, PARAMETERS in cell.tags, cell.name, cell.title)
        for cell in read_notebook(path, root).code
    )


def module_code(name: str) -> str | None:
    """Return the code of one of this library's modules; None for anything else."""
    file = module_file(name)
    return file.read_text(encoding="utf-8") if file else None


def _one_hash(hashes: Mapping[str, str]) -> str:
    """Return one hash of the definitions that a function reaches."""
    lines = "\n".join(f"{name} {digest}" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:12]


@cache
def _versions(modules: frozenset[str]) -> dict[str, str]:
    """Return the version of the distribution behind each module that is not Python's own."""
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    for module in sorted(modules - sys.stdlib_module_names - {LIBRARY}):
        for distribution in _distributions().get(module, ()):
            found[distribution.lower()] = version(distribution)
    return dict(sorted(found.items()))


@cache
def _distributions() -> Mapping[str, list[str]]:
    """Return the distributions that provide each top-level module."""
    return packages_distributions()
