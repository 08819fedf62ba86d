"""Numbers that would be stale: whatever a notebook uses is changed, and the check says so, with the cause."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from git_command import git
from reproreport.accepted.accept import accept
from reproreport.accepted.check import check
from reproreport.pipeline import build
from reproreport.project import load_project
from small_report import write_report

CELLS = [
    ("parameters", "confidence: float = 0.95\nlabel: str = 'cups'"),
    (
        "",
        """
        import os
        from pathlib import Path
        import pandas as pd
        import helpers
        from reproreport.results import record
        record("factor", helpers.factor(), kind="count")
        """,
    ),
    ("", "record('extra', int(pd.read_csv('extra.csv').n.sum()), kind='count')"),
    (
        "",
        """
        waves = [pd.read_csv(f"data/raw/wave-{wave}.csv") for wave in (1, 2)]
        record("waves", sum(int(wave.n.sum()) for wave in waves), kind="count")
        """,
    ),
    ("", "%run scripts/rate.py\nrecord('rate', rate, kind='count')"),
    ("", "record('files', len(list(Path('extra').glob('*'))), kind='count')"),
    ("", "record('level', int(os.environ.get('LEVEL_OF_TEST', 1)), kind='count')"),
    ("", "record('optional', int(Path('optional.csv').exists()), kind='count')"),
    ("", "record('constant', helpers.CONSTANT, kind='count')"),
]
FILES = {
    "helpers.py": "CONSTANT = int(open('constant.json').read())\n\n\ndef factor():\n    return 2\n",
    "constant.json": "1",
    "extra.csv": "n\n5\n",
    "data/raw/wave-1.csv": "n\n1\n",
    "data/raw/wave-2.csv": "n\n2\n",
    "scripts/rate.py": "rate = 3\n",
    "extra/one": "",
}


@pytest.fixture(scope="module")
def accepted_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report whose notebook uses many things, accepted and committed."""
    root = tmp_path_factory.mktemp("stale")
    write_report(root, [(tag, dedent(code).strip()) for tag, code in CELLS])
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (root / "chapters/coffee/index.qmd").write_text("# Coffee\n\nText [@mill1843].\n", encoding="utf-8")
    accept(load_project(root))
    git(root, "init", "--quiet")
    (root / ".gitignore").write_text("build/\n", encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Report")
    assert check(load_project(root)).passed
    return root


@pytest.fixture
def accepted(accepted_once: Path) -> Path:
    """Return that report, as it was accepted."""
    git(accepted_once, "checkout", "--quiet", "--", ".")
    git(accepted_once, "clean", "--quiet", "--force", "-d")
    return accepted_once


def same_time(path: Path, text: str) -> None:
    """Write another text of the same length, and let the file look as old as before."""
    then = path.stat()
    assert len(text) == then.st_size
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))


@pytest.mark.parametrize(
    ("change", "name", "cause"),
    [
        (lambda root: same_time(root / "extra.csv", "n\n6\n"), "extra", "extra.csv line 2: n 5 → 6"),
        (
            lambda root: (root / "data/raw/wave-2.csv").write_text("n\n7\n"),
            "waves",
            "data/raw/wave-2.csv line 2: n 2 → 7",
        ),
        (
            lambda root: same_time(root / "helpers.py", FILES["helpers.py"].replace("return 2", "return 4")),
            "factor",
            "helpers.factor",
        ),
        (lambda root: (root / "constant.json").write_text("9"), "constant", "constant.json line 1 1 → 9"),
        (
            lambda root: (root / "scripts/rate.py").write_text("rate = 8\n"),
            "rate",
            "scripts/rate.py line 1 rate = 3 → rate = 8",
        ),
        (lambda root: (root / "extra/two").touch(), "files", "the files of extra/"),
        (lambda root: (root / "optional.csv").touch(), "optional", "optional.csv is new"),
    ],
)
def test_a_change_is_found(accepted: Path, change: Callable[[Path], object], name: str, cause: str) -> None:
    """The result differs, and what changed is named."""
    change(accepted)
    (drift,) = check(load_project(accepted)).comparison.drifts
    assert (drift.name, [str(one) for one in drift.causes]) == (f"coffee.{name}", [cause])


def test_a_variable(accepted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another value in the environment is another input; its value is not written anywhere."""
    monkeypatch.setenv("LEVEL_OF_TEST", "271828")
    (drift,) = check(load_project(accepted)).comparison.drifts
    assert [str(one) for one in drift.causes] == ["the environment variable LEVEL_OF_TEST"]
    assert "271828" not in (accepted / "build/observed/coffee.json").read_text(encoding="utf-8")


def test_data_saved_while_the_notebook_runs(accepted: Path) -> None:
    """What is published is made of what is there in the end."""
    cells = [
        ("parameters", "confidence = 0.9\nlabel = ''"),
        ("", "from reproreport.results import record"),
        ("", "n = int(open('extra.csv').read().split()[1])\nrecord('n', n, kind='count')"),
        ("", "import subprocess, sys\nsave = 'open(\"extra.csv\", \"w\").write(\"n\\\\n7\\\\n\")'\n"
             "environment = {'PATH': '/usr/bin'}\n"
             "x = subprocess.run([sys.executable, '-I', '-c', save], env=environment, check=True)"),
    ]  # fmt: skip
    root = accepted
    write_report(root, cells)
    (root / "chapters/coffee/index.qmd").write_text("# Coffee\n\n{{< var coffee.n >}} [@mill1843]\n")
    outcome = build(load_project(root), renderer="pandoc", formats=["html"])
    assert outcome.exit_code == 0, outcome.errors
    assert "7" in (root / "_variables.yml").read_text(encoding="utf-8")


def test_prose_saved_while_pages_are_made(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published is made of what is there in the end, also where it was read before."""
    chapter = built / "chapters/coffee/index.qmd"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text.replace("}} people", "}} persons"), encoding="utf-8")
    from reproreport.render.html import write as html

    write_site = html.write_site
    saved: list[object] = []

    def save_meanwhile(*given: object) -> None:
        if not saved:
            saved.append(chapter.write_text(text.replace("}} people", "}} drinkers"), encoding="utf-8"))
        write_site(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(html, "write_site", save_meanwhile)
    outcome = build(load_project(built), renderer="pandoc", formats=["html"])
    assert outcome.exit_code == 0, outcome.errors
    page = (built / "build/site/chapters/coffee/index.html").read_text(encoding="utf-8")
    assert ">3</a> drinkers" in page
    assert build(load_project(built), renderer="pandoc", formats=["html"]).seconds == {}


def test_a_file_that_never_rests(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that cannot keep up says which file changes, and leaves the last report as it was."""
    chapter = built / "chapters/coffee/index.qmd"
    page = built / "build/site/chapters/coffee/index.html"
    before = page.read_bytes()
    from reproreport.render.html import write as html

    write_site = html.write_site
    saved: list[object] = []

    def save_meanwhile(*given: object) -> None:
        saved.append(chapter.write_text(f"# Coffee\n\nText {len(saved)} [@mill1843].\n", encoding="utf-8"))
        write_site(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(html, "write_site", save_meanwhile)
    outcome = build(load_project(built), renderer="pandoc", formats=["html"], force=True)
    assert "chapters/coffee/index.qmd changed again and again" in str(outcome.errors[0])
    assert page.read_bytes() == before
