"""A report whose results were accepted, and its commands."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reproreport.accepted.accept import accept
from reproreport.cli import main
from reproreport.project import load_project


@pytest.fixture(scope="session")
def accepted_once(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Accept the results of the small report once for each test process."""
    root = Path(shutil.copytree(built_once, tmp_path_factory.mktemp("accepted") / "report"))
    accept(load_project(root))
    return root


@pytest.fixture
def guarded(accepted_once: Path, tmp_path: Path) -> Path:
    """Return a copy of the small report with a good build, and all its results accepted."""
    return Path(shutil.copytree(accepted_once, tmp_path / "report"))


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return a function that runs ``report`` in a folder, in this process and outside GitHub Actions."""

    def run(root: Path, *words: str, **environment: str) -> Result:
        monkeypatch.chdir(root)
        for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
            monkeypatch.delenv(name, raising=False)
        return CliRunner().invoke(main, list(words), env=environment)

    return run
