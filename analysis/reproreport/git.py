"""The one door to git. It reads, and runs nothing that a repository names: no hook, pager, filter, transport.

A repository that somebody else has made may set programs in its configuration; what the user has set for all
repositories may, too, and changes what git prints.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.askPass": "",
    "core.quotePath": "true",
    "core.untrackedCache": "false",
    "diff.external": "",
    "diff.trustExitCode": "false",
    "log.showSignature": "false",
    "gpg.program": "false",
    "submodule.recurse": "false",
    "protocol.allow": "never",
}
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "GIT_ALLOW_PROTOCOL": "",
    "LC_ALL": "C",
}


def git(root: Path, *arguments: str) -> bytes | None:
    """Return what git prints when it is asked for something in a folder.

    Plumbing commands only (``cat-file``, ``rev-parse``, ``ls-tree``, ``rev-list``, ``ls-files``): they show
    nothing through programs that a repository names.

    Returns:
        Its output; None where it fails, refuses the folder (of another user), or is not installed.
    """
    settings = (part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}"))
    # Variables such as GIT_DIR, GIT_EXTERNAL_DIFF or GIT_CONFIG_PARAMETERS would say otherwise.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "--no-pager", *settings, "-C", str(root), *arguments],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**kept, **_ENVIRONMENT},
        )
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    return done.stdout if done.returncode == 0 else None
