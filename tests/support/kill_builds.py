"""Builds of the small report that are killed at any moment, or two at once; a program, which forks for each.

    python tests/support/kill_builds.py kills FOLDER NUMBER SEED
    python tests/support/kill_builds.py pairs FOLDER NUMBER SEED

Nothing but ``report`` runs in the processes that it forks, without the time that it takes to import it.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from reproreport import processes
from reproreport.cli import main
from seen import tree
from small_report import write_report

PLACES = ("site", "pdf", "publications")
PROSE = ("}} people", "}} persons")
DATA = ("an,3", "an,4")
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT, *[signal.SIGKILL] * 6)
State = tuple[int, int]


def edit(root: Path, state: State) -> None:
    """Give the report one of two texts, and one of two numbers."""
    for name, words, chosen in (
        ("chapters/coffee/index.qmd", PROSE, state[0]),
        ("data/coffee/cups.csv", DATA, state[1]),
    ):
        path = root / name
        text = path.read_text(encoding="utf-8")
        old = words[1 - chosen]
        path.write_text(text.replace(old, words[chosen]), encoding="utf-8")


def published(root: Path) -> tuple[str, ...]:
    """Return what readers find."""
    return tuple(tree(root / "build" / place) for place in PLACES)


def start(root: Path) -> int:
    """Start a build in a process of its own, and return its number."""
    child = os.fork()
    if child:
        return child
    os.chdir(root)
    log = os.open(root.parent / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    code = 1
    try:
        sys.argv = ["report", "build", "--renderer", "pandoc"]
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        os._exit(code)


def ended(child: int) -> int:
    """Wait for a build; return its exit code, or the signal that ended it, less than 0."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def build(root: Path) -> None:
    """Build, and be sure that it went well."""
    code = ended(start(root))
    assert code == 0, (root.parent / "log").read_text(encoding="utf-8")[-2000:]


def leftovers() -> list[str]:
    """Return what a build has left behind, after the time that it takes to clear up after one."""
    temporary = Path(tempfile.gettempdir())
    for _ in range(100):
        found = [str(path) for path in temporary.iterdir()]
        found += [str(one) for one in processes.marked(str(temporary)) if one != os.getpid()]
        if not found:
            break
        time.sleep(0.05)
    return found


def kills(root: Path, number: int, chance: random.Random) -> None:
    """Kill so many builds; after each the report is the old one or the new one, and the next build right."""
    right: dict[State, tuple[str, ...]] = {}
    seconds: dict[bool, float] = {}
    for state in ((0, 0), (1, 0), (1, 1), (0, 1)):
        edit(root, state)
        begun = time.monotonic()
        build(root)
        seconds[state in ((0, 0), (1, 1))] = time.monotonic() - begun
        right[state] = published(root)
    assert len(set(right.values())) == len(right)
    now: State = (0, 1)
    counts = {"old": 0, "new": 0}
    for turn in range(number):
        computes = turn % 6 == 0
        following = (now[0], 1 - now[1]) if computes else (1 - now[0], now[1])
        edit(root, following)
        how, moment = chance.choice(SIGNALS), chance.uniform(0, seconds[computes])
        child = start(root)
        time.sleep(moment)
        os.kill(child, how)
        ended(child)
        found = published(root)
        where = f"turn {turn}: {signal.Signals(how).name} after {moment:.2f} s"
        assert found in (right[now], right[following]), f"a mixture, {where}"
        counts["old" if found == right[now] else "new"] += 1
        assert not leftovers(), f"{leftovers()}, {where}"
        build(root)
        assert published(root) == right[following], f"the next build is wrong, {where}"
        names = {path.name for path in (root / "build/.published").glob("*")} | {*root.rglob(".*.new")}
        assert len(names) <= 3, f"{names}, {where}"
        now = following
    say(f"{number} kills: {counts['old']} left the old report, {counts['new']} the new one")


def pairs(root: Path, number: int, chance: random.Random) -> None:
    """Start so many pairs of builds at once; each of the two comes to a good end."""
    build(root)
    for turn in range(number):
        edit(root, (1 - turn % 2, 0))
        first = start(root)
        time.sleep(chance.uniform(0, 0.3))
        second = start(root)
        codes = ended(first), ended(second)
        assert codes == (0, 0), (codes, (root.parent / "log").read_text(encoding="utf-8")[-2000:])
        assert PROSE[1 - turn % 2][3:] in (root / "build/site/chapters/coffee/index.html").read_text(
            encoding="utf-8"
        )
        assert not leftovers()
    say(f"{number} pairs: {2 * number} builds")


def say(text: str) -> None:
    """Say how it went."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    what, folder, times, seed = sys.argv[1:]
    (Path(folder) / "temporary").mkdir(parents=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(Path(folder) / "temporary")
    report = write_report(Path(folder) / "report")
    {"kills": kills, "pairs": pairs}[what](report, int(times), random.Random(int(seed)))  # noqa: S311
