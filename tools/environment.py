"""Make the report's environment, bring it up to date, or go on where an interrupted set-up was left.

    python tools/environment.py .venv            the packages of requirements.lock, and the report itself
    python tools/environment.py .venv FILE.lock  the packages of another lock, besides

make calls it, in the project's folder, with a Python that the lock is for. Nothing but Python's standard
library is used, because nothing else is there yet.

A lock names every package with its version and the hashes of its files, so that pip has nothing to decide. It
is told so: where it looks for dependencies, it takes newer releases than those that are pinned (pypa/pip
#9644), and where it builds from source, whatever builds there that day.

``<environment>/ready`` says for which folder, Python and packages an environment is ready; as long as the
work goes on, it says that it is not finished.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCK = Path("requirements.lock")
PINNED = ("--no-deps", "--require-hashes", "--only-binary", ":all:")
STEP = 25
"""After so many packages a line says how far pip has come."""

_VERSION = "{}.{}".format(*sys.version_info)
_OURS = {"pip", "setuptools", "reproreport"}
_NAME = re.compile(r"^([A-Za-z0-9][\w.-]*)==", re.MULTILINE)


class SetUpError(Exception):
    """The environment cannot be made; the message says why, and what to do."""


class Environment:
    """A virtual environment in a folder of the project, or elsewhere."""

    def __init__(self, folder: Path) -> None:
        """Remember where it is, or is to be."""
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.ready = folder / "ready"

    @property
    def _made_for(self) -> bytes:
        """Return what an environment is made for: a folder that it is not moved from, and a Python."""
        return os.fsencode(f"{Path.cwd()}\nPython {_VERSION}\n")

    def is_ready(self) -> bool:
        """Say whether it was finished for this folder, Python and lock; the Makefile compares the same."""
        return self._recorded() == self._made_for + _wanted()

    def begin(self) -> None:
        """Note that the environment is not ready; for what it was, is kept."""
        _, _, before = self._recorded().split(b"\n", 2) if self._recorded() else (b"", b"", b"")
        self.ready.write_bytes(self._made_for + b"not finished\n" + before)

    def end(self) -> None:
        """Note that it is ready."""
        scratch = self.ready.with_suffix(".new")
        scratch.write_bytes(self._made_for + _wanted())
        scratch.replace(self.ready)

    def _recorded(self) -> bytes:
        try:
            found = self.ready.read_bytes()
        except OSError:
            return b""
        return found if found.count(b"\n") > 1 else b""

    def recorded_names(self) -> set[str]:
        """Return the packages of the lock for which the environment was made."""
        return locked_names(self._recorded().decode(errors="replace"))

    def fault(self) -> str:
        """Return why what is in the folder cannot be used; an empty text where it can.

        Raises:
            SetUpError: it is something else than an environment, and not to be touched.
        """
        holds = {path.name for path in self.folder.iterdir()}
        if not holds - {"ready"}:
            return "it is empty"
        if "pyvenv.cfg" not in holds and "ready" not in holds:
            raise SetUpError(
                f"{self.folder} is a folder of something else, and not Python's: say make VENV=another-folder"
            )
        if "pyvenv.cfg" not in holds:
            return "it is not complete"
        return self._elsewhere() or self._python_fault()

    def _elsewhere(self) -> str:
        """Return from where it was moved: the paths in its programs are those of the old place."""
        made_in = os.fsdecode(self._recorded().partition(b"\n")[0])
        if made_in:
            return "" if made_in == str(Path.cwd()) else f"it was made in {made_in}"
        with suppress(OSError, UnicodeDecodeError):
            activate = (self.folder / "bin" / "activate").read_text(encoding="utf-8")
            return "" if str(self.folder.absolute()) in activate else "it was made in another folder"
        return "it is not complete"

    def _python_fault(self) -> str:
        """Return what is wrong with its Python or its pip."""
        ask = "import sys; print('{}.{}'.format(*sys.version_info)); import pip._internal.cli.main"
        try:
            answer = subprocess.run(
                [self.python, "-I", "-c", ask], capture_output=True, text=True, check=False, timeout=60
            )
        except (OSError, subprocess.TimeoutExpired):
            return "its Python does not start"
        version = answer.stdout.strip()
        if version != _VERSION:
            return f"its Python is {version or 'broken'}, and {_VERSION} is wanted"
        if answer.returncode or any(info.name.startswith("pip-") for info in self._broken()):
            return "it has no pip that works"
        return ""

    def make(self) -> None:
        """Make it anew, by the Python that runs this; the record stays while the rest is removed.

        Raises:
            SetUpError: this Python cannot make environments.
        """
        missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
        if missing:
            raise SetUpError(
                f"{sys.executable} cannot make environments: it lacks {' and '.join(missing)}.\n"
                f"    Debian and Ubuntu have it apart: apt install python{_VERSION}-venv.\n"
                "    Another Python, such as one of conda, uv or pyenv: make PYTHON=/path/to/python3"
            )
        # The Python that runs this may be the environment's, which goes now.
        base = Path(getattr(sys, "_base_executable", "") or sys.executable)
        if self.folder.absolute() in base.parents:
            base = base.resolve()
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path != self.ready:
                path.unlink()
        made = subprocess.run(
            [base, "-I", "-m", "venv", self.folder], capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise SetUpError(f"{base} -m venv stopped:\n    {made.stderr.strip() or made.stdout.strip()}")

    def forget_broken(self, names: set[str]) -> None:
        """Let pip install again what an interrupt has left in parts."""
        for info in self._broken():
            if _normal(info.name.split("-")[0]) in names:
                shutil.rmtree(info)

    def _broken(self) -> Iterator[Path]:
        """Yield the records of packages of which files are missing, or cut off."""
        for info in self.folder.glob("lib/python*/site-packages/*.dist-info"):
            try:
                with (info / "RECORD").open(encoding="utf-8", newline="") as file:
                    whole = all(_is_whole(info.parent, *row) for row in csv.reader(file))
            except (OSError, TypeError, ValueError):
                whole = False
            if not whole:
                yield info

    def others(self, names: set[str]) -> set[str]:
        """Return the packages that somebody has put there besides these."""
        found = self.folder.glob("lib/python*/site-packages/*.dist-info")
        return {_normal(info.name.split("-")[0]) for info in found} - names - _OURS

    def install(self, lock: Path) -> None:
        """Install the packages of a lock."""
        total = len(_NAME.findall(lock.read_text(encoding="utf-8")))
        seen = 0
        for line in self._pip("install", *PINNED, "--progress-bar", "off", "--requirement", lock):
            if line.startswith("Ignoring "):  # for another Python or platform
                total -= 1
            elif f"(from -r {lock}" in line:
                seen += 1
                if seen % STEP == 0:
                    say(f"  {seen} of {total} packages")
            elif line.startswith("Installing collected packages"):
                say("  unpacking …")

    def install_report(self) -> None:
        """Install the report itself as it stands in this folder, without a look at the network."""
        for _ in self._pip("install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", "."):
            pass

    def uninstall(self, names: set[str]) -> None:
        """Remove packages that the lock no longer has."""
        if names:
            for _ in self._pip("uninstall", "--yes", *sorted(names)):
                pass

    def disagreements(self) -> str:
        """Return what `pip check` finds: packages that miss another one, or do not fit it."""
        done = subprocess.run(
            [self.python, "-I", "-m", "pip", "check", "--disable-pip-version-check"],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        return done.stdout.strip().replace("\n", "\n    ") if done.returncode else ""

    def _pip(self, *words: str | Path) -> Iterator[str]:
        """Run pip, and yield what it says; its errors go where those of this program go.

        Raises:
            SetUpError: pip stopped.
        """
        command = [self.python, "-I", "-m", "pip", words[0], "--disable-pip-version-check", *words[1:]]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as pip:
            assert pip.stdout is not None  # noqa: S101
            yield from pip.stdout
        if pip.returncode:
            raise SetUpError(
                f"pip {words[0]} stopped; its own words stand above.\n"
                "    What it has fetched is kept: the same command goes on from there."
            )


def set_up(environment: Environment) -> None:
    """Make the environment as the lock has it.

    Raises:
        SetUpError: it cannot be done; what was done is kept, and the next call goes on from there.
    """
    with alone(environment.folder):
        fault = environment.fault()
        if environment.is_ready() and not fault:
            return
        start = time.monotonic()
        names = locked_names(LOCK.read_text(encoding="utf-8"))
        gone = environment.recorded_names() - names
        about = f"{len(names) // 10 * 10} packages, each by its hash; once, some two minutes"
        say(f"Setting up {environment.folder} with Python {_VERSION}: about {about} …")
        environment.begin()
        if fault:
            _make(environment, fault)
        _fill(environment, names, gone)
        disagreements = environment.disagreements()
        if disagreements and environment.others(names):
            _make(environment, f"other packages there do not fit: {disagreements.splitlines()[0]}")
            _fill(environment, names, set())
            disagreements = environment.disagreements()
        if disagreements:
            raise SetUpError(f"the lock is not complete for this Python: `make lock`\n    {disagreements}")
        environment.end()
        say(f"Ready in {time.monotonic() - start:.0f} s.")


def _make(environment: Environment, fault: str) -> None:
    if environment.python.is_symlink() or environment.python.exists():
        say(f"  anew: {fault}")
    environment.make()


def _fill(environment: Environment, names: set[str], gone: set[str]) -> None:
    environment.forget_broken(names)
    environment.install(LOCK)
    environment.uninstall(gone)
    environment.install_report()


def add(environment: Environment, lock: Path) -> None:
    """Install the packages of another lock besides.

    Raises:
        SetUpError: it cannot be done, or they do not fit those that are there.
    """
    say(f"Installing the packages of {lock} …")
    environment.install(lock)
    if disagreements := environment.disagreements():
        raise SetUpError(f"{lock} does not fit {LOCK}: `make lock`\n    {disagreements}")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else makes this environment; the end of a process, however it ends, ends its turn."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(ImportError, OSError):  # Windows; a file system without locks
            import fcntl

            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(f"Another set-up of {folder} is under way; waiting for it …")
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _wanted() -> bytes:
    """Return what an environment is ready for: the report's own packages and entry points, and the lock."""
    return Path("pyproject.toml").read_bytes() + LOCK.read_bytes()


def locked_names(text: str) -> set[str]:
    """Return the names of the packages in a lock."""
    return {_normal(name) for name in _NAME.findall(text)}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_whole(folder: Path, name: str, _hash: str, size: str) -> bool:
    path = folder / name
    return path.stat().st_size == int(size) if size else path.exists()


def say(text: str) -> None:
    """Tell how far the set-up has come."""
    print(text, file=sys.stderr, flush=True)


def main(words: list[str]) -> int:
    """Make the environment that the words name; return the exit code."""
    try:
        environment = Environment(Path(words[0]))
        if len(words) > 1:
            add(environment, Path(words[1]))
        else:
            set_up(environment)
    except SetUpError as error:
        say(f"error: {error}")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"error: {where}{error.strerror or error}\n    mend that, or say make VENV=/another/folder")
    except KeyboardInterrupt:
        say("\nInterrupted; the same command goes on from here.")
        return 130
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
