"""A task: a function from files to files, what it reads and what it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Used:
    """What a task was seen to use and to make while it ran, beside what was known before.

    Attributes:
        inputs: the state of each input when it was met, by its name (:mod:`reproreport.inputs`).
        products: the files that it made.
        volatile: why it has to run in every build; empty where it has not.
    """

    inputs: Mapping[str, str] = field(default_factory=dict)
    products: tuple[Path, ...] = ()
    volatile: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One task of a build.

    Attributes:
        name: what the progress display shows.
        action: what to run; it returns what it was seen to use, where that is more than is named here.
        files: the files that it depends on.
        folders: the folders that it depends on.
        values: what else it depends on, by name (code, packages, parameters).
        products: the files that it makes.
        product_folders: the folders that it makes.
        after: files of other tasks that have to be there, whatever they hold.
        expected: what it used and made when it last ran, which tells in which order to run.
    """

    name: str
    action: Callable[[], Used | None]
    files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    products: tuple[Path, ...] = ()
    product_folders: tuple[Path, ...] = ()
    after: tuple[Path, ...] = ()
    expected: Used = field(default_factory=Used)

    def inputs(self, root: Path) -> Iterator[str]:
        """Yield the names of the files and folders that it depends on."""
        yield from (f"file {relative(path, root)}" for path in self.files)
        yield from (f"tree {relative(path, root)}" for path in self.folders)

    def outputs(self, root: Path) -> Iterator[str]:
        """Yield the names of what it makes."""
        yield from (f"file {relative(path, root)}" for path in self.products)
        yield from (f"tree {relative(path, root)}" for path in self.product_folders)


def relative(path: Path, root: Path) -> str:
    """Return a path from the project's root; one outside stays as it is."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
