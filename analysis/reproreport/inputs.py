"""What a computation depends on, by name, and how it stands now.

An input is named by its kind and what it is: ``file data/x.csv`` for a content, ``there data/x.csv`` for
whether there is a file or a folder, ``listing data`` for the names in a folder, ``variable LEVEL``,
``import numpy,helpers`` with the folders of the project where Python looks for them. Paths are those from the
project's root; below ``<library>`` they are those of this library, where it stands outside the project;
absolute ones are files that the report declares. Its state is a text that is the same as long as a reader
would find the same. Notebooks use this module while they run: it imports nothing that takes time.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

LIBRARY = "<library>"
MISSING = ""
FOLDER = "folder"
#: The state of what changed while it was read: no look finds the same.
CHANGED = "?"

#: What builds and editors write beside the sources; no input where a folder is listed.
GENERATED = frozenset({"build", "_variables.yml", "__pycache__", "node_modules"})

#: Seconds in which a file can change twice and show one time of change, on coarse file systems.
_RACY = 2.0

_package = str(Path(__file__).resolve().parent)


def blob_id(content: bytes) -> str:
    """Return the id that git gives a content; under it git can show what was there."""
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()


def located(path: str, root: str) -> str:
    """Return where an input's path is on this machine."""
    if path.startswith(LIBRARY):
        return _package + path[len(LIBRARY) :]
    return os.path.join(root, path)  # noqa: PTH118  (an absolute path stays what it is)


def is_library(path: str) -> bool:
    """Return whether an input's path is one of this library's modules, wherever it stands."""
    if path.startswith(f"{LIBRARY}/"):
        return True
    # A project that keeps the library inside, as in analysis/.
    folder, found, module = path.partition(f"{os.path.basename(_package)}/")  # noqa: PTH119
    inside = bool(found) and f"{_package}/".endswith(f"/{folder}{found}")
    return inside and os.path.exists(os.path.join(_package, module))  # noqa: PTH110, PTH118


def file_state(path: str) -> str:
    """Return git's id of a file's content; for a folder and for nothing, that this is so."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  (asked of thousands of files)
            return blob_id(file.read())
    except IsADirectoryError:
        return FOLDER
    except (FileNotFoundError, NotADirectoryError):
        return MISSING
    except (OSError, ValueError) as error:
        return _no_name(error)


def _no_name(error: OSError | ValueError) -> str:
    """Return the state of what no file can be called; raise any other error."""
    if isinstance(error, OSError) and error.errno not in (errno.ENAMETOOLONG, errno.ELOOP):
        raise error
    return MISSING


def there_state(path: str) -> str:
    """Return whether a file, a folder or nothing is at a path."""
    try:
        return FOLDER if stat.S_ISDIR(os.stat(path).st_mode) else "file"  # noqa: PTH116
    except (OSError, ValueError):
        return MISSING


def listing_state(path: str) -> str:
    """Return a hash of the names in a folder, without hidden and generated ones."""
    try:
        names = os.listdir(path)  # noqa: PTH208
    except (OSError, ValueError):
        return MISSING
    kept = sorted(name for name in names if name not in GENERATED and not name.startswith("."))
    return hashlib.sha256("\0".join(kept).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def variable_state(value: str | None) -> str:
    """Return a hash of an environment variable's value: it may be a secret."""
    if value is None:
        return MISSING
    return hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def import_state(folders: Iterable[str], names: Iterable[str]) -> str:
    """Return which of the named modules the folders hold, in the order in which Python looks."""
    found: dict[str, str] = {}
    wanted = set(names)
    for folder in folders:
        try:
            entries = sorted(os.listdir(folder))  # noqa: PTH208
        except (OSError, ValueError):
            continue
        for entry in entries:
            stem = entry.partition(".")[0]
            is_module = entry.endswith((".py", ".so", ".pyd")) or "." not in entry
            if stem in wanted and is_module:
                found.setdefault(stem, entry)
    return ",".join(found[name] for name in sorted(found))


class Look:
    """One look at how inputs stand: each is read once.

    A file that an earlier look of this process read is not read again where its size, its times and its
    number are the same, and were so for long enough that no change can hide behind them.
    """

    _read: dict[str, tuple[tuple[int, ...], str]] = {}  # noqa: RUF012  (known to all looks)
    _openings: list[tuple[float, str]] = []  # noqa: RUF012

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        """Look at the project at *root*; what is looked for in the environment is that of the process."""
        self._root = str(root)
        self._environment = os.environ if environment is None else environment
        self._states: dict[str, str] = {}

    def state(self, name: str) -> str:
        """Return how an input stands; what is of no kind that is known never stands as it did."""
        if name not in self._states:
            kind, _, what = name.partition(" ")
            look: Callable[[str], str] | None = {
                "file": self._file,
                "there": self._there,
                "tree": self._tree,
                "listing": self._listing,
                "variable": self._variable,
                "import": self._import,
            }.get(kind)
            self._states[name] = CHANGED if look is None else look(what)
        return self._states[name]

    def _file(self, path: str) -> str:
        return self.content(located(path, self._root))

    def content(self, path: str) -> str:
        """Return the state of a file by its full path."""
        try:
            found = os.stat(path)  # noqa: PTH116
        except (FileNotFoundError, NotADirectoryError):
            return MISSING
        except (OSError, ValueError) as error:
            return _no_name(error)
        if stat.S_ISDIR(found.st_mode):
            return FOLDER
        times = found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev
        known = self._read.get(path)
        if known is None or known[0] != times:
            begun = time.time()
            self._openings.append((begun, path))
            known = times, file_state(path)
            if begun - found.st_ctime < _RACY:
                self._read.pop(path, None)
                return known[1]
            self._read[path] = known
        return known[1]

    def state_before(self, path: str, moment: float) -> str:
        """Return the state of a file that somebody opened after a moment; no state where it changed since.

        Args:
            path: the file, from the project's root.
            moment: seconds since the epoch.
        """
        full = located(path, self._root)
        try:
            changed = os.stat(full).st_ctime >= moment  # noqa: PTH116
        except OSError:
            changed = True
        return CHANGED if changed else self.content(full)

    @classmethod
    def openings(cls, since: float) -> Counter[str]:
        """Return how often looks have opened each file since a moment."""
        return Counter(path for moment, path in list(cls._openings) if moment >= since)

    def _tree(self, path: str) -> str:
        """Return the state of all files of a folder."""
        folder = located(path, self._root)
        if not os.path.isdir(folder):  # noqa: PTH112
            return MISSING
        digest = hashlib.sha256()
        for file in sorted(tree_files(folder)):
            digest.update(f"{file[len(folder) :]}\0{self.content(file)}\0".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def _there(self, path: str) -> str:
        return there_state(located(path, self._root))

    def _listing(self, path: str) -> str:
        return listing_state(located(path, self._root))

    def _variable(self, name: str) -> str:
        return variable_state(self._environment.get(name))

    def _import(self, what: str) -> str:
        names, *folders = what.split("\t")
        return import_state((located(one, self._root) for one in folders), names.split(","))


def tree_files(folder: str) -> Iterator[str]:
    """Yield the path of every file in a folder and those below it."""
    for base, _, names in os.walk(folder):
        yield from (f"{base}{os.sep}{name}" for name in names)
