"""Notes in the journal what a notebook uses while it runs.

Files opened, folders listed, modules looked for, programs started, connections made: Python tells of them by
its audit events (PEP 578), in every process of the notebook that is Python. What has no event (``stat``, the
environment, the clock) is met by functions put in the place of Python's own. A file's state is taken when it
is first opened, before it is read; what the notebook itself wrote is no input.

Loaded before everything else in a kernel and in each Python that it starts: it imports little.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache, wraps
from types import FrameType
from typing import Any

import report_former

from reproreport import journal
from reproreport.inputs import (
    FOLDER,
    GENERATED,
    LIBRARY,
    MISSING,
    file_state,
    import_state,
    listing_state,
    located,
    there_state,
    variable_state,
)
from reproreport.inside import leave_to_observer

#: Holds, in the environment of a notebook, where its project is and what else it may read (:class:`Facts`).
VARIABLE = "REPORT_OBSERVED"

# fmt: off
#: Where libraries look at the machine; what a cell reads there is content.
_MACHINE = (
    "/dev/", "/etc/", "/proc/", "/run/", "/sys/", "/usr/", "/lib", "/bin/", "/opt/homebrew/", "/System/",
    "/Library/", "C:\\Windows\\",
)
#: Programs by which libraries ask what machine this is.
_QUERIES = frozenset({"uname", "ldconfig", "lscpu", "fc-list", "sysctl", "sw_vers", "system_profiler", "ld"})
#: Variables that say where and how a program runs. Libraries read them; what a cell reads always counts.
_PLACES = frozenset({
    "PATH", "HOME", "USER", "USERNAME", "LOGNAME", "SHELL", "TERM", "COLORTERM", "COLUMNS", "LINES", "PWD",
    "OLDPWD", "TMPDIR", "TEMP", "TMP", "DISPLAY", "WAYLAND_DISPLAY", "HOSTNAME", "VIRTUAL_ENV",
    "CONDA_PREFIX", "LANGUAGE", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "APPDATA", "LOCALAPPDATA",
    "USERPROFILE", "SYSTEMROOT",
    "COMSPEC", "PATHEXT",
})
_PLACE_PREFIXES = (
    "XDG_", "JPY_", "JUPYTER_", "IPYTHON", "IPYKERNEL", "PYTHON", "PYDEV", "SSH_", "REPORT_",
    "QUARTO_", "VSCODE_", "POSITRON_", "DATABRICKS_",
)
# fmt: on

#: Functions of ``os.path`` and ``pathlib`` that ask for no more than whether a file is there.
_QUESTIONS = frozenset({"exists", "lexists", "isfile", "isdir", "islink", "is_file", "is_dir", "is_symlink"})

_own = threading.local()


class _Observer:
    """What one process knows of its project, and has noted already."""

    def __init__(self, facts: dict[str, Any]) -> None:
        """Take what the build says of the project.

        Args:
            facts: ``root`` and ``library``, folders; ``scratch``, where passing files are; ``allowed``,
                files and folders outside the project that the report declares; ``fixed``, variables that
                every build sets alike; ``begun``, when the run began; ``libraries``, what is imported before
                the first cell.
        """
        self.root: str = facts["root"]
        self.library: str = facts["library"]
        self.scratch: str = facts["scratch"]
        self.own = os.path.realpath(os.path.dirname(__file__)) + os.sep  # noqa: PTH120
        self.allowed: list[str] = facts["allowed"]
        self.caches: tuple[str, ...] = tuple(facts["caches"])
        self.fixed = frozenset(facts["fixed"])
        self.begun: float = facts["begun"]
        self.libraries: list[list[str]] = facts["libraries"]
        paths = sysconfig.get_paths()
        site = [one for one in sys.path if _is_site(one, self.root)]
        places = {sys.prefix, sys.base_prefix, *paths.values(), *site, os.path.dirname(__file__)}  # noqa: PTH120
        places |= {os.path.realpath(one) for one in places}
        self.installed = tuple(one + os.sep for one in places)
        self.installed_here = tuple(one for one in self.installed if one.startswith(self.root + os.sep))
        self.python = ("<frozen", *{paths["stdlib"] + os.sep, paths["platstdlib"] + os.sep})
        self.noted: set[tuple[str, ...]] = set()
        #: Whether this process imports on behalf of kernels to be forked from it; what it met so far.
        self.ahead = False
        self.met: list[dict[str, Any]] = []
        self.written: set[str] = set()
        #: Whether the author's code runs: in a kernel only when the first cell has begun.
        self.author = "ipykernel_launcher" not in sys.orig_argv
        self.is_project = lru_cache(maxsize=None)(self._is_project)
        self.full = lru_cache(maxsize=None)(self._full)

    def note(self, kind: str, *key: str, **what: Any) -> None:
        """Write a line to the journal, once."""
        if (kind, *key) not in self.noted:
            self.noted.add((kind, *key))
            self.tell(kind, **what)

    def tell(self, kind: str, **what: Any) -> None:
        """Write a line to the journal, or keep it for the kernels to come."""
        if self.ahead:
            self.met.append({"kind": kind, **what})
        else:
            journal.write(kind, **what)

    def _full(self, path: str, _folder: str) -> str:
        return os.path.realpath(path)

    def located(self, path: Any) -> str | None:
        """Return the full path of a file, without symbolic links; None for what is no path."""
        if isinstance(path, int):
            return None
        try:
            text = os.fsdecode(path)
            return self.full(text, "" if os.path.isabs(text) else os.getcwd())  # noqa: PTH109, PTH117
        except (TypeError, OSError, ValueError):
            return None

    def name(self, full: str) -> str | None:
        """Return what an input is called.

        None for what is installed, for passing files, and for the folders of what Python compiled; an empty
        name for a file outside the project that the report does not declare.
        """
        if full.startswith((self.scratch, self.own)) or full.endswith(f"{os.sep}__pycache__"):
            return None  # Python makes such folders itself
        if full.startswith(self.root + os.sep) and not f"{full}{os.sep}".startswith(self.installed_here):
            name = full[len(self.root) + 1 :].replace(os.sep, "/")
            return None if name.startswith((".git/", "build/state/", "build/work/")) else _source_of(name)
        if full == self.root:
            return "."
        if full.startswith(self.library + os.sep):
            name = _source_of(LIBRARY + full[len(self.library) :].replace(os.sep, "/"))
            return name if name.endswith(".py") else None
        if full.startswith(self.installed):
            return None
        return full if any(full == one or full.startswith(one + os.sep) for one in self.allowed) else ""

    def read(self, path: Any) -> None:
        """Note that a file is opened for reading.

        Raises:
            PermissionError: it is outside the project, and the report does not declare it.
        """
        full = self.located(path)
        if full is None or full in self.written:
            return
        name = self.name(full)
        if name and name != ".":
            if ("file", name) not in self.noted:
                self.note("file", name, name=name, state=file_state(located(name, self.root)))
        elif name == "" and self._is_content(full):
            self.note("outside", full, name=full)
            raise PermissionError(f"{full} is outside the project")

    def _is_content(self, full: str) -> bool:
        """Return whether a file outside the project is more than a part of the machine."""
        if full.startswith((*self.caches, *self.installed)) or f"{os.sep}fonts{os.sep}" in full:
            return False
        try:
            found = os.stat(full)  # noqa: PTH116
        except OSError:
            return False
        # Passing files of other places than the one for them are the notebook's own.
        if not stat.S_ISREG(found.st_mode) or found.st_ctime >= self.begun:
            return False
        return not full.startswith(_MACHINE) or self.is_project(_doer())

    def write(self, path: Any, folder: int = -1) -> None:
        """Note that the notebook writes, renames or removes a file; *folder* is that of a relative path."""
        full = self.located(path) if folder == -1 else None
        if full is None or full in self.written:
            return
        self.written.add(full)
        if f"{os.sep}__pycache__{os.sep}" in full:
            return  # Python keeps there what it compiled; the module is its author's
        if name := self.name(full):
            self.note("written", name, name=name)

    def opened(self, path: Any) -> None:
        """Note that a file is opened to be read, so that nobody wonders by whom."""
        if (full := self.located(path)) and (name := self.name(full)):
            self.tell("opened", name=name)

    def looked(self, path: Any, *, is_folder: bool) -> None:
        """Note that somebody asked whether a file is there, or how large it is."""
        full = self.located(path)
        if full is None or full in self.written:
            return
        name = self.name(full)
        if not name or name == "." or ("file", name) in self.noted or _looking_for_modules():
            return
        if is_folder or _only_asking():
            self.note("there", name, name=name, state=FOLDER if is_folder else there_state(full))
        else:
            self.note("file", name, name=name, state=file_state(full))

    def listed(self, path: Any) -> None:
        """Note that the names in a folder were read."""
        full = None if _looking_for_modules() else self.located(path or ".")
        name = full and self.name(full)
        if not full or not name or ("listing", name) in self.noted:
            return
        if not any(part in GENERATED or part[0] == "." for part in name.split("/") if part != "."):
            self.note("listing", name, name=name, state=listing_state(full))

    def imported(self, module: str) -> None:
        """Note that a module is looked for, and in which of the project's folders."""
        outer, _, leaf = module.rpartition(".")
        if not self.author:
            return
        search = getattr(sys.modules.get(outer), "__path__", ()) if outer else sys.path
        found = [
            (name, full) for one in search if (full := self.located(one or ".")) and (name := self.name(full))
        ]
        found = [(name, full) for name, full in found if not name.startswith(LIBRARY)]
        if found and (outer or leaf not in sys.builtin_module_names):
            folders = [name for name, _ in found]
            state = import_state((full for _, full in found), (leaf,))
            self.note("import", leaf, *folders, name=leaf, folders=folders, state=state)

    def variable(self, name: str, value: str | None) -> None:
        """Note that an environment variable was read."""
        if name in self.fixed or ("variable", name) in self.noted or ("set", name) in self.noted:
            return
        if not self.is_project(_doer()):
            private = name in _PLACES or name.startswith(_PLACE_PREFIXES)
            if private or not self.author or _importing():
                return
        self.note("variable", name, name=name, state=MISSING if value is None else variable_state(value))

    def environment(self) -> None:
        """Note that the whole environment was read."""
        if self.is_project(_doer()):
            self.note("volatile", "environment", name="reads the whole environment")

    def program(self, words: Any) -> None:
        """Note that a program is started, which cannot be watched."""
        parts = [os.fsdecode(one) for one in ([words] if isinstance(words, str | bytes) else words or ())]
        if not parts:
            return
        own = os.path.realpath(parts[0]) == os.path.realpath(sys.executable)
        if own and not {"-I", "-E", "-S"} & set(parts):
            return  # it watches itself
        name = os.path.basename(parts[0])  # noqa: PTH119
        if not self.is_project(_doer()) and (name in _QUERIES or not self.author or _importing()):
            return
        if name in ("sh", "bash") and parts[1:2] == ["-c"]:
            parts = parts[2:]
        shown = " ".join(parts)
        self.note("volatile", "program", shown, name=f"starts a program ({shown[:60]})")

    def connected(self, where: Any) -> None:
        """Note a connection to something that cannot be watched."""
        host = where[0] if isinstance(where, tuple) and where else where
        if isinstance(host, bytes):
            host = os.fsdecode(host)
        if not isinstance(host, str) or host.startswith((self.scratch, "\0")) or not self.author:
            return
        self.note("volatile", "network", host, name=f"connects to {host}")

    def clock(self, word: str) -> None:
        """Note that a cell, or a module of the project, reads the clock."""
        frame = next(_frames(), None)
        if frame is not None and self.is_project(frame.f_code.co_filename):
            self.note("volatile", "clock", word, name=f"reads the clock ({word})")

    def _is_project(self, file: str) -> bool:
        """Return whether code is a cell's, or stands in the project."""
        if f"{os.sep}ipykernel_" in file or file.startswith("<ipython-input"):
            return True
        full = os.path.realpath(file)
        if file.startswith("<") or full.startswith((self.library + os.sep, *self.installed_here)):
            return False
        return full.startswith(self.root + os.sep)


def _is_site(folder: str, root: str) -> bool:
    """Say whether packages were installed in a folder of ``sys.path``, be it by ``pip install --target``.

    A folder of packages that the project itself holds is the project's, and its files are looked at.
    """
    if folder.endswith(("site-packages", "dist-packages")):
        return True
    if f"{os.path.realpath(folder)}{os.sep}".startswith(root + os.sep):
        return False
    try:
        return any(name.endswith(".dist-info") for name in os.listdir(folder or "."))  # noqa: PTH208
    except OSError:
        return False


def _source_of(name: str) -> str:
    """Return the source behind a compiled module."""
    folder, cached, file = name.rpartition("__pycache__/")
    return f"{folder}{file.partition('.')[0]}.py" if cached else name


def _frames() -> Iterator[FrameType]:
    """Yield the frames of the code that does something, the innermost first, without this module's."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename not in _helpers:
            yield frame
        frame = frame.f_back


def _doer() -> str:
    """Return the file of the code that does something, behind Python's own library."""
    python = _observer.python
    for frame in _frames():
        file = frame.f_code.co_filename
        if not file.startswith(python) or f"{os.sep}site-packages{os.sep}" in file:
            return file
    return ""


def _only_asking() -> bool:
    """Return whether Python's own library only asks whether a file is there."""
    for frame in _frames():
        if not frame.f_code.co_filename.startswith(_observer.python):
            return False
        if frame.f_code.co_name in _QUESTIONS:
            return True
    return False


def _importing() -> bool:
    """Return whether all this happens while an installed module is being loaded."""
    for frame in _frames():
        file = frame.f_code.co_filename
        if file.startswith("<frozen importlib"):
            return True
        if _observer.is_project(file):
            return False
    return False


def _looking_for_modules() -> bool:
    """Return whether Python's own library, or its backport, looks for modules, or for what is installed."""
    for frame in _frames():
        file = frame.f_code.co_filename
        if f"{os.sep}importlib_metadata{os.sep}" in file:
            return True
        if not file.startswith(_observer.python) or f"{os.sep}site-packages{os.sep}" in file:
            return False
        if "importlib" in file or file.endswith(("pkgutil.py", "site.py")):
            return True
    return False


@contextmanager
def _alone() -> Iterator[bool]:
    """Say whether this is not the observer's own doing; what happens meanwhile is."""
    if not _watching or getattr(_own, "busy", False):
        yield False
        return
    _own.busy = True
    try:
        yield True
    finally:
        _own.busy = False


def _opened(path: Any, _mode: str | None, flags: int) -> None:
    access = flags & (os.O_RDONLY | os.O_WRONLY | os.O_RDWR)
    if access != os.O_WRONLY and not flags & os.O_TRUNC:
        _observer.read(path)
    if access == os.O_RDONLY:
        _observer.opened(path)
    else:
        _observer.write(path)


def _database(path: Any) -> None:
    """Note a SQLite database, which is read, and perhaps written."""
    text = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
    text = text.removeprefix("file:").partition("?")[0]
    if not text or text.startswith(":memory:"):
        return
    if os.path.exists(text):  # noqa: PTH110
        _observer.read(text)
    else:
        _observer.write(text)


def _renamed(old: Any, new: Any, old_folder: int = -1, new_folder: int = -1) -> None:
    _observer.write(old, old_folder)
    _observer.write(new, new_folder)


_HANDLERS: dict[str, Callable[..., None]] = {
    "open": _opened,
    "os.listdir": lambda path=None: _observer.listed(path),
    "os.scandir": lambda path=None: _observer.listed(path),
    "os.rename": _renamed,
    "os.remove": lambda path, folder=-1: _observer.write(path, folder),
    "os.truncate": lambda path, *_: _observer.write(path),
    "import": lambda module, *_: _observer.imported(module),
    "sqlite3.connect": _database,
    "subprocess.Popen": lambda executable, words, *_: _observer.program(words or executable),
    "os.system": lambda command, *_: _observer.program(command),
    "os.exec": lambda _path, words, *_: _observer.program(words),
    "os.posix_spawn": lambda _path, words, *_: _observer.program(words),
    "os.spawn": lambda _mode, _path, words, *_: _observer.program(words),
    "os.startfile": lambda path, *_: _observer.program(path),
    "socket.connect": lambda _socket, address: _observer.connected(address),
    "socket.sendto": lambda _socket, address: _observer.connected(address),
    "socket.getaddrinfo": lambda host, *_: _observer.connected(host),
    "socket.gethostbyname": lambda host, *_: _observer.connected(host),
}


def _hook(event: str, args: tuple[Any, ...], handlers: dict[str, Callable[..., None]] = _HANDLERS) -> None:
    """Note one of Python's audit events."""
    handler = handlers.get(event)
    if handler is None or not _watching or sys is None or sys.is_finalizing():
        return
    with _alone() as alone:
        if alone:
            handler(*args)


class _Environment(type(os.environ)):  # type: ignore[misc]
    """The environment, which notes who reads what."""

    def __getitem__(self, key: str) -> str:
        value = self._data.get(self.encodekey(key)) if isinstance(key, str) else None
        with _alone() as alone:
            if alone and isinstance(key, str):
                _observer.variable(key, None if value is None else self.decodevalue(value))
        found: str = super().__getitem__(key)
        return found

    def __setitem__(self, key: str, value: str) -> None:
        super().__setitem__(key, value)
        _observer.noted.add(("set", key))

    def __iter__(self) -> Iterator[str]:
        with _alone() as alone:
            if alone:
                _observer.environment()
        found: Iterator[str] = super().__iter__()
        return found


def _looking(real: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
    """Return ``os.stat`` or its like, which notes what it is asked."""

    @wraps(real)
    def look(path: Any, *args: Any, **options: Any) -> os.stat_result:
        watched = not isinstance(path, int) and options.get("dir_fd") is None
        try:
            found = real(path, *args, **options)
        except OSError:
            if watched:
                with _alone() as alone:
                    if alone:
                        _observer.looked(path, is_folder=False)
            raise
        if watched:
            with _alone() as alone:
                if alone:
                    _observer.looked(path, is_folder=stat.S_ISDIR(found.st_mode))
        return found

    return look


def _accessing(real: Callable[..., bool]) -> Callable[..., bool]:
    """Return ``os.access``, which notes what it is asked."""

    @wraps(real)
    def access(path: Any, *args: Any, **options: Any) -> bool:
        with _alone() as alone:
            if alone and not isinstance(path, int) and options.get("dir_fd") is None:
                _observer.looked(path, is_folder=os.path.isdir(path))  # noqa: PTH112
        return real(path, *args, **options)

    return access


def _reading_clock(real: Callable[..., Any], given: int) -> Callable[..., Any]:
    """Return a function of ``time``, which notes who asks it for now; *given* arguments say another time."""

    @wraps(real)
    def clock(*args: Any) -> Any:
        if len(args) < given or given == 0:
            with _alone() as alone:
                if alone:
                    _observer.clock(f"time.{real.__name__}")
        return real(*args)

    return clock


def _compiled_anew() -> None:
    """Let modules of the project be compiled from their source in every run.

    Python takes what it compiled earlier for current where the source has the same time and size.
    """
    from importlib.machinery import SourceFileLoader

    real = SourceFileLoader.path_stats

    @wraps(real)
    def path_stats(self: SourceFileLoader, path: str) -> Any:
        if _watching and _observer.is_project(path):
            raise OSError
        return real(self, path)

    setattr(SourceFileLoader, "path_stats", path_stats)  # noqa: B010  (mypy wants no assignment to a method)


_observer: _Observer
_watching = False
_finish: Callable[[], None] | None = None
_helpers = {__file__}


def start() -> None:
    """Watch this process, where a build listens; once."""
    facts = os.environ.get(VARIABLE)
    if facts and journal.is_kept() and "_observer" not in globals():
        leave_to_observer()
        _watch(_Observer(json.loads(facts)))


def _watch(observer: _Observer) -> None:
    """Let an observer know what this process does from now on."""
    global _observer, _watching
    import contextlib

    _observer, _watching = observer, True
    _helpers.add(contextlib.__file__)
    os.environ.__class__ = _Environment
    os.stat, os.lstat = _looking(os.stat), _looking(os.lstat)
    os.access = _accessing(os.access)
    for name, given in _CLOCKS.items():
        setattr(time, name, _reading_clock(getattr(time, name), given))
    _compiled_anew()
    sys.addaudithook(_hook)


#: Functions of ``time`` that tell the time of day, and how many arguments say another time instead.
_CLOCKS = {"time": 0, "time_ns": 0, "localtime": 1, "gmtime": 1, "ctime": 1, "asctime": 1, "strftime": 2}


def load_ipython_extension(shell: Any) -> None:
    """Note what the author's cells load; IPython calls this when the kernel starts."""
    report_former.install()

    def begin(_info: Any) -> None:
        if "_observer" in globals():
            _observer.author = True

    shell.events.register("pre_run_cell", begin)
    shell.events.register("post_run_cell", lambda _result: _note_modules())
    if "_observer" in globals():
        if _finish is not None:
            _finish()
        _observer.author = True
        for step in _observer.libraries:
            import_libraries(step)
        _observer.author = False


def import_libraries(names: Iterable[str]) -> None:
    """Import what a notebook's first cells will import, in the order in which every kernel does."""
    for name in names:
        with suppress(Exception):  # the cell that imports it says what is wrong
            __import__(name)  # of which Python tells, as it does of a statement


def start_ahead(facts: dict[str, Any]) -> None:
    """Watch what this process imports for kernels that will be forked from it (:mod:`report_warm`)."""
    observer = _Observer(facts)
    observer.ahead, observer.author = True, False
    _watch(observer)


def pause() -> None:
    """Watch nothing until :func:`go_on`."""
    global _watching  # noqa: PLW0603
    _watching = False


def go_on(*, author: bool) -> None:
    """Watch again; say whether what happens now is to count as the author's doing."""
    global _watching  # noqa: PLW0603
    _observer.author = author
    _watching = True


def take_over(finish: Callable[[], None]) -> bool:
    """Be the observer of a kernel that was forked; return whether the project may be served by it.

    Args:
        finish: called where an ordinary kernel imports its libraries.

    What was met before the fork, beside an empty folder, is told as if this kernel had met it. Where one of
    these things stands otherwise in the project (a module of a library's name, a ``matplotlibrc``), what was
    imported is not what this kernel would have imported, and nothing is told.
    """
    global _watching, _finish  # noqa: PLW0603
    _finish = finish
    met = _observer.met
    _watching = False
    observer = _Observer(json.loads(os.environ[VARIABLE]))
    observer.ahead = True
    sys.path.insert(0, "")  # IPython will put it there
    for line in met:
        name = line["name"]
        match line["kind"]:
            case "import":
                observer.author = True
                observer.imported(name)
            case "file" | "there" | "listing" as kind:
                full = os.path.join(observer.root, name)  # noqa: PTH118
                look = {"file": file_state, "there": there_state, "listing": listing_state}[kind]
                if look(full) != line["state"]:
                    return False
                observer.note(kind, name, name=name, state=line["state"])
            case "opened":  # by another process
                continue
            case kind:
                observer.note(kind, name, **{key: value for key, value in line.items() if key != "kind"})
    observer.author = False
    del sys.path[0]
    if any(line["kind"] == "import" and line["state"] for line in observer.met):
        return False
    observer.ahead = False
    for line in observer.met:
        observer.tell(**line)
    _known_modules.update(sys.modules)
    leave_to_observer()
    _watch_instead(observer)
    return True


def _watch_instead(observer: _Observer) -> None:
    global _observer, _watching
    _observer, _watching = observer, True


_known_modules: set[str] = set()


def _note_modules() -> None:
    """Note the modules of the project that a cell has loaded, and those that work unseen."""
    if "_observer" not in globals():
        return
    with _alone():
        for name in sys.modules.keys() - _known_modules:
            _known_modules.add(name)
            file = getattr(sys.modules[name], "__file__", None)
            if isinstance(file, str) and _observer.is_project(file) and (full := _observer.located(file)):
                _observer.note("module", name, name=name, file=_observer.name(full))
