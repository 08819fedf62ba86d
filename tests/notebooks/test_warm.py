"""Kernels that are forked from a process which has imported libraries: nobody can tell them from others."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import psutil
import pytest

from reproreport.errors import NotebookError
from reproreport.notebooks.declared import declared
from reproreport.notebooks.observed import Observed
from reproreport.notebooks.run import run_notebook
from reproreport.notebooks.warm import Kernels
from reproreport.project import load_project
from reproreport.project.limits import Limits
from small_report import CELLS, write_report

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")

IMPORTS = """
    import warnings

    import matplotlib.pyplot as plt
    import numpy as np
    import pandas as pd
    import seaborn as sns
    from scipy.stats import chisquare

    from reproreport import figures, sources, tables
    from reproreport.results import record, states
"""

USES = """
    import helper
    import csv, colorsys
    cups = sources.read("data/coffee/cups.csv")
    record("level", confidence, kind="percent")
    record("statistic", float(chisquare([10, 20, 30]).statistic), kind="number")
    warnings.warn("shown")
    print(sorted(np.__name__ for np in [np]), pd.Series([1, 2]).rank().tolist())
    sns.barplot(x=[1, 2], y=[3, 4])
    plt.show()
"""


def notebook(root: Path, *cells: str) -> Path:
    """Write the small report, with these cells after the one with parameters."""
    return write_report(root, [CELLS[0], *(("", dedent(one).strip()) for one in cells)])


def run(root: Path, kernels: Kernels | None, limits: Limits | None = None) -> tuple[dict[str, Any], Observed]:
    """Run its notebook; return the values that it recorded, and what it was seen to use."""
    found = run_notebook(
        declared(load_project(root).notebooks["coffee"], root),
        chapter="coffee",
        parameters={"confidence": 0.9},
        root=root,
        output=root / "build/coffee.ipynb",
        results=root / "build/coffee.json",
        failed=root / "build/failed.ipynb",
        limits=limits,
        kernels=kernels,
    )
    recorded = json.loads((root / "build/coffee.json").read_text(encoding="utf-8"))["results"]
    return {one["name"].removeprefix("coffee."): one["value"] for one in recorded}, found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a report whose notebooks all tests here write."""
    return tmp_path_factory.mktemp("warm") / "report"


@pytest.fixture(scope="module")
def kernels(root: Path) -> Iterator[Kernels]:
    """Fork kernels for that report: what was imported once serves all tests."""
    with Kernels(root) as starting:
        yield starting


def test_the_same_bytes_and_the_same_inputs(root: Path, kernels: Kernels) -> None:
    """A forked kernel shows, records and is seen to use what an ordinary one does: its libraries, too."""
    notebook(root, IMPORTS, USES)
    (root / "helper.py").write_text("import calendar\n", encoding="utf-8")
    written = []
    seen = []
    for starting in (kernels, None):
        before = kernels.forked
        _, used = run(root, starting)
        assert kernels.forked - before == (starting is not None)
        written.append([(root / "build" / name).read_bytes() for name in ("coffee.ipynb", "coffee.json")])
        seen.append(used)
    assert written[0] == written[1]
    assert seen[0] == seen[1]
    imports = [name for name in seen[0].cells[0] if name.startswith("import ")]
    looked_for = {one for name in imports for one in name.split("\t")[0].removeprefix("import ").split(",")}
    assert {"numpy", "pandas", "seaborn", "scipy", "matplotlib"} <= looked_for
    assert "there matplotlibrc" in seen[0].inputs


LEAVES = """
    import builtins, os, random, signal, sys, tempfile, threading
    os.environ["LEFT"] = "x"
    os.chdir("/")
    signal.signal(signal.SIGUSR1, lambda *_: None)
    np.random.seed(1); random.seed(1)
    left = open(os.path.join(tempfile.gettempdir(), "left"), "w")
    pd.left = np.left = builtins.left = plt.left = 1
    plt.rcParams["lines.linewidth"] = 99
    pd.set_option("display.precision", 1)
    np.seterr(all="raise")
    warnings.simplefilter("error")
    sys.modules["left"] = sys
    sys.path.append("/left")
    os.umask(0o077)
"""

FINDS = """
    import builtins, locale, os, random, signal, sys, tempfile, threading
    from pathlib import Path
    def says(name, value):
        record(name, str(value), kind="text")
    says("environment", sorted(one for one in os.environ if one not in ("JPY_SESSION_NAME",)))
    says("folder", Path.cwd() == Path(".").resolve() and Path("_quarto.yml").is_file())
    says("signals", [str(signal.getsignal(one)).split(" at ")[0] for one in sorted(signal.valid_signals())])
    says("mask", sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])))
    places = [Path("/proc/self/fd") / one for one in os.listdir("/proc/self/fd")]
    files = [os.readlink(one) for one in places if one.is_symlink()]
    says("files", sorted(one.split(":")[0] for one in files if one.startswith("/") and "/nb-" not in one))
    says("sockets", sum(one.startswith("socket") for one in files))
    says("left", [hasattr(one, "left") for one in (pd, np, builtins, plt)])
    says("settings", [plt.rcParams["lines.linewidth"], pd.get_option("display.precision"), np.geterr()])
    says("filters", warnings.filters)
    says("modules", sorted(one for one in sys.modules if not one.startswith("_")))
    says("path", [one for one in sys.path])
    says("arguments", [os.path.basename(one) for one in (*sys.argv, *sys.orig_argv) if "json" not in one])
    says("threads", sorted(one.name.split("-")[0] for one in threading.enumerate()))
    says("hash", [sys.flags, hash("report")])
    says("umask", oct(os.umask(0o022)))
    says("session", [os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid()])
    says("temporary", [one.name for one in Path(tempfile.gettempdir()).iterdir() if one.suffix != ".json"])
    says("locale", locale.setlocale(locale.LC_ALL))
    record("random", random.random(), kind="number")
    record("numbers", float(np.random.random()), kind="number")
"""


def test_nothing_of_one_notebook_reaches_another(root: Path, kernels: Kernels) -> None:
    """After a notebook that changes all it can, the next one finds what an ordinary kernel finds."""
    notebook(root, IMPORTS, LEAVES)
    run(root, kernels)
    notebook(root, IMPORTS, FINDS)
    before = kernels.forked
    first, _ = run(root, kernels)
    second, _ = run(root, kernels)
    assert kernels.forked - before == 2
    ordinary, _ = run(root, None)
    for name in ("random", "numbers"):
        # 53 random bits each: not even two kernels of one parent begin alike.
        assert len({one.pop(name) for one in (first, second, ordinary)}) == 3
    assert first == second
    assert {name: (value, ordinary[name]) for name, value in first.items() if value != ordinary[name]} == {}


@pytest.mark.parametrize(
    ("file", "text"), [("matplotlibrc", "lines.linewidth: 7\n"), ("cycler.py", "x = 1\n")]
)
def test_what_the_project_puts_in_a_library_s_way(root: Path, kernels: Kernels, file: str, text: str) -> None:
    """Where a library would find a setting or a module of the project, the kernel is an ordinary one."""
    cell = "import matplotlib\nrecord('width', matplotlib.rcParams['lines.linewidth'], kind='number')"
    libraries = "import pandas\nfrom reproreport.results import record"
    notebook(root, libraries if file == "cycler.py" else f"import matplotlib.pyplot\n{libraries}", cell)
    (root / file).write_text(text, encoding="utf-8")
    try:
        if file == "cycler.py":
            for starting in (kernels, None):
                with pytest.raises(NotebookError, match="cycler"):
                    run(root, starting)
        else:
            assert run(root, kernels) == run(root, None) == ({"width": 7.0}, run(root, None)[1])
    finally:
        (root / file).unlink()


def test_a_library_that_was_installed_meanwhile(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library of another version is imported anew, by a preview that goes on as well."""
    packages = tmp_path / "site-packages"
    (packages / "installed").mkdir(parents=True)
    (packages / "installed-1.dist-info").mkdir()
    module = packages / "installed/__init__.py"
    monkeypatch.syspath_prepend(str(packages))
    monkeypatch.setenv("PYTHONPATH", str(packages))
    notebook(
        root,
        "import installed\nfrom reproreport.results import record",
        "record('one', installed.one, kind='count')",
    )
    with Kernels(root) as own:
        for value in (1, 1, 22):
            if not module.exists() or value != 1:
                module.write_text(f"one = {value}\n", encoding="utf-8")
            assert run(root, own)[0] == {"one": value}
        assert own.forked == 2
        assert run(root, own)[0] == {"one": 22}
        assert own.forked == 3


@pytest.mark.parametrize(
    ("code", "limits", "message"),
    [
        ("while True: pass", Limits(cell=2), "cell 3: timeout: it ran for more than 2 seconds"),
        ("while True: pass", Limits(notebook=5), "timeout: it ran for more than 5 seconds"),
        ("import os; os._exit(3)", None, "cell 3: Kernel died: it ended while the cell ran"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", None, "cell 3: Kernel died"),
        ("kept = [bytearray(10**7) for _ in range(10**4)]", Limits(memory=900), "cell 3: memory: it took"),
        ("raise KeyboardInterrupt", None, "cell 3: KeyboardInterrupt"),
        ("import sys; sys.exit(0)", None, "cell 3: SystemExit"),
    ],
)
def test_ends(root: Path, kernels: Kernels, code: str, limits: Limits | None, message: str) -> None:
    """A kernel that goes too far, fails or dies is named as an ordinary one is, and leaves nothing behind."""
    notebook(root, "import pandas", f"import subprocess\nsubprocess.Popen(['sleep', '987654'])\n{code}")
    before = kernels.forked
    with pytest.raises(NotebookError, match=message):
        run(root, kernels, limits)
    assert kernels.forked == before + 1
    assert _sleeping() == []


def test_a_server_that_is_killed(root: Path) -> None:
    """What was forked from it ends with it, and the next notebook runs."""
    notebook(root, "import pandas", "from reproreport.results import record\nrecord('one', 1, kind='count')")
    others = set(psutil.Process().children())
    with Kernels(root) as own:
        run(root, own)
        (server,) = set(psutil.Process().children()) - others
        forked = server.children(recursive=True)
        assert forked
        server.send_signal(signal.SIGKILL)
        psutil.wait_procs(forked, timeout=20)
        assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in forked)
        assert run(root, own)[0] == {"one": 1}
    assert set(psutil.Process().children()) == others


def test_nothing_is_left(root: Path) -> None:
    """When a build ends, so does what its kernels were forked from, and its folder is gone."""
    notebook(root, "import pandas", "x = 1")
    others = set(psutil.Process().children(recursive=True))
    with Kernels(root) as own:
        run(root, own)
        folder = own.folder
        assert folder.is_dir()
        family = set(psutil.Process().children(recursive=True)) - others
        assert family
    assert not folder.exists()
    assert not any(one.is_running() for one in family)


def _sleeping() -> list[int]:
    found = []
    for one in psutil.process_iter(["cmdline"]):
        if one.info["cmdline"] == ["sleep", "987654"] and one.status() != psutil.STATUS_ZOMBIE:
            found.append(one.pid)
    return [pid for pid in found if pid != os.getpid()]
