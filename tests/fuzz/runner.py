"""Give a parser many inputs in a process of its own: what it raises, a hang, and memory are findings.

``python -m fuzz.runner PARSER FIRST COUNT`` reads these cases, ``PARSER -`` the input on stdin.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.parsers import Parser

HERE = Path(__file__).resolve().parent
SUPPORT = HERE.parent / "support"
ROOT = HERE.parent.parent
MEMORY = 500_000_000
"""Bytes that an input may take."""

_CLIMBED = 20
"""Inputs after which a process is taken to hold all that it needs for itself."""


@dataclass(frozen=True)
class Finding:
    """An input that should not have ended so; *number* is -1 for one of the corpus."""

    parser: str
    number: int
    what: str


def fuzz(parser: str, first: int, count: int, *, patience: float) -> list[Finding]:
    """Give a parser some cases; a process that hangs or grows is ended, and another one goes on.

    Args:
        parser: its name.
        first: the number of the first case.
        count: how many.
        patience: seconds that one input may take.
    """
    found: list[Finding] = []
    end = first + count
    while first < end:
        number, more = _some(parser, first, end - first, patience, found)
        first = number + 1
        if not more:
            break
    return found


def fuzz_kept(parser: str, *, patience: float) -> dict[str, str]:
    """Return what came of the inputs that are kept for a parser, by their names, where it should not have."""
    kept = corpus(parser)
    found: list[Finding] = []
    first = 0
    while first < len(kept):
        number, more = _some(parser, first, len(kept) - first, patience, found, "kept")
        first = number + 1
        if not more:
            break
    return {kept[one.number].name: one.what for one in found}


def corpus(parser: str) -> list[Path]:
    """Return the files of the inputs that are kept for a parser."""
    return sorted((HERE / "corpus" / parser).iterdir())


def read_one(parser: str, data: bytes, *, patience: float) -> str:
    """Return what came of one input: nothing where it was read or refused."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "fuzz.runner", parser, "-"],
            input=data,
            capture_output=True,
            check=False,
            cwd=ROOT,
            env=_environment(),
            timeout=patience,
        )
    except subprocess.TimeoutExpired:
        return "it hangs"
    said = done.stdout.decode().strip()
    return said or (done.stderr.decode()[-500:] if done.returncode else "")


def _environment() -> dict[str, str]:
    given = os.environ.get("PYTHONPATH", "")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*filter(None, [given]), *map(str, (HERE.parent, SUPPORT, ROOT))]),
    }


def _some(
    parser: str, first: int, count: int, patience: float, found: list[Finding], *more: str
) -> tuple[int, bool]:
    """Read cases in one process; return the last that began, and whether there are more."""
    process = subprocess.Popen(
        [sys.executable, "-m", "fuzz.runner", parser, str(first), str(count), *more],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=_environment(),
        start_new_session=True,
    )
    assert process.stdout is not None
    number, least, last = first - 1, 0, time.monotonic()
    pending = b""
    try:
        while True:
            ready, _, _ = select.select([process.stdout], [], [], 0.25)
            if ready:
                read = os.read(process.stdout.fileno(), 65536)
                if not read:
                    break
                *lines, pending = (pending + read).split(b"\n")
                for line in lines:
                    words = line.decode().split("\t")
                    number = int(words[0])
                    if len(words) > 1:
                        found.append(Finding(parser, number, words[1]))
                last = time.monotonic()
            size = _size(process.pid)
            if number - first < _CLIMBED or not least:
                least = max(size, least) if least else size
            what = ""
            if time.monotonic() - last > patience * (3 if number < first else 1):
                what = f"it takes more than {patience:.0f} s"
            elif size > least + MEMORY and number >= first:
                what = f"it takes {(size - least) // 1_000_000} MB"
            if what:
                found.append(Finding(parser, number, what))
                return number, True
        if process.wait() and number < first:
            raise RuntimeError(f"the reader of {parser} does not start: it ends with {process.returncode}")
        if process.returncode and number < first + count - 1:
            found.append(Finding(parser, number, f"the process ended with {process.returncode}"))
            return number, True
        return first + count, False
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def _size(pid: int) -> int:
    total = 0
    with suppress(psutil.Error):
        program = psutil.Process(pid)
        total = program.memory_info().rss
        for child in program.children(recursive=True):
            with suppress(psutil.Error):
                total += child.memory_info().rss
    return total


def _told(error: BaseException) -> str:
    place = next(
        (
            f"{Path(frame.filename).name}:{frame.lineno}"
            for frame in reversed(traceback.extract_tb(error.__traceback__))
            if "/analysis/reproreport/" in frame.filename
        ),
        "",
    )
    return f"{type(error).__name__} at {place}: {error}".replace("\n", " ").replace("\t", " ")[:300]


def _inputs(parser: Parser, arguments: list[str]) -> Iterator[tuple[int, bytes]]:
    """Yield what the arguments name: inputs, each with its number."""
    from fuzz.mutate import case

    _, name, first, *more = arguments
    if first == "-":
        yield -1, sys.stdin.buffer.read()
        return
    for number in range(int(first), int(first) + int(more[0])):
        kept = corpus(name)[number].read_bytes() if len(more) > 1 else None
        yield number, case(parser.seeds, parser.words, number, name) if kept is None else kept


def main() -> None:
    """Read the inputs that the arguments name; say of each that it begins, and what it raised."""
    from fuzz.parsers import PARSERS
    from reproreport.errors import ReportError

    name, first = sys.argv[1], sys.argv[2]
    parser = PARSERS[name]
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory(prefix="report-fuzz-") as folder:
        for number, data in _inputs(parser, sys.argv):
            if first != "-":
                out.write(f"{number}\n")
                out.flush()
            try:
                parser.run(data, Path(folder))
            except ReportError as error:
                str(error)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                out.write(f"{number}\t{_told(error)}\n")
                out.flush()


if __name__ == "__main__":
    main()
