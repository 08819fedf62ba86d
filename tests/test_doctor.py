"""What is installed, and the commands for what is not."""

from __future__ import annotations

import importlib.metadata
import sys
import tomllib
from pathlib import Path

import pytest

from real_report import ROOT
from reproreport.doctor import examine, install


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let neither Jupyter nor Quarto's package be installed."""
    found = importlib.metadata.version

    def version(name: str) -> str:
        if name in {"jupyter", "quarto-cli"}:
            raise importlib.metadata.PackageNotFoundError(name)
        return found(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "executable", "/opt/venv/bin/python")


@pytest.mark.usefixtures("without")
def test_extras_that_are_missing_have_their_command() -> None:
    """The author's own tools, by the names that the README has; a report can be built without them."""
    checks = {check.name: check for check in examine()}
    for name, extra in (("Jupyter", "author"), ("Quarto", "quarto")):
        assert not checks[name].ok
        assert checks[name].optional
        assert f"extra '{extra}'" in str(checks[name])
        assert f"/opt/venv/bin/python -m pip install 'reproreport[{extra}]'" in str(checks[name])


def test_the_extra_author_is_the_whole_of_jupyter() -> None:
    """The metapackage, and not one of its parts."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [text.partition(">")[0] for text in project["optional-dependencies"]["author"]] == ["jupyter"]


def test_a_command_for_this_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The environment of the report is named as one would type it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv/bin/python"))
    assert install("x") == ".venv/bin/python -m pip install x"
