"""What a result was computed from, as hashes: cells, data, functions, parameters, packages."""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import analysis
from analysis.gate.inputs.functions import Library, code_hash, used_names
from analysis.gate.inputs.slices import CellCode, slice_of
from analysis.notebooks.declared import data_files, declared, edition, module_file
from analysis.notebooks.read import PARAMETERS, read_notebook
from analysis.project import CONFIG
from analysis.sources.printed.table import HEADER_SUFFIX

if TYPE_CHECKING:
    from analysis.project import Parameter, Project

#: The name of this library.
LIBRARY = Path(analysis.__file__).parent.name


@dataclass(frozen=True)
class Inputs:
    """The inputs of the results of one notebook cell; each mapping is of texts, by name.

    Attributes:
        cells: the hash of each notebook cell that they depend on, by its label or id.
        data: the git blob id of each data file, by its path.
        functions: the hash of each library function that the cells name, with all that it reaches.
        parameters: the value of each parameter.
        packages: the version of each distribution that cells and functions import, and of Python.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
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
    foreign: bool = False

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
                needed = above if self.foreign else slice_of(self.cells, index, self.library.package)
                return code.name, self._inputs(needed)
        raise KeyError(cell)

    def _inputs(self, cells: list[CellCode]) -> Inputs:
        computing = [cell for cell in cells if not cell.is_parameters]
        statements = [statement for cell in computing for statement in cell.statements]
        imports = {name: full for cell in self.cells for name, full in cell.imports.items()}
        used = used_names(statements, imports)
        roots = {full.partition(".")[0] for full in imports.values()}
        outside = {root for name in used if (root := name.partition(".")[0]) in roots}
        functions: dict[str, str] = {}
        for name in sorted({resolved for name in used if (resolved := self.library.resolve(name))}):
            hashes, modules = self.library.reach([name])
            functions[name] = _one_hash(hashes)
            outside |= modules
        named = {name for cell in cells for name in cell.flow.reads | cell.flow.reads_later}
        texts = {
            node.value
            for statement in statements
            for node in ast.walk(statement)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        return Inputs(
            cells={cell.name: code_hash(*cell.statements) for cell in computing},
            data={str(path): blob_id(self.root / path) for path in self._data(texts)},
            functions=functions,
            parameters={name: repr(value) for name, value in self.parameters.items() if name in named},
            packages=_versions(frozenset(outside)),
        )

    def _data(self, texts: set[str]) -> list[PurePosixPath]:
        """Return the data files that texts name; a printed table is read together with its header."""
        found = data_files(texts, self.root)
        tables = (path.with_suffix(HEADER_SUFFIX) for path in found if path.suffix == ".csv")
        return sorted({*found, *(path for path in tables if (self.root / path).is_file())})


def notebook_inputs(project: Project) -> dict[str, NotebookInputs]:
    """Return the inputs of every chapter's notebook, with the parameters of the default edition.

    Raises:
        NotebookError: a notebook cannot be read.
        ParameterError: a value of ``_quarto.yml`` that no notebook declares.
    """
    notebooks = {name: declared(path, project.root) for name, path in project.notebooks.items()}
    values = edition(notebooks, project.parameters, dict.fromkeys(project.parameters, CONFIG))
    library = Library(LIBRARY, module_code)
    return {
        name: NotebookInputs(
            project.root,
            path,
            read_cells(path, project.root),
            values[name],
            library,
            bool(notebooks[name].kernel),
        )
        for name, path in project.notebooks.items()
    }


def read_cells(path: PurePosixPath, root: Path) -> tuple[CellCode, ...]:
    """Return a notebook's code cells, as what looks for their inputs wants them."""
    return tuple(
        CellCode(cell.key, cell.place, cell.tree, PARAMETERS in cell.tags, cell.name, cell.title)
        for cell in read_notebook(path, root).code
    )


def blob_id(path: Path) -> str:
    """Return the id that git gives a file's content; under it git can show what was accepted."""
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()


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
