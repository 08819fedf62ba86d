"""Every file below ``build/`` may be damaged: the next build repairs it, or names it.

``REPORT_DAMAGES=all pytest tests/pipeline/test_damaged.py`` tries each file in each way; a number tries so
many cases, chosen by ``REPORT_SEED``.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reproreport.errors import ReportError
from reproreport.oserrors import problem_of
from reproreport.pipeline import build
from reproreport.project import load_project
from small_report import write_parts, write_report

NUMBER = os.environ.get("REPORT_DAMAGES", "14")
SEED = int(os.environ.get("REPORT_SEED", "20261130"))


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for place in random.Random(SEED).sample(range(len(content)), min(3, len(content))):  # noqa: S311
        content[place] ^= 1 << place % 8
    path.write_bytes(content)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_text("of somebody", encoding="utf-8")


def _older(path: Path) -> None:
    """Let it be what another version may have written: of the same form, with other names and fewer parts."""
    try:
        data = json.loads(path.read_bytes())
    except ValueError:
        path.write_bytes(b"# Written by version 0.0.1\n" + path.read_bytes())
        return
    if isinstance(data, dict):
        data = {"version": 0, **dict(list(data.items())[: len(data) // 2])}
    path.write_text(json.dumps(data[1:] if isinstance(data, list) else data), encoding="utf-8")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "garbage": lambda path: path.write_bytes(random.Random(SEED).randbytes(500)),  # noqa: S311
    "bits": _flipped,
    "a folder": _folder,
    "older": _older,
}


def _published(root: Path) -> dict[str, bytes]:
    """Return what readers and the next steps find."""
    found = [root / "build/results.json", root / "_variables.yml", root / "build/manifest.json"]
    for name in ("site", "pdf", "publications", "notebooks", "results"):
        found += sorted((root / "build" / name).rglob("*"))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found if path.is_file()}


def _files(root: Path) -> Iterator[str]:
    """Yield every file that a build keeps, by its name that stays the same."""
    for path in sorted((root / "build").rglob("*")):
        if path.is_file() or path.is_symlink():
            yield path.relative_to(root).as_posix()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report of three publications, built."""
    root = write_parts(write_report(tmp_path_factory.mktemp("damaged") / "report"))
    outcome = build(load_project(root), renderer="pandoc")
    assert not outcome.errors
    return root


def named_in(said: str, name: str) -> bool:
    """Return whether a message names what stands directly below build/, or a file of the publishing."""
    parts = Path(name).parts
    return parts[min(1, len(parts) - 1)] in said


def test_damaged_files(whole: Path, tmp_path: Path) -> None:
    """Each is made again, so that all is as it was, or named in a message; none is taken for good."""
    good = _published(whole)
    cases = [
        (name, damage)
        for name in _files(whole)
        for damage in DAMAGES
        if not (whole / name).is_symlink() or damage in ("missing", "a folder")
    ]
    assert len(cases) > 300
    if NUMBER != "all":
        cases = random.Random(SEED).sample(cases, min(int(NUMBER), len(cases)))  # noqa: S311
    wrong: list[object] = []
    named = 0
    for number, (name, damage) in enumerate(cases):
        root = Path(shutil.copytree(whole, tmp_path / str(number), symlinks=True))
        DAMAGES[damage](root / name)
        said = ""
        try:
            said = "\n".join(map(str, build(load_project(root), renderer="pandoc").errors))
        except ReportError as error:
            said = str(error)
        except OSError as error:  # which every command says so
            said = str(problem_of(error, root))
        now = _published(root)
        other = [one for one in {*good, *now} if good.get(one) != now.get(one)]
        shown = re.sub(r"^build/\.published/\d+/", "", name)  # as readers know it
        if (said and shown not in said and not named_in(said, shown)) or (other and not said):
            wrong.append((name, damage, said, other))
        named += bool(said)
        shutil.rmtree(root)
    print(f"{len(cases)} cases, {named} named, the others repaired")  # noqa: T201
    assert wrong == []
