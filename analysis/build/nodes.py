"""Folders and sets of files as nodes of the DAG: changed when any file in them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.build.fingerprint import files_hash, folder_hash


@dataclass
class FolderNode:
    """A folder that a task makes or needs; its state is the hash of all files in it.

    It follows pytask's node protocol (``pytask.PNode``). The folder is not called ``path``: pytask takes
    a node with a path for a file, and refuses folders.
    """

    name: str
    folder: Path
    attributes: dict[Any, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """Return what tells this node from all others."""
        return f"folder:{self.folder}"

    def state(self) -> str | None:
        """Return the hash of the folder's files, or None where it does not exist."""
        return folder_hash(self.folder)

    def load(self, is_product: bool = False) -> Path:  # noqa: ARG002  (pytask's signature)
        """Return the folder's path."""
        return self.folder

    def save(self, value: Any) -> None:
        """Refuse: a task writes into the folder itself."""
        raise NotImplementedError


@dataclass
class FilesNode:
    """Files that no task makes, such as the chapters of a book, as one node of the DAG.

    pytask keeps the state of each node with each task that needs it: of one file each, the chapters of a
    long book would take seconds to note.
    """

    name: str
    files: tuple[Path, ...]
    root: Path
    attributes: dict[Any, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """Return what tells this node from all others."""
        return f"files:{self.name}:{self.root}"

    def state(self) -> str | None:
        """Return the hash of the files' names and contents."""
        return files_hash(self.files, self.root)

    def load(self, is_product: bool = False) -> tuple[Path, ...]:  # noqa: ARG002  (pytask's signature)
        """Return the files' paths."""
        return self.files

    def save(self, value: Any) -> None:
        """Refuse: nobody makes them."""
        raise NotImplementedError
