"""An environment that is half made, moved or of another Python is mended by the same command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.environment import Environment
from wheels import BACKEND, Index, Locked, Project

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "reproreport"
version = "0.1.0"
scripts = {report = "reproreport:main"}
[tool.hatch.build]
dev-mode-dirs = ["analysis"]
targets.wheel.packages = ["analysis/reproreport"]
"""
LEAF = Locked("leaf", "1.0", "")
TWIG = Locked("twig", "1.0", "")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Return a registry of what installs a project, of two packages, and of one that nobody locks."""
    index = Index(tmp_path_factory.mktemp("index"))
    for version in ("1.0", "2.0"):
        index.add("leaf", version)
    index.add("twig", "1.0", ["leaf>=2"])
    index.add("own", "1.0")
    return index


@pytest.fixture(scope="module")
def backend(index: Index) -> list[Locked]:
    """Return what installs the project, as a lock has it."""
    return [Locked(name, index.add_installed(name), "") for name in BACKEND]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, index: Index, backend: list[Locked]) -> Project:
    """Set up a project with the package leaf, and keep a copy of it."""
    project = Project.write(tmp_path_factory.mktemp("made") / "report", index, [*backend, LEAF], PYPROJECT)
    done = project.make()
    assert done.returncode == 0, done.stderr
    assert "Setting up .venv with Python" in done.stderr
    assert "Ready in" in done.stderr
    shutil.copytree(project.folder, project.folder.with_name("kept"), symlinks=True)
    return project


def _link_package(source: str, target: str) -> None:
    (os.link if "site-packages" in source else shutil.copy2)(source, target)


@pytest.fixture
def project(made: Project) -> Project:
    """Return the project as it was when it was set up, in the same place: its paths are absolute.

    Files of packages are links to those that are kept: a test replaces them, and never writes into them.
    """
    for folder in made.folder.parent.iterdir():
        if folder.name != "kept":
            shutil.rmtree(folder)
    shutil.copytree(made.folder.with_name("kept"), made.folder, symlinks=True, copy_function=_link_package)
    return made


def overwrite(path: Path, content: bytes) -> None:
    """Put another file in the place of one."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def site(project: Project) -> Path:
    """Return the folder of the packages."""
    return next((project.folder / ".venv/lib").glob("python*/site-packages"))


def works(project: Project) -> bool:
    """Say whether the project is set up, and its command starts in its own folder."""
    program = project.folder / ".venv/bin/report"
    place = [program.read_text(encoding="utf-8").splitlines()[0].removeprefix("#!"), "-I", "-c"]
    answer = subprocess.run(
        [*place, "import reproreport as own; print(own.__file__)"],
        capture_output=True,
        text=True,
        check=False,
    )
    made_here = answer.stdout.strip() == str(project.folder / "analysis/reproreport/__init__.py")
    return made_here and (site(project) / "leaf_stand_in.py").exists()


def test_what_is_ready_is_left_alone(project: Project) -> None:
    """No word, and no Python that is started for it but to ask for its version."""
    before = (project.folder / ".venv/ready").stat().st_mtime_ns
    done = project.make()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (project.folder / ".venv/ready").stat().st_mtime_ns == before


def test_an_interrupt_is_made_good(project: Project) -> None:
    """What was unpacked in part is unpacked again, what is whole stays."""
    ready = project.folder / ".venv/ready"
    overwrite(ready, b"\n".join(ready.read_bytes().split(b"\n")[:2]) + b"\nnot finished\n")
    (site(project) / "leaf_stand_in.py").unlink()
    overwrite(site(project) / "pluggy/_hooks.py", b"")
    whole = (site(project) / "pathspec/__init__.py").stat().st_ino
    done = project.make()
    assert done.returncode == 0, done.stderr
    assert "anew" not in done.stderr
    assert works(project)
    assert (site(project) / "pluggy/_hooks.py").stat().st_size > 0
    assert (site(project) / "pathspec/__init__.py").stat().st_ino == whole


def test_an_interrupt_from_the_keyboard(project: Project) -> None:
    """It is said that the same command goes on, and it does; make stops with its own code for it."""
    shutil.rmtree(project.folder / ".venv")
    # A program that a shell starts in the background does not hear of interrupts.
    process = subprocess.Popen(
        ["make", "environment"],
        cwd=project.folder,
        env=project.environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    assert process.stderr is not None
    assert "Setting up" in process.stderr.readline()
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in said
    assert "Interrupted; the same command goes on from here." in said
    assert project.make().returncode == 0
    assert works(project)


def test_a_project_that_was_moved(project: Project) -> None:
    """Its programs still name the old place: they are made anew, by the Python among them, too."""
    moved = Project(project.folder.with_name("elsewhere"), project.index)
    project.folder.rename(moved.folder)
    done = moved.make("environment", "PYTHON=.venv/bin/python")
    assert f"anew: it was made in {project.folder}" in done.stderr
    assert works(moved)


def _without_pip(environment: Path) -> None:
    shutil.rmtree(next(environment.glob("lib/python*/site-packages/pip")))


def _with_half_a_pip(environment: Path) -> None:
    overwrite(next(environment.glob("lib/python*/site-packages/pip/_internal/commands/check.py")), b"")


def _without_python(environment: Path) -> None:
    for path in (environment / "bin").glob("python*"):
        path.unlink()
    (environment / "bin/python").symlink_to("/no/such/python")


def _with_another_python(environment: Path) -> None:
    python = environment / "bin/python"
    python.unlink()
    python.write_text("#!/bin/sh\necho 3.9\n", encoding="utf-8")
    python.chmod(0o755)


def _without_its_settings(environment: Path) -> None:
    (environment / "pyvenv.cfg").unlink()


def _empty(environment: Path) -> None:
    shutil.rmtree(environment)
    environment.mkdir()


# As this set-up wrote it, and as release 0.1.0 did.
@pytest.mark.parametrize("record", [None, b""])
@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda _: None, ""),
        (_without_pip, "it has no pip that works"),
        (_with_half_a_pip, "it has no pip that works"),
        (_without_python, "its Python does not start"),
        (_with_another_python, f"its Python is 3.9, and 3.{sys.version_info[1]} is wanted"),
        (_without_its_settings, "it is not complete"),
        (_empty, "it is empty"),
    ],
)
def test_what_cannot_be_used_is_known(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None],
    fault: str,
    record: bytes | None,
) -> None:
    """As `uv venv`, an editor, an upgrade of Python or the end of a disk leave an environment."""
    monkeypatch.chdir(project.folder)
    damage(project.folder / ".venv")
    if record is not None:
        overwrite(project.folder / ".venv/ready", record)
    assert Environment(Path(".venv")).fault() == fault


def test_a_newer_lock_changes_what_it_names(project: Project, backend: list[Locked]) -> None:
    """New versions come, packages that it no longer has go, and those that the author added stay."""
    python = project.folder / ".venv/bin/python"
    subprocess.run([python, "-m", "pip", "install", "own"], env=project.environment, check=True)
    project.lock([*backend, Locked("leaf", "2.0", ""), TWIG])
    assert project.make().returncode == 0
    assert project.installed().items() >= {"leaf": "2.0", "twig": "1.0", "own": "1.0"}.items()
    project.lock([*backend, LEAF])
    assert project.make().returncode == 0
    assert project.installed().items() >= {"leaf": "1.0", "own": "1.0"}.items()
    assert "twig" not in project.installed()


def test_packages_that_do_not_fit_the_lock(project: Project) -> None:
    """What somebody has put there gives way, and it is said."""
    python = project.folder / ".venv/bin/python"
    subprocess.run([python, "-m", "pip", "install", "twig"], env=project.environment, check=True)
    (project.folder / ".venv/ready").unlink()
    done = project.make()
    assert done.returncode == 0, done.stderr
    assert "anew: other packages there do not fit: twig 1.0 " in done.stderr
    assert "twig" not in project.installed()


def test_a_lock_that_is_not_complete(project: Project, backend: list[Locked]) -> None:
    """It is not taken for complete, and the package is named."""
    project.lock([*backend, TWIG])
    done = project.make()
    assert done.returncode != 0
    assert "the lock is not complete for this Python" in done.stderr
    assert "twig 1.0 requires leaf" in done.stderr
    assert "the lock is not complete" in project.make().stderr


def test_two_at_once(project: Project) -> None:
    """One waits for the other, and finds all done."""
    (project.folder / ".venv/ready").unlink()
    both = [
        subprocess.Popen(
            ["make", "environment"],
            cwd=project.folder,
            env=project.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted("Ready in" in text for text in said) == [False, True]
    assert sum("is under way; waiting for it" in text for text in said) == 1


def test_a_folder_of_something_else_is_left_alone(project: Project, tmp_path: Path) -> None:
    """VENV names the author's own folder by mistake: nothing in it is removed."""
    (tmp_path / "thesis.docx").touch()
    done = project.make("environment", f"VENV={tmp_path}")
    assert done.returncode != 0
    assert f"{tmp_path} is a folder of something else" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_the_way(project: Project) -> None:
    """One message names it."""
    shutil.rmtree(project.folder / ".venv")
    (project.folder / ".venv").touch()
    done = project.make()
    assert "error: .venv: File exists" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_python_that_fits(project: Project) -> None:
    """The Pythons that do are named, and how to say where one is."""
    done = project.make("environment", "PYTHON=/bin/false")
    assert done.returncode != 0
    assert "none of these is a Python 3.11 to 3.14: /bin/false" in done.stderr
    assert "make PYTHON=/path/to/python3" in done.stderr


def test_a_python_without_the_parts_for_it(project: Project, tmp_path: Path) -> None:
    """Debian's Python cannot make environments before python3-venv is there: the message says so."""
    shutil.rmtree(project.folder / ".venv")
    base = getattr(sys, "_base_executable", sys.executable)
    hidden = "import sys; sys.modules['ensurepip'] = None"
    shim = tmp_path / "python3"
    run = "import runpy; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    overwrite(
        shim,
        f"""#!/bin/sh
if [ "$1" = -I ]; then shift; exec {base} -I -c "{hidden}; {run}" "$@"; else exec {base} "$@"; fi
""".encode(),
    )
    shim.chmod(0o755)
    done = project.make("environment", f"PYTHON={shim}")
    assert done.returncode != 0
    assert "cannot make environments: it lacks ensurepip" in done.stderr
    assert "apt install python3." in done.stderr
