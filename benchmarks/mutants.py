"""Whether the tests would notice a slip: mutants of the pure core, and which of them survive.

    python -m benchmarks.mutants [--number 300] [--seed 1] [--jobs 1] [--only PART ...] [--tests PATH ...]

Samples places in the library's ``statistics/`` and ``audit/``, the same ones for the same seed, changes
one of them at a time in a private copy of the project, and runs the tests there: those that reach the
statement, those of the module's own test file first, quick ones before slow ones, until one fails. A
test that never runs the statement cannot notice. Each mutant has a process of its own, forked from one
that has all libraries loaded. A test that takes ten times the processor time that it takes without the
mutant, and five seconds, is stopped: the mutant hangs, which is noticed, too.

It prints every survivor, and how many there are of each kind; nothing is written into the project.
``--only`` tries, of the sampled ones, those whose ``file:line`` holds one of some texts; ``--tests``
runs these tests only, which shows soon whether a new assertion does what it was written for; ``--kept``
names a file, outside the project, in which what the tests reach is kept from one run to the next.
"""

from __future__ import annotations

import argparse
import os
import pickle
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Final, NoReturn

from benchmarks.mutations import Mutation, mutate, places

if TYPE_CHECKING:
    import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
MUTATED: Final = ("analysis/reproreport/statistics", "analysis/reproreport/audit")
TESTS: Final = ("tests/statistics", "tests/audit", "tests/findings")
COPIED: Final = ("analysis", "tests", "pyproject.toml")
SLACK, TIMES = 5.0, 10.0
"""A test may take so many seconds, and so many times its own, of processor time."""
AT_IMPORT: Final = ""
"""In the place of a test: what runs when a module is loaded, as coverage.py calls it."""
MEMORY: Final = 6 << 30
"""So many bytes a mutant may take."""
WAITED: Final = 900.0
"""After so many seconds by the clock a mutant hangs although its processor does not."""


@dataclass
class Reach:
    """What the tests do without a mutant.

    Attributes:
        seconds: processor time of each test, by its node id.
        lines: for each file the tests that run each line, :data:`AT_IMPORT` among them.
        loading: for each file the tests of those test files that load it.
        modules: all that was loaded, but for what is in the project.
        failed: tests that fail already.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    loading: dict[str, list[str]] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def add(self, other: Reach) -> None:
        """Take in what other tests do."""
        self.seconds |= other.seconds
        self.modules += [name for name in other.modules if name not in self.modules]
        for file, lines in other.lines.items():
            if any(AT_IMPORT in tests for tests in lines.values()):
                self.loading.setdefault(file, []).extend(other.seconds)
            for line, tests in lines.items():
                self.lines.setdefault(file, {}).setdefault(line, []).extend(tests)

    def tests(self, file: str, statement: tuple[int, int]) -> list[str]:
        """Return the tests that can notice a change of a statement, in the order to run them in."""
        lines = self.lines.get(file, {})
        first, last = statement
        reaching = {test for line in range(first, last + 1) for test in lines.get(line, ())}
        using = {test for tests in lines.values() for test in tests}
        if reaching == {AT_IMPORT}:
            reaching = set(self.loading[file])
        own = f"{mirror(file)}::"
        return sorted(
            reaching - {AT_IMPORT},
            key=lambda test: (not test.startswith(own), test not in using, self.seconds[test], test),
        )


def mirror(file: str) -> str:
    """Return the test file that mirrors a module."""
    path = Path(file)
    return str(Path("tests", *path.parts[2:-1], f"test_{path.name}"))


class Observed:
    """A plugin of pytest that notes what each test takes and runs."""

    def __init__(self, reach: Reach) -> None:
        """Note it in ``reach``, lines as coverage.py sees them."""
        import coverage

        self.reach = reach
        self.coverage = coverage.Coverage(
            data_file=None, config_file=False, include=[f"{Path.cwd()}/{folder}/*" for folder in MUTATED]
        )
        # Before pytest loads anything: much runs at import.
        self.coverage.start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note which test begins, and when."""
        self.coverage.switch_context(nodeid)
        self.start = time.process_time()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Note how long it took."""
        self.reach.seconds[nodeid] = time.process_time() - self.start
        self.coverage.switch_context(AT_IMPORT)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note whether it failed."""
        if report.failed:
            self.reach.failed.append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Note what was run."""
        self.coverage.stop()
        data = self.coverage.get_data()
        for file in data.measured_files():
            self.reach.lines[str(Path(file).relative_to(Path.cwd()))] = data.contexts_by_lineno(file)
        here = str(Path.cwd())
        own = {
            name
            for name, module in sys.modules.items()
            if str(getattr(module, "__file__", "")).startswith(here)
        }
        self.reach.modules = [name for name in sys.modules if name not in own]


class Chosen:
    """A plugin of pytest that runs the tests it is given, in their order, each within its time."""

    def __init__(self, tests: dict[str, float]) -> None:
        """Run these tests, which take so many seconds."""
        self.tests = tests
        self.order = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the chosen tests."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Set a test's time limit; at its end the system ends the process."""
        signal.setitimer(signal.ITIMER_PROF, SLACK + TIMES * self.tests[nodeid])


def run_pytest(folder: Path, paths: list[str], plugin: object, *options: str) -> int:
    """Run tests of a copy of the project, in this process; return pytest's exit code."""
    import hypothesis
    import pytest

    os.chdir(folder)
    sys.path[:0] = [str(folder), str(folder / "analysis")]
    hypothesis.settings.register_profile(
        "mutants",
        derandomize=True,
        database=None,
        deadline=None,
        # What fails is enough; how small an example of it there is, nobody reads.
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )
    hypothesis.settings.load_profile("mutants")
    words = ["-q", "--assert=plain", "--tb=no", "--no-header", "-p", "no:cacheprovider", *options, *paths]
    return int(pytest.main(words, plugins=[plugin]))


@contextmanager
def quiet(output: Path) -> Iterator[None]:
    """Send what this process prints to a file."""
    sys.stdout.flush()
    with output.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    yield


def fork() -> int:
    """Fork; a child has this process' libraries loaded, and is the first of a group of its own."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return pid


def end(children: Iterable[int]) -> None:
    """End children with all that they have started."""
    for pid in children:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def stop(number: int, _: object) -> NoReturn:
    """End as after an interrupt, so that no child and no folder is left behind."""
    sys.exit(128 + number)


def observe(folder: Path, tests: list[Path], jobs: int, kept: Path | None) -> Reach:
    """Return what the tests do in a copy without a mutant; end where one of them fails.

    Each test file has a process of its own, so that nothing is remembered from one to the next.
    What was observed of the same files earlier is taken from ``kept``, which is written again.
    """
    known: dict[str, Reach] = {}
    if kept and kept.exists():
        known = pickle.loads(kept.read_bytes())  # noqa: S301  (written by this program, where the caller said)
    library = [*(folder / "analysis/reproreport").rglob("*.py"), *(folder / "tests/support").glob("*.py")]
    seen = digest(sorted(library))
    keys = {test: f"{seen} {digest([folder / test])}" for test in tests}
    waiting = [test for test in tests if keys[test] not in known]
    running: dict[int, Path] = {}
    noted = folder.parent / "reach"
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                test = waiting.pop()
                pid = fork()
                if pid == 0:
                    observe_one(folder, test, Path(f"{noted}-{os.getpid()}"))
                running[pid] = test
            pid, _ = os.wait()
            test, file = running.pop(pid), Path(f"{noted}-{pid}")
            if not file.exists():
                sys.exit(Path(f"{noted}-{pid}.txt").read_text(encoding="utf-8"))
            reach: Reach = pickle.loads(file.read_bytes())  # noqa: S301  (by this program, a moment ago)
            if reach.failed:
                sys.exit(f"error: without any mutant these tests fail: {', '.join(reach.failed)}")
            preload(reach.modules)
            known[keys[test]] = reach
    finally:
        end(running)
    if kept:
        kept.write_bytes(pickle.dumps(known))
    together = Reach()
    for key in keys.values():
        together.add(known[key])
    preload(together.modules)
    return together


def observe_one(folder: Path, test: Path, noted: Path) -> NoReturn:
    """Note what a test file does, and end this process."""
    with suppress(BaseException), quiet(Path(f"{noted}.txt")):
        os.chdir(folder)
        plugin = Observed(Reach())
        run_pytest(folder, [str(test)], plugin)
        noted.write_bytes(pickle.dumps(plugin.reach))
    os._exit(0)


def test_files(folder: Path, test: str) -> list[Path]:
    """Return the test files at or below a path, as paths from the project's folder."""
    path = folder / test
    return (
        [path.relative_to(folder)]
        if path.is_file()
        else [file.relative_to(folder) for file in path.rglob("test_*.py")]
    )


def digest(files: list[Path]) -> str:
    """Return what tells the contents of files from others."""
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def preload(modules: list[str]) -> None:
    """Load the libraries that the tests use, but nothing of the project, for all children."""
    for name in modules:
        if name.partition(".")[0] not in {"reproreport", "tests", "__main__"}:
            with suppress(Exception):
                import_module(name)


@dataclass(frozen=True)
class Mutant:
    """One mutation of one file."""

    file: str
    mutation: Mutation

    @property
    def where(self) -> str:
        """Return the place as editors open it."""
        return f"{self.file}:{self.mutation.line}"


def start(mutant: Mutant, folder: Path, tests: dict[str, float]) -> int:
    """Run the tests of a mutant in a child; return its process id. It ends with pytest's exit code."""
    pid = fork()
    if pid:
        return pid
    code = 3
    try:
        with quiet(folder.parent / f"{folder.name}.txt"):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            # Bytecode is known by its source's time and size: a mutant leaves none, and takes no other's.
            sys.dont_write_bytecode = True
            path = folder / mutant.file
            path.write_text(mutant.mutation.module, encoding="utf-8")
            os.utime(path, (0, 0))
            paths = list(dict.fromkeys(test.partition("::")[0] for test in tests))
            code = run_pytest(folder, paths, Chosen(tests), "-x")
    except MemoryError:
        code = 1
    finally:
        os._exit(code)


def verdict(status: int) -> str:
    """Return what became of a mutant, from how its process ended."""
    if os.WIFSIGNALED(status):
        return "killed"
    code = os.WEXITSTATUS(status)
    # 1: a test failed; 2: a test file cannot be loaded.
    if code not in {0, 1, 2, 5}:
        return "unclear"
    return "killed" if code in {1, 2} else "survived"


def sample(number: int, seed: int) -> list[Mutant]:
    """Return mutants of this project, the same ones for the same seed.

    Each place has a number of its own, made from the seed and its code; the smallest are taken. So a
    change of the code changes what is sampled there, and hardly anything elsewhere.
    """
    ranked: list[tuple[str, str, str, tuple[int, int]]] = []
    for path in sorted(path for folder in MUTATED for path in (ROOT / folder).rglob("*.py")):
        source, file = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
        seen: Counter[str] = Counter()
        for place, code in places(source):
            seen[code] += 1
            number_of = sha256(f"{seed} {file} {code} {seen[code]}".encode()).hexdigest()
            ranked.append((number_of, file, source, place))
    chosen = sorted(ranked)[:number]
    print(f"{len(chosen)} of {len(ranked)} mutants, seed {seed}")
    mutants = [Mutant(file, mutate(source, place)) for _, file, source, place in chosen]
    return sorted(mutants, key=lambda mutant: (mutant.file, mutant.mutation.line))


def try_all(mutants: list[Mutant], reach: Reach, folder: Path, jobs: int) -> dict[Mutant, str]:
    """Return what became of each mutant."""
    free = [Path(shutil.copytree(folder, folder.parent / f"copy-{n}", symlinks=True)) for n in range(jobs)]
    running: dict[int, tuple[Mutant, Path, float]] = {}
    waiting, found = list(reversed(mutants)), dict.fromkeys(mutants, "not reached")
    try:
        while waiting or running:
            while waiting and free:
                mutant = waiting.pop()
                tests = reach.tests(mutant.file, mutant.mutation.statement)
                if not tests:
                    show(mutant, found[mutant])
                else:
                    slot = free.pop()
                    pid = start(mutant, slot, {test: reach.seconds[test] for test in tests})
                    running[pid] = mutant, slot, time.monotonic()
            for pid in list(running):
                ended, status = os.waitpid(pid, os.WNOHANG)
                mutant, slot, since = running[pid]
                if not ended and time.monotonic() - since < WAITED:
                    continue
                end([pid])
                if not ended:
                    _, status = os.waitpid(pid, 0)
                found[mutant] = verdict(status)
                if found[mutant] != "killed":
                    show(mutant, found[mutant])
                shutil.copy2(folder / mutant.file, slot / mutant.file)
                del running[pid]
                free.append(slot)
            time.sleep(0.02)
    finally:
        end(running)
    return found


def show(mutant: Mutant, what: str) -> None:
    """Print a mutant that no test has noticed."""
    before, after = (
        shorten(text, 150, placeholder=" …") for text in (mutant.mutation.before, mutant.mutation.after)
    )
    print(f"{mutant.where}: {what} ({mutant.mutation.kind})\n    {before}\n  → {after}", flush=True)


def copy(folder: Path) -> Path:
    """Copy what is changed or imported into a folder, and link to the rest."""
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name in COPIED and path.is_dir():
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif path.name in COPIED:
            shutil.copy2(path, folder)
        elif not path.name.startswith(".") and path.name != "build":
            (folder / path.name).symlink_to(path)
    return folder


def main() -> None:
    """Try the mutants and print the survivors and how many there are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--number", type=int, default=300, help="how many mutants to sample")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--jobs", type=int, default=1, help="how many to try side by side")
    parser.add_argument(
        "--only", nargs="+", default=[""], help="only those whose file:line holds one of these"
    )
    parser.add_argument("--tests", nargs="+", default=list(TESTS), help="the tests to run")
    parser.add_argument("--kept", type=Path, help="a file for what the tests reach, not to look again")
    options = parser.parse_args()
    sampled = sample(options.number, options.seed)
    mutants = [mutant for mutant in sampled if any(part in mutant.where for part in options.only)]
    signal.signal(signal.SIGTERM, stop)
    # One processor for each: libraries of linear algebra would take all of them.
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with tempfile.TemporaryDirectory(prefix="mutants-") as temporary:
        folder = copy(Path(temporary) / "project")
        tests = sorted(file for test in options.tests for file in test_files(folder, test))
        reach = observe(folder, tests, options.jobs, options.kept)
        took = sum(reach.seconds.values())
        print(
            f"{len(reach.seconds)} tests pass without a mutant, in {took:.0f} s of processor time", flush=True
        )
        found = try_all(mutants, reach, folder, options.jobs)
    print(f"\n{'kind':<12}{'mutants':>9}{'killed':>9}{'left':>9}")
    for kind in [*sorted({mutant.mutation.kind for mutant in mutants}), ""]:
        count = Counter(what for mutant, what in found.items() if kind in {mutant.mutation.kind, ""})
        killed, total = count["killed"], count.total()
        print(f"{kind or 'all':<12}{total:>9}{killed:>9}{total - killed:>9}")
    left = sum(what != "killed" for what in found.values())
    print(f"{left} of {len(found)} are left ({100 * left / max(1, len(found)):.1f} %)")


if __name__ == "__main__":
    main()
