"""A build and `clean` replace and remove what a build made, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reproreport.cli import main
from reproreport.inputs import Look, tree_files
from reproreport.pipeline.owned import HEADER
from small_report import write_report


def report(root: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    """Run ``report`` in a folder."""
    monkeypatch.chdir(root)
    return CliRunner().invoke(main, list(words))


def everything(root: Path) -> dict[str, str]:
    """Return the state of every file of a folder, without what a build makes for itself."""
    look = Look(root)
    ours = (f"{root}/build/.lock", f"{root}/build/state", f"{root}/build/work")
    return {path: look.content(path) for path in tree_files(str(root)) if not path.startswith(ours)}


def refused(
    root: Path, monkeypatch: pytest.MonkeyPatch, *said: str, words: str = "build --formats html"
) -> None:
    """Make sure that a command is refused with one message, and that every file is as it was."""
    before = everything(root)
    done = report(root, monkeypatch, *words.split())
    assert done.exit_code == 1
    for text in said:
        assert text in done.stderr
    assert "…" not in done.stderr, "something ran"
    assert everything(root) == before


def place(root: Path, name: str) -> None:
    """Let the site go to another place."""
    config = root / "_quarto.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("build/site", name), encoding="utf-8")


def test_a_folder_that_holds_something_else(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the line, and the file that would be lost."""
    place(built, "mine")
    (built / "mine").mkdir()
    (built / "mine/notes.txt").write_text("kept", encoding="utf-8")
    refused(built, monkeypatch, "_quarto.yml:3: 'mine' holds what no build made", "mine/notes.txt")


@pytest.mark.parametrize("target", ["chapters", "/elsewhere", "nowhere"])
@pytest.mark.parametrize("name", ["mine", "mine/site"])
def test_a_link(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, target: str) -> None:
    """Wherever it leads, no build made it."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/keep").touch()
    place(built, name)
    (built / "mine").symlink_to(f"{tmp_path}{target}" if target.startswith("/") else target)
    refused(built, monkeypatch, f"_quarto.yml:3: output-dir '{name}': 'mine' is a link that no build made")
    assert (tmp_path / "elsewhere/keep").is_file()


def test_a_file(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for a folder."""
    place(built, "mine/site")
    (built / "mine").write_text("kept", encoding="utf-8")
    refused(built, monkeypatch, "_quarto.yml:3: output-dir 'mine/site': 'mine' is a file")


def test_a_folder_that_git_has(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where every file in it has the name of one that a build made."""
    files = {path for path in (built / "build/site").rglob("*") if path.is_file()}
    assert files
    for words in (["init", "--quiet"], ["add", "--force", "build/site"]):
        subprocess.run(["git", *words], cwd=built, check=True)
    refused(built, monkeypatch, "_quarto.yml:3: output-dir 'build/site' holds files that git has")


@pytest.mark.parametrize(
    "name", ["build/site/mine.html", "build/pdf/mine.pdf", "build/publications/x/y/mine.txt"]
)
@pytest.mark.parametrize("copied", [True, False])
def test_a_file_among_what_is_published(
    built: Path, monkeypatch: pytest.MonkeyPatch, name: str, copied: bool
) -> None:
    """In the links of a build and in the folders of a copy: neither a build nor `clean` takes it away."""
    if not copied:
        assert report(built, monkeypatch, "build", "--renderer", "pandoc", "--force").exit_code == 0
    (built / name).parent.mkdir(parents=True, exist_ok=True)
    (built / name).write_text("mine", encoding="utf-8")
    refused(built, monkeypatch, "holds what no build made", name)
    refused(built, monkeypatch, name, "nothing was removed", words="clean")


@pytest.mark.parametrize(
    "name", ["build/site/.DS_Store", "build/pdf/.~lock.coffee.pdf#", "build/site/index.html~"]
)
def test_what_programs_leave_behind(built: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Who looks at a folder in a file manager does not stop the build."""
    (built / name).touch()
    assert report(built, monkeypatch, "build", "--renderer", "pandoc").exit_code == 0


@pytest.mark.parametrize(
    "name", ["build/data/x.csv", "build/results.json", "build/work/mine", "build/site/a.html"]
)
def test_a_build_folder_of_somebody_else(report_of: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Where a build would write, nothing may stand that none has made."""
    (report_of / name).parent.mkdir(parents=True)
    (report_of / name).write_text("mine", encoding="utf-8")
    first = "/".join(Path(name).parts[:2])
    for words in ("build", "compute", "clean"):
        refused(report_of, monkeypatch, f"{first}: no build made this", words=words)


@pytest.fixture
def report_of(built: Path) -> Path:
    """Return a report of which nothing was built."""
    shutil.rmtree(built / "build")
    (built / "_variables.yml").unlink()
    return built


def test_what_stands_beside_stays(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program may have put its own into build/; `clean` says that it is left."""
    (built / "build/lib").mkdir()
    (built / "build/lib/x.py").write_text("x = 1", encoding="utf-8")
    (built / "build/sbom.json").write_text("{}", encoding="utf-8")  # of `make sbom`
    assert report(built, monkeypatch, "build", "--renderer", "pandoc").exit_code == 0
    done = report(built, monkeypatch, "clean")
    assert done.exit_code == 0
    assert "Left, because no build made it: build/lib." in done.stdout
    assert [path.name for path in (built / "build").rglob("*")] == ["lib", "x.py"]


def test_clean_takes_a_site_beside_the_build(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was published there, and nothing is left that leads nowhere."""
    place(built, "public/site")
    assert report(built, monkeypatch, "build", "--renderer", "pandoc").exit_code == 0
    assert (built / "public/site/index.html").is_file()
    assert report(built, monkeypatch, "clean").exit_code == 0
    assert not (built / "build").exists()
    assert not (built / "public/site").is_symlink()


def test_variables_that_somebody_has_written(report_of: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are Quarto's, and a build writes its own into that file."""
    (report_of / "_variables.yml").write_text("version: 1.2\n", encoding="utf-8")
    for words in ("build", "compute"):
        refused(report_of, monkeypatch, "_variables.yml:1: no build made this file", words=words)
    assert "_variables.yml" in report(report_of, monkeypatch, "clean").stdout
    assert (report_of / "_variables.yml").read_text(encoding="utf-8") == "version: 1.2\n"


@pytest.mark.parametrize("text", ["", f"{HEADER}\nbroken: ["])
def test_variables_that_were_damaged(built: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """They are a build's all the same, and are made good."""
    before = (built / "_variables.yml").read_text(encoding="utf-8")
    (built / "_variables.yml").write_text(text, encoding="utf-8")
    assert report(built, monkeypatch, "build", "--renderer", "pandoc").exit_code == 0
    assert (built / "_variables.yml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    "name", ["build/.lock", "build/state", "build/work/pandoc", "build/work/pandoc/book/site"]
)
def test_a_link_where_a_build_writes(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A report from somebody else leads no build out of the project."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep").write_text("mine", encoding="utf-8")
    path = built / name
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    path.symlink_to(outside / "keep" if name.endswith("lock") else outside)
    for words in ("build", "clean"):
        done = report(built, monkeypatch, words)
        assert (done.exit_code, f"{name}: a link stands where a build writes" in done.stderr) == (1, True)
    assert (outside / "keep").read_text(encoding="utf-8") == "mine"


def test_a_bill_of_materials_before_any_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`make sbom` makes the folder, and is no reason to refuse it."""
    root = write_report(tmp_path)
    (root / "build").mkdir()
    (root / "build/sbom.json").write_text("{}", encoding="utf-8")
    done = report(root, monkeypatch, "compute")
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize("first", ["build", "compute"])
def test_a_report_of_an_earlier_version(built: Path, monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    """What only its record says it published is its own, also after a build that published nothing."""
    site = built / "build/site"
    files = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    assert not site.is_symlink()  # the fixture's copy has folders
    shutil.rmtree(built / "build/.published")
    record = built / "build/state/tasks.json"
    kept = json.loads(record.read_text(encoding="utf-8")) | {"library": "an earlier one"}
    record.write_text(json.dumps(kept), encoding="utf-8")
    chapter = built / "chapters/coffee/index.qmd"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text + "\nSee @tbl-nowhere.\n", encoding="utf-8")
    if first == "build":
        assert report(built, monkeypatch, "build", "--formats", "html").exit_code == 1
    else:
        assert report(built, monkeypatch, "compute").exit_code == 0
    assert {path.relative_to(site) for path in site.rglob("*") if path.is_file()} == files
    chapter.write_text(text, encoding="utf-8")
    done = report(built, monkeypatch, "build", "--formats", "html")
    assert done.exit_code == 0, done.stderr
    (site / "mine.txt").write_text("kept", encoding="utf-8")
    refused(built, monkeypatch, "mine.txt")
