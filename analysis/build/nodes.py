"""A folder as a node of the DAG: changed when any file in it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.build.fingerprint import folder_hash


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
