"""Git in tests: with an author of its own; a test that wants it skips where it is not installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def git(root: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    author = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    command = ["git", "-C", str(root), *author, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
