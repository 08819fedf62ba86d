"""Write a file so that it is there whole or not at all."""

from __future__ import annotations

from pathlib import Path


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file in one step; an interrupted write leaves the previous content.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_bytes(content)
    scratch.replace(path)


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with Unix line ends, in one step (see :func:`write_bytes`)."""
    write_bytes(path, text.encode("utf-8"))
