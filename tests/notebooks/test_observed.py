"""What a notebook is seen to use while it runs."""

from __future__ import annotations

import os
import socket
from pathlib import Path, PurePosixPath
from textwrap import dedent

import pytest

from reproreport.errors import NotebookError
from reproreport.inputs import Look
from reproreport.notebooks.declared import declared
from reproreport.notebooks.observed import Observed
from reproreport.notebooks.opened import Openings
from reproreport.notebooks.run import run_notebook
from small_report import write_report

FILES = {
    "helpers.py": "import json\nSETTINGS = json.load(open('settings.json'))\ndef double(x): return 2 * x\n",
    "settings.json": "{}",
    "scripts/set-up.py": "started = True\n",
    "child.py": "print(open('data/child.txt').read())\n",
    "data/waves/1.csv": "n\n1\n",
    "data/waves/2.csv": "n\n2\n",
    "data/child.txt": "1",
    "data/forked.txt": "1",
    "data/spawned.txt": "1",
    "data/tree.xml": "<a/>",
    "worker.py": "def read(name): return open(f'data/{name}.txt').read()\n",
}

CELLS = (
    # 1: helpers, a script
    """
    import os, glob, subprocess, sys
    from pathlib import Path
    import pandas as pd
    import helpers
    %run scripts/set-up.py
    """,
    # 2: a path put together, a folder's names, what is missing
    """
    frames = [pd.read_csv(f"data/waves/{number}.csv") for number in (1, 2)]
    names = glob.glob("data/waves/*.csv")
    there = Path("data/extra.csv").exists()
    try:
        import overrides_of_mine
    except ImportError:
        pass
    """,
    # 3: the environment
    """
    level = os.environ.get("LEVEL_OF_TEST", "0")
    home = os.path.expandvars("$OTHER_OF_TEST/x")
    """,
    # 4: other processes of Python
    """
    import multiprocessing, worker
    for method, name in (("fork", "forked"), ("spawn", "spawned")):
        with multiprocessing.get_context(method).Pool(1) as pool:
            pool.map(worker.read, [name])
    subprocess.run([sys.executable, "child.py"], check=True, capture_output=True)
    """,
    # 5: what it writes itself
    """
    Path("made.txt").write_text("made")
    made = Path("made.txt").read_text()
    """,
    # 6: compiled code
    """
    from lxml import etree
    tree = etree.parse("data/tree.xml")
    """,
)


def run(root: Path, *cells: str, allowed: tuple[str, ...] = (), before: Observed | None = None) -> Observed:
    """Run a notebook of these cells in a project, and return what it was seen to use."""
    write_report(root, [("", dedent(cell).strip()) for cell in cells])
    notebook = (root / "chapters/coffee/notebook.ipynb").resolve()
    with Openings(root, skip={notebook}) as openings:
        return run_notebook(
            declared(PurePosixPath("chapters/coffee/notebook.ipynb"), root),
            chapter="coffee",
            parameters={},
            root=root,
            output=root / "build/out.ipynb",
            results=root / "build/out.json",
            failed=root / "build/failed.ipynb",
            allowed=allowed,
            openings=openings,
            before=before,
        )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with files of many kinds."""
    root = tmp_path_factory.mktemp("observed")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def seen(project: Path) -> Observed:
    """Return what a notebook uses that does many things."""
    return run(project, *CELLS)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("file helpers.py", 1),
        ("file settings.json", 1),
        ("file scripts/set-up.py", 1),
        ("file data/waves/1.csv", 2),
        ("file data/waves/2.csv", 2),
        ("listing data/waves", 2),
        ("there data/extra.csv", 2),
        ("variable LEVEL_OF_TEST", 3),
        ("variable OTHER_OF_TEST", 3),
        ("file worker.py", 4),
        ("file data/forked.txt", 4),
        ("file data/spawned.txt", 4),
        ("file child.py", 4),
        ("file data/child.txt", 4),
        pytest.param(
            "file data/tree.xml",
            0,
            marks=pytest.mark.skipif(not Path("/proc/sys/fs/inotify").exists(), reason="no inotify here"),
        ),
    ],
)
def test_an_input(project: Path, seen: Observed, name: str, cell: int) -> None:
    """Each by its name, in the cell that used it, with the state of now since nothing changed."""
    assert seen.cells[cell][name] == Look(project).state(name)


def test_a_module_that_is_missing(project: Path, seen: Observed) -> None:
    """Once it is there, what was looked for is another one."""
    (name,) = (name for name in seen.cells[2] if "overrides_of_mine" in name)
    assert seen.cells[2][name] == ""
    (project / "overrides_of_mine.py").touch()
    try:
        assert Look(project).state(name) == "overrides_of_mine.py"
    finally:
        (project / "overrides_of_mine.py").unlink()


def test_what_it_loaded_and_wrote(seen: Observed) -> None:
    """Modules of the project by their cells; its own file is no input of it."""
    assert seen.modules == {"helpers": ("helpers.py", 1), "worker": ("worker.py", 4)}
    assert list(seen.written) == ["made.txt"]
    assert not any("made.txt" in name for name in seen.inputs)


def test_what_python_compiled_is_nobody_s_product(tmp_path: Path) -> None:
    """The first notebook that loads a module writes down what Python made of it; others only read that."""
    (tmp_path / "helpers.py").write_text("n = 1\n", encoding="utf-8")
    asked = "import os\nthere = os.path.isdir('__pycache__'), os.path.exists('more/__pycache__')"
    found = run(tmp_path, "import py_compile\nmade = py_compile.compile('helpers.py')\n" + asked)
    assert (tmp_path / "__pycache__").is_dir()
    assert not found.written
    assert "file helpers.py" in found.inputs
    assert not any("__pycache__" in name for name in found.inputs)


def test_a_kernel_ends_as_python_does(tmp_path: Path) -> None:
    """What a thread that runs on writes, or the exit, or a file when it is closed, is there afterwards."""
    run(
        tmp_path,
        """
        import atexit, threading, time
        from pathlib import Path
        threading.Thread(target=lambda: [time.sleep(1), Path("thread.txt").write_text("done")]).start()
        atexit.register(Path("exit.txt").write_text, "done")
        file = open("open.txt", "w")
        file.write("done")
        """,
    )
    assert {one.name: one.read_text(encoding="utf-8") for one in tmp_path.glob("*.txt")} == dict.fromkeys(
        ("thread.txt", "exit.txt", "open.txt"), "done"
    )


def test_nothing_else(seen: Observed) -> None:
    """What is installed, passing files and what libraries ask the machine are no inputs."""
    files = {name for name in seen.inputs if name.startswith(("file ", "there "))}
    own = {name for name in files if "<library>" not in name and "reproreport/" not in name}
    known = {*FILES, "data/extra.csv", "data", "data/waves", "scripts"}
    # What measures the tests looks for an environment in the working directory.
    assert {name.partition(" ")[2] for name in own} <= known | {"matplotlibrc", "pyvenv.cfg"}
    assert seen.volatile == ()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("!true", "cell 1 starts a program (true)"),
        ("names = !ls data", "cell 1 starts a program (ls data)"),
        ("import os\nos.system('true')", "cell 1 starts a program (true)"),
        ("import subprocess\nsubprocess.run(['true', 'x'])", "cell 1 starts a program (true x)"),
        ("import time\nx = time.time()", "cell 1 reads the clock (time.time)"),
        ("import time\nx = time.strftime('%Y')", "cell 1 reads the clock (time.strftime)"),
        ("from datetime import datetime as d\nx = d.now().year", "cell 1 reads the clock (d.now)"),
        ("import pandas as pd\nx = pd.Timestamp('today')", "cell 1 reads the clock (pd.Timestamp)"),
        ("import os\nx = dict(os.environ)", "cell 1 reads the whole environment"),
        (
            "import socket\ntry: socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError: pass",
            "cell 1 connects to 127.0.0.1",
        ),
    ],
)
def test_what_cannot_be_watched(tmp_path: Path, code: str, reason: str) -> None:
    """It makes the notebook one that runs in every build, and says why."""
    assert run(tmp_path, code).volatile == (reason,)


def test_stop_watches_do_not_matter(tmp_path: Path) -> None:
    """Nor another day that code names."""
    code = """
    import time, datetime
    start = time.perf_counter(), time.monotonic(), time.process_time()
    then = time.strftime("%Y", time.gmtime(0)), datetime.datetime(2021, 3, 29)
    %time x = 1
    """
    assert run(tmp_path, code).volatile == ()


def test_a_file_outside_the_project(tmp_path: Path) -> None:
    """It is refused by name and cell, also where the code hides that; the report may declare it."""
    outside = tmp_path / "survey.csv"
    outside.write_text("n\n1\n", encoding="utf-8")
    os.utime(outside, (1, 1))
    code = f"import pandas as pd\ntry:\n    x = pd.read_csv({str(outside)!r})\nexcept OSError:\n    x = 1"
    root = tmp_path / "report"
    with pytest.raises(NotebookError, match=rf"notebook\.ipynb, cell 2: reads {outside}, which is outside"):
        run(root, "y = 1", code)
    assert run(root, "y = 1", code, allowed=(str(outside),)).cells[2][f"file {outside}"] == Look(root).state(
        f"file {outside}"
    )
    assert run(root, "y = 1", code, allowed=("..",)).cells[2][f"file {outside}"]


def test_a_link_to_the_outside(tmp_path: Path) -> None:
    """A symbolic link does not make a file one of the project."""
    outside = tmp_path / "secret.txt"
    outside.write_text("1", encoding="utf-8")
    root = tmp_path / "report"
    (root / "data").mkdir(parents=True)
    (root / "data/link.txt").symlink_to(outside)
    with pytest.raises(NotebookError, match=rf"reads {outside}, which is outside the project"):
        run(root, "x = open('data/link.txt').read()")


def test_what_it_wrote_before_is_not_there(tmp_path: Path) -> None:
    """A notebook that keeps something for the next run computes as in a fresh clone."""
    code = """
    from pathlib import Path
    kept = Path("kept.txt")
    fresh = not kept.exists()
    assert fresh
    kept.write_text("1")
    """
    first = run(tmp_path, code)
    assert run(tmp_path, code, before=first).written == first.written
    (tmp_path / "kept.txt").write_text("edited by hand", encoding="utf-8")
    with pytest.raises(NotebookError, match="AssertionError"):
        run(tmp_path, code, before=first)
    assert (tmp_path / "kept.txt").read_text(encoding="utf-8") == "edited by hand"


def test_what_it_wrote_is_back_after_a_failure(tmp_path: Path) -> None:
    """Nothing is lost where the run does not write it again."""
    first = run(tmp_path, "open('kept.txt', 'w').write('1')")
    with pytest.raises(NotebookError, match="ZeroDivisionError"):
        run(tmp_path, "1 / 0", before=first)
    assert (tmp_path / "kept.txt").read_text(encoding="utf-8") == "1"


def test_a_file_that_it_read_and_changes(tmp_path: Path) -> None:
    """Every build would begin from another one."""
    (tmp_path / "log.txt").write_text("1", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"cell 1: changes log\.txt, which it has read"):
        run(tmp_path, "n = int(open('log.txt').read())\nopen('log.txt', 'w').write(str(n + 1))")


def test_a_module_is_what_its_source_says(tmp_path: Path) -> None:
    """Also where Python would take what it compiled for current, by size and time."""
    helper = tmp_path / "helpers.py"
    code = "import helpers\nassert helpers.factor() == {}"
    helper.write_text("def factor():\n    return 2\n", encoding="utf-8")
    then = helper.stat()
    run(tmp_path, code.format(2))
    helper.write_text("def factor():\n    return 3\n", encoding="utf-8")
    os.utime(helper, ns=(then.st_atime_ns, then.st_mtime_ns))
    run(tmp_path, code.format(3))


def test_a_server_of_this_machine(tmp_path: Path) -> None:
    """A database on this machine is no file of the project either."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"import socket\nsocket.create_connection(('localhost', {port})).close()"
        assert "cell 1 connects to localhost" in run(tmp_path, code).volatile
