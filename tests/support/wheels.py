"""Wheels made for tests, and a project that is set up from nothing but them: no registry is asked."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BACKEND = ("hatchling", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers")
"""What installs a project: packed as they are installed here, because a stand-in could not do it."""

NEWER = "9999.0"
"""The version of releases that came after the lock was made."""


@dataclass(frozen=True)
class Locked:
    """A line of a lock: a package, its version, and for which Pythons and platforms it is."""

    name: str
    version: str
    marker: str


def locked(lock: Path) -> Iterator[Locked]:
    """Yield the packages of a lock."""
    for match in re.finditer(r"^([\w.-]+)==(\S+)(?: ; (.*?))? \\$", lock.read_text(encoding="utf-8"), re.M):
        yield Locked(match[1], match[2], match[3] or "")


@dataclass
class Index:
    """A folder of wheels, as pip's ``--find-links`` reads one."""

    folder: Path
    hashes: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, name: str, version: str, requires: Iterable[str] = (), module: str = "") -> None:
        """Add a wheel that holds one module, and wants what it says."""
        files = {f"{name.replace('-', '_')}_stand_in.py": module.encode()}
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        wants = list(requires)
        extras = sorted({extra for want in wants for extra in re.findall(r"extra == ['\"]([\w.-]+)", want)})
        lines = [f"Requires-Dist: {want}" for want in wants] + [
            f"Provides-Extra: {extra}" for extra in extras
        ]
        self._write(name, version, files, (head + "".join(f"{line}\n" for line in lines)).encode())

    def add_installed(self, name: str) -> str:
        """Add a package as it is installed here, and return its version."""
        found = importlib.metadata.distribution(name)
        files = {}
        for path in found.files or ():
            place = path.locate()
            if ".." not in path.parts and path.suffix != ".pyc" and Path(str(place)).is_file():
                files[path.as_posix()] = Path(str(place)).read_bytes()
        inside = {name: data for name, data in files.items() if ".dist-info/" not in name}
        entry_points = next((data for file, data in files.items() if file.endswith("/entry_points.txt")), b"")
        metadata = next(data for file, data in files.items() if file.endswith(".dist-info/METADATA"))
        self._write(name, found.version, inside, metadata, entry_points)
        return found.version

    def _write(
        self, name: str, version: str, files: Mapping[str, bytes], metadata: bytes, entry_points: bytes = b""
    ) -> None:
        stem = f"{name.replace('-', '_')}-{version}"
        info = f"{stem}.dist-info"
        whole = {
            **files,
            f"{info}/METADATA": metadata,
            f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        if entry_points:
            whole[f"{info}/entry_points.txt"] = entry_points
        record = "".join(f"{file},{_digest(data)},{len(data)}\n" for file, data in whole.items())
        whole[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
        path = self.folder / f"{stem}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            for file, data in whole.items():
                wheel.writestr(file, data)
        self.hashes[name, version] = hashlib.sha256(path.read_bytes()).hexdigest()

    def line(self, one: Locked) -> str:
        """Return a line of a lock, with the hash of the wheel that is here."""
        marker = f" ; {one.marker}" if one.marker else ""
        return (
            f"{one.name}=={one.version}{marker} \\\n    --hash=sha256:{self.hashes[one.name, one.version]}\n"
        )


def _digest(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


@dataclass(frozen=True)
class Project:
    """A copy of what sets the report up, which installs from an index alone."""

    folder: Path
    index: Index

    @classmethod
    def write(cls, folder: Path, index: Index, packages: Iterable[Locked], own: str = "") -> Project:
        """Write the project: our own set-up, with a lock of these packages, or another pyproject.toml."""
        for name in ("Makefile", "pyproject.toml", "README.md", "LICENSE"):
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder)
        shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
        if own:
            (folder / "pyproject.toml").write_text(own, encoding="utf-8")
        (folder / "analysis/reproreport").mkdir(parents=True)
        (folder / "docs").mkdir(exist_ok=True)
        (folder / "analysis/reproreport/__init__.py").touch()
        project = cls(folder, index)
        project.lock(packages)
        return project

    def lock(self, packages: Iterable[Locked]) -> None:
        """Write another lock."""
        text = "".join(map(self.index.line, packages))
        (self.folder / "requirements.lock").write_text(text, encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables under which pip sees the index, and no setting of this machine."""
        others = ("PIP_", "MAKE", "ARGS", "VENV", "BIN", "UV")
        own = {name: value for name, value in os.environ.items() if not name.startswith(others)}
        return own | {
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.index.folder),
            "PIP_NO_CACHE_DIR": "1",
            "PYTHON": sys.executable,
        }

    def make(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run make here."""
        command = ["make", *(words or ("environment",))]
        environment = self.environment | variables
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def installed(self) -> dict[str, str]:
        """Return the versions of the packages in the environment, by name."""
        found = (self.folder / ".venv/lib").glob("python*/site-packages/*.dist-info")
        parts = (path.name.removesuffix(".dist-info").split("-") for path in found)
        return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in parts}
