"""What git remembers: a file's content by its id, a file at a revision. Reads only."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path

#: The full name of a revision, which is the same one for ever.
_FULL = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def blob(root: Path, identifier: str) -> bytes | None:
    """Return the content that git keeps under a blob id; None where it does not, or there is no git."""
    return _git(root, "cat-file", "blob", identifier)


def at_revision(root: Path, revision: str, path: str) -> bytes | None:
    """Return a file, by its path from *root*, as it was at a revision; None where it was not.

    Many results ask for the same files of the revision that accepted them: git is asked once.
    """
    return (_kept if _FULL.fullmatch(revision) else _shown)(root, revision, path)


def _shown(root: Path, revision: str, path: str) -> bytes | None:
    return _git(root, "show", f"{revision}:./{path}")


_kept = cache(_shown)


def files_at(root: Path, revision: str, folder: str) -> list[str] | None:
    """Return the files of a folder at a revision, as paths from *root*; None for an unknown revision."""
    if _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        return None
    # -z: git would write a name of other than English letters in a code of its own.
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", revision, "--", f"./{folder}") or b""
    return [name for name in os.fsdecode(listed).split("\0") if name]


def last_change(root: Path, path: str) -> str | None:
    """Return the revision that last changed a file; None where it was never committed."""
    found = _git(root, "log", "-1", "--format=%H", "--", path)
    return found.decode().strip() or None if found else None


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what git prints; None where it fails or is not installed."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
