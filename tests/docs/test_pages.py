"""Pages that show a session: every command runs, and says what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from real_report import ROOT

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"`([\w./-]+\.(?:csv|yml|qmd|ipynb))`")


@dataclass(frozen=True)
class Block:
    """A block of code, and the text before it, which names the file that it stands in."""

    kind: str
    text: str
    before: str


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page."""
    end = 0
    for match in _BLOCK.finditer(page):
        yield Block(match[1], match[2], page[end : match.start()])
        end = match.end()


def pattern(expected: list[str]) -> re.Pattern[str]:
    """Return what a command says: `…` is anything in a line, and alone any lines."""
    parts = [
        r"(?:.*\n)*?" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + r"[ ]*\n"
        for line in expected
    ]
    return re.compile("".join(parts))


class Session:
    """A shell in which a page is followed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        who = {f"GIT_{role}_{key}": "t" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**os.environ, **who, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull}

    def follow(self, block: Block) -> None:
        """Run a block's commands, or write the file that it is the content of."""
        if block.kind == "console":
            for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
                command, *expected = part.splitlines()
                self.run(command, expected)
            return
        path = self.folder / _PATH.findall(block.before)[-1]
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".ipynb":
            path.write_text(block.text, encoding="utf-8")
            return
        notebook = nbformat.read(path, as_version=4)
        cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
        cell.source = block.text
        nbformat.write(notebook, path)

    def run(self, command: str, expected: list[str]) -> None:
        """Run one command and compare what it says; its steps, on the other stream, are not shown."""
        if command.startswith("cd "):
            self.folder = (self.folder / command.removeprefix("cd ")).resolve()
            return
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        said = f"$ {command}\n{done.stdout}\n{done.stderr}"
        fails = any(line.startswith(("Refused:", "changed ", "cause: ")) for line in expected)
        assert done.returncode == (1 if fails else 0), said
        if expected:
            assert pattern(expected).fullmatch(done.stdout), said
        else:
            assert done.stdout == "", said


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tutorial", "how-to"])
def test_a_page(tmp_path: Path, name: str) -> None:
    """From the first line to the last, as a reader would type it."""
    page = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
    session = Session(tmp_path)
    found = list(blocks(page))
    assert len(found) == page.count("```") / 2
    for block in found:
        session.follow(block)
