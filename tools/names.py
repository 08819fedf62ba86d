"""``make check``: what of the library nobody uses, and what texts name that does not exist.

    python tools/names.py

Used by the library itself, or by a chapter's notebook, is used; used by a test alone is not. In docstrings,
comments and docs each name such as ``reproreport.results.record`` is looked up. Prints what it finds, and
exits with 1 then.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"(?<![\w.\"])reproreport(?:\.\w+)+")
_TEXTS = ("analysis", "tests", "benchmarks", "tools", "docs", "README.md", "CONTRIBUTING.md")


def notebook_code(path: Path) -> str:
    """Return the code of a notebook's cells, without lines that only IPython reads."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    lines = "\n".join(code).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!"))) + "\n"


def unused() -> list[str]:
    """Return what vulture finds that neither the library nor a notebook uses, a line each."""
    with tempfile.TemporaryDirectory() as temporary:
        for path in (ROOT / "chapters").glob("*/notebook.ipynb"):
            code = notebook_code(path)
            ast.parse(code)
            Path(temporary, f"{path.parent.name}.py").write_text(code, encoding="utf-8")
        for path in (ROOT / "analysis").rglob("*.j2"):
            names = "\n".join(
                f"_.{name}" for name in re.findall(r"\.([a-z_]+)", path.read_text(encoding="utf-8"))
            )
            Path(temporary, f"{path.name}.py").write_text(names, encoding="utf-8")
        command = [sys.executable, "-m", "vulture", "analysis", "benchmarks", "tools", temporary]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.stderr:
        raise RuntimeError(done.stderr)
    return [line for line in done.stdout.splitlines() if not line.startswith(temporary)]


def exists(name: str) -> bool:
    """Say whether a dotted name is a module of the library, or stands in one."""
    parts = name.split(".")
    for number in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:number]))
        except ModuleNotFoundError:
            continue
        for part in parts[number:]:
            if not hasattr(found, part) and part not in getattr(found, "__annotations__", {}):
                return False
            found = getattr(found, part, None)
        return True
    return False


def missing() -> Iterator[str]:
    """Yield where a text names something of the library that is not there."""
    tracked = subprocess.run(
        ["git", "ls-files", *_TEXTS], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    known: dict[str, bool] = {}
    for file in tracked:
        path = ROOT / file
        if path.suffix not in {".py", ".md"} or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for name in _NAME.findall(line):
                known[name] = known[name] if name in known else exists(name)
                if not known[name]:
                    yield f"{file}:{number}: there is no {name}"


def main() -> int:
    """Print what was found; return the exit code."""
    sys.path.insert(0, str(ROOT / "analysis"))
    found = [*unused(), *missing()]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
