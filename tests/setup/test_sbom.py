"""What the project says of the packages that it stands on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    """Return the bill of materials."""
    done = subprocess.run(
        [sys.executable, "tools/sbom.py"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_locked_package(bill: dict[str, Any]) -> None:
    """With the version and all hashes that are locked, and a licence where it is installed."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    named = {(one["name"].lower(), one["version"]) for one in bill["components"]}
    locked = re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE)
    assert named == {(re.sub("[-_.]+", "-", name).lower(), version) for name, version in locked}
    assert len(named) > 100
    hashes = [
        file["hashes"][0]["content"] for one in bill["components"] for file in one["externalReferences"]
    ]
    assert sorted(hashes) == sorted(re.findall(r"sha256:([0-9a-f]{64})", lock))
    licences = {one["name"]: one.get("licenses") for one in bill["components"]}
    assert licences["click"] == [{"expression": "BSD-3-Clause"}]
    assert licences["papermill"] == [{"license": {"name": "BSD License"}}]


def test_what_needs_what(bill: dict[str, Any]) -> None:
    """Every reference leads to a component; the report needs what pyproject.toml says."""
    known = {one["bom-ref"] for one in bill["components"]}
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    assert {ref for refs in needs.values() for ref in refs} <= known
    assert len(needs["reproreport"]) == len(dependencies())
    assert any("pkg:pypi/jupyter-client@" in ref for ref in needs[_reference("nbclient", known)])


def test_each_is_described() -> None:
    """docs/dependencies.md has a line for every package that a build needs, and for no other."""
    text = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| ([a-z0-9_-]+) \| (?!what)", text, re.MULTILINE) == dependencies()


def dependencies() -> list[str]:
    """Return the names of what a build needs, as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return sorted(re.split(r"[<>=]", one)[0] for one in project["dependencies"])


def _reference(name: str, known: set[str]) -> str:
    return next(one for one in known if one.startswith(f"pkg:pypi/{name}@"))
