"""What a result was computed from, as hashes: cells, data, functions, parameters, packages."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import reproreport
from reproreport.accepted.functions import Library, code_hash, used_names
from reproreport.accepted.slices import CellCode, slice_of
from reproreport.inputs import FOLDER, is_library
from reproreport.notebooks.declared import declared, edition, module_file
from reproreport.notebooks.observed import Observed, read_observed
from reproreport.notebooks.read import PARAMETERS, read_notebook
from reproreport.pipeline.layout import Layout
from reproreport.project import CONFIG

if TYPE_CHECKING:
    from reproreport.project import Parameter, Project

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
