"""What the machine refuses, in words for the reader: a file and what to do, and no traceback."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from reproreport.errors import DOCTOR, Problem, ReportError

_SPACE = "make space on it, and run the command again; what was published is untouched"
_PERMISSION = "let this user read and write there (chmod, chown), or work in a copy of the report"
_KINDS: Mapping[int, tuple[str, str]] = {
    errno.EACCES: ("this user may not read or write it", _PERMISSION),
    errno.EPERM: ("this user may not change it", _PERMISSION),
    errno.EROFS: (
        "it stands on a disk that cannot be written",
        "work in a copy of the report on another disk",
    ),
    errno.ENOSPC: ("there is no space left on the disk", _SPACE),
    errno.EDQUOT: ("this user has no space left on the disk", _SPACE),
    errno.EFBIG: ("it would be larger than a file may be here", "raise the limit (ulimit -f), or make space"),
    errno.EISDIR: ("a folder stands where a file belongs", "move it away, or give it another name"),
    errno.ENOTDIR: ("a file stands where a folder belongs", "move it away, or give it another name"),
    errno.EEXIST: ("something else stands in its place", "move it away, or give it another name"),
    errno.ENOTEMPTY: ("files were put into it meanwhile", "move them away, and run the command again"),
    errno.ENOENT: ("it is not there any more", "put it back, or run the command again"),
    errno.ENAMETOOLONG: ("its name is too long for this system", "give shorter names, or move the report up"),
    errno.ELOOP: ("links lead round in a circle", "make the link lead to a file or folder"),
    errno.EMFILE: ("too many files are open", "raise the limit (ulimit -n), or run fewer --jobs"),
    errno.ENOMEM: ("the machine has no memory left", "end other programs, or run fewer --jobs"),
    errno.EAGAIN: ("the machine starts no further processes", "end other programs, or run fewer --jobs"),
    errno.EIO: ("the disk cannot be read or written", "copy the report to another disk"),
}


def problem_of(error: OSError, root: Path | None) -> Problem:
    """Return what an error of the machine means for the reader.

    Args:
        error: the error.
        root: the report; files in it are named from there. None where that cannot be told.
    """
    path = _path(error)
    code = error.errno or 0
    if path is not None and code in (errno.ENOTDIR, errno.EEXIST):
        # The file in the way is often one of the folders above the one that is named.
        path = next((above for above in (path, *path.parents) if above.is_file()), path)
        code = errno.ENOTDIR if path.is_file() else code
    what, fix = _KINDS.get(code, (error.strerror or str(error) or type(error).__name__, ""))
    if path is None:
        return Problem(what, "", fix)
    where = path.relative_to(root) if root and root in path.parents else path
    return Problem(what, str(where), fix)


def problems_of(error: BaseException, root: Path | None) -> tuple[Problem, ...]:
    """Return what an error means for the reader: the author's own, the machine's, or an unforeseen one."""
    if isinstance(error, ReportError):
        return error.problems
    if isinstance(error, OSError):
        return (problem_of(error, root),)
    if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("reproreport"):
        return (Problem(str(error), fix=DOCTOR),)
    return (Problem(f"{type(error).__name__}: {error}", fix="run again with --debug to see where"),)


def _path(error: OSError) -> Path | None:
    """Return the file that an error is about; the one to be written where it knows of two."""
    name = error.filename2 or error.filename
    return Path(os.path.abspath(os.fsdecode(name))) if isinstance(name, str | bytes) else None  # noqa: PTH100
