"""The packages of the lock arrive as they are pinned, whatever has been released since."""

from __future__ import annotations

import ensurepip
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.markers import Marker
from packaging.version import Version

from wheels import BACKEND, NEWER, ROOT, Index, Locked, Project, locked


def _requires(one: Locked) -> list[str]:
    """Return what a locked package wants, where just this version is installed."""
    try:
        found = importlib.metadata.distribution(one.name)
    except importlib.metadata.PackageNotFoundError:
        return []
    return list(found.requires or ()) if found.version == one.version else []


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> tuple[Index, list[Locked]]:
    """Return a registry in which every locked package has a newer release, and the lock for its files.

    The packages are stand-ins that want what the real ones do, extras included.
    """
    index = Index(tmp_path_factory.mktemp("index"))
    packages = []
    for one in locked(ROOT / "requirements.lock"):
        if one.name in BACKEND:
            packages.append(replace(one, version=index.add_installed(one.name)))
        else:
            index.add(one.name, one.version, _requires(one))
            packages.append(one)
        index.add(one.name, NEWER, module="raise ImportError('this release is of no use')")
    return index, packages


def test_the_lock_has_what_tempts_pip() -> None:
    """A locked package wants another one with an extra: there pip's resolver forgets the pin."""
    packages = {one.name: one for one in locked(ROOT / "requirements.lock")}
    assert len(packages) > 90
    wanted = [want for one in packages.values() for want in _requires(one) if "extra ==" not in want]
    tempting = [want for want in wanted if "[" in want.split(";")[0]]
    assert any(want.split("[")[0].strip() in packages for want in tempting)


def _newest_pip(folder: Path, base: Path) -> None:
    """Make an environment with the newest pip that is here."""
    if Version(importlib.metadata.version("pip")) <= Version(ensurepip.version()):
        pytest.skip(f"no pip newer than {ensurepip.version()}, which Python brings, is here: make tools")
    index = Index(base)
    version = index.add_installed("pip")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    site = next(folder.glob("lib/python*/site-packages"))
    with ZipFile(base / f"pip-{version}-py3-none-any.whl") as wheel:
        wheel.extractall(site)


@pytest.mark.parametrize("pip", ["that Python brings", "newest"])
def test_pinned_versions_arrive_whatever_was_released_since(
    later: tuple[Index, list[Locked]], tmp_path: Path, pip: str
) -> None:
    """With the oldest pip and the newest one, every package is the pinned one, and no other is there."""
    index, packages = later
    project = Project.write(tmp_path / "report", index, packages)
    if pip == "newest":
        _newest_pip(project.folder / ".venv", tmp_path)
    done = project.make()
    assert done.returncode == 0, done.stderr
    here = [one for one in packages if not one.marker or Marker(one.marker).evaluate()]
    expected = {one.name: one.version for one in here}
    found = project.installed()
    version = found.pop("pip")
    found.pop("setuptools", None)  # with Python 3.11
    assert found.pop("reproreport")
    assert found == expected
    assert (version == ensurepip.version()) == (pip != "newest")
    assert f"of {len(here)} packages" in done.stderr
    assert project.make().stderr == ""


@pytest.mark.parametrize(
    ("left_out", "machine"),
    [("", ""), ("mdurl", "x86_64-manylinux_2_28"), ("colorama", "x86_64-pc-windows-msvc")],
)
def test_a_lock_that_is_not_complete_somewhere_is_found(
    later: tuple[Index, list[Locked]], tmp_path: Path, left_out: str, machine: str
) -> None:
    """`make lock` looks, for every Python and machine: click wants colorama on Windows alone."""
    uv = Path(sys.executable).with_name("uv")
    if not uv.exists():
        pytest.skip("uv is not here: make tools")
    index, packages = later
    project = Project.write(tmp_path / "report", index, [one for one in packages if one.name != left_out])
    (project.folder / "requirements-tools.lock").touch()
    done = project.make(
        *("complete", "-o", "tools", f"UV={uv}", f"BIN={uv.parent}"),
        UV_FIND_LINKS=str(index.folder),
        UV_OFFLINE="1",
        UV_NO_CONFIG="1",
        UV_CACHE_DIR=str(tmp_path / "cache"),
    )
    if left_out:
        assert done.returncode != 0
        assert f"`{left_out}`" in done.stderr
        assert f"requirements.lock is not complete for Python 3.14 on {machine}" in done.stderr
    else:
        assert done.returncode == 0, done.stderr


def test_the_lock_is_for_the_pythons_that_the_project_names() -> None:
    """The classifiers of the package, and what the Makefile takes and `make lock` looks at."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [text.split(" :: ")[-1] for text in project["classifiers"] if ":: Python :: 3." in text]
    pythons = re.search(r"^PYTHONS = (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert pythons is not None
    assert sorted(pythons[1].split()) == sorted(named)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-tools.lock"])
def test_a_lock_names_versions_and_hashes_and_no_address(lock: str) -> None:
    """Every package is pinned, and whoever installs it takes it from where they take packages from."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert "://" not in "".join(lines)
    packages = [line for line in lines if not line.startswith(("#", "    --hash=sha256:"))]
    assert len(list(locked(ROOT / lock))) == len(packages)
