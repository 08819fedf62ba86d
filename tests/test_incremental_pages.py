"""Random edits of a whole report: what is published is what a clean build publishes, byte for byte.

``REPORT_EDITS=200 pytest tests/test_incremental_pages.py`` tries more of them.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import reproreport
from reproreport.errors import ReportError
from reproreport.pipeline import build
from reproreport.project import load_project
from small_report import CELLS as ALL_CELLS
from small_report import FILES, notebook, write_report

NUMBER = int(os.environ.get("REPORT_EDITS", "6"))
SEED = int(os.environ.get("REPORT_SEED", "20261130"))

TEA = "# Tea {#sec-tea}\n\nText of tea, after @sec-coffee and [@mill1843].\n"
NOTEBOOK = "chapters/coffee/notebook.ipynb"
DATA = "data/coffee/cups.csv"
CHAPTER = "chapters/coffee/index.qmd"
HELPER = "helpers.py"
CELLS = [
    *ALL_CELLS[:2],
    ("", "import helpers\nrecord('twice', helpers.twice(len(cups)), kind='count')"),
    *ALL_CELLS[2:],
]
ENTRY, OTHER = "    - chapters/coffee/index.qmd\n", "    - chapters/tea/index.qmd\n"

Files = dict[str, str]


class Report:
    """A report's sources, as its author changes them; a wrong one is wrong for both builds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.random = random.Random(SEED)  # noqa: S311
        write_report(root, CELLS)
        (root / HELPER).write_text("def twice(number):\n    return 2 * number\n", encoding="utf-8")
        chapter = root / CHAPTER
        text = chapter.read_text(encoding="utf-8")
        chapter.write_text(text.replace("people [", "people ({{< var coffee.twice >}}) ["), encoding="utf-8")
        names = [*FILES, NOTEBOOK, HELPER]
        self.files: Files = {name: (root / name).read_text(encoding="utf-8") for name in names}
        self.earlier: list[Files] = [dict(self.files)]

    def edits(self) -> Iterator[Callable[[Files], None]]:
        """Yield what an author may do, each as a change of files."""
        word = self.random.choice(["people", "women", "câu hỏi", "a *b*", "1843"])
        number = self.random.randrange(1, 9)

        def replaced(name: str, old: str, new: str) -> Callable[[Files], None]:
            return lambda files: files.update({name: files[name].replace(old, new)} if name in files else {})

        yield lambda files: files.update({CHAPTER: f"{files[CHAPTER]}\nWe met {word} in @fig-cup.\n"})
        yield lambda files: files.update({CHAPTER: files[CHAPTER].rsplit("\n\n", 1)[0] + "\n"})
        yield replaced(CHAPTER, "We asked", f"We ask {word} and")
        yield replaced(CHAPTER, "# Coffee", "# Of coffee")
        yield lambda files: files.update({"index.qmd": f"{files['index.qmd']}\nMore: @sec-coffee.\n"})
        yield replaced(DATA, "an,", f"an{number},")
        yield lambda files: files.update(
            {"data/coffee/cups.csv": files["data/coffee/cups.csv"] + f"d{number},1\n"}
        )
        cells = [(tag, code.replace("A cup", f"Cup {number}")) for tag, code in CELLS]
        yield lambda files: files.update({NOTEBOOK: notebook(cells)})
        yield replaced(HELPER, "2 *", f"{number} *")
        yield replaced(HELPER, "def twice", f"# Remark {number}.\ndef twice")
        yield replaced("_quarto.yml", "Cups of coffee", f"Cups of {word.replace('*', '')}")
        yield replaced("_quarto.yml", "papersize: a4", "papersize: a5")
        yield replaced("_quarto.yml", "toc: true", "toc: false")
        yield replaced("_quarto.yml", "  typst:", "  docx: {}\n  typst:")
        yield replaced("_quarto.yml", "confidence: 0.9", f"confidence: 0.{number}")
        yield replaced("_quarto.yml", "citeproc: true", "citeproc: true\nlang: vi")
        yield replaced("references.bib", "System of Logic", f"System of {word.replace('*', '')}")
        yield replaced("chapters/coffee/cup.svg", 'r="8"', f'r="{number}"')
        yield self.tea
        yield self.earthenware
        yield self.as_before

    def as_before(self, files: Files) -> None:
        """Return to an earlier state."""
        files.clear()
        files.update(self.random.choice(self.earlier))

    def tea(self, files: Files) -> None:
        """Add a chapter, or take it away."""
        if files.pop("chapters/tea/index.qmd", None) is None:
            files["chapters/tea/index.qmd"] = TEA
            files["_quarto.yml"] = files["_quarto.yml"].replace(
                ENTRY, f"{ENTRY}    - chapters/tea/index.qmd\n"
            )
        else:
            files["_quarto.yml"] = files["_quarto.yml"].replace(OTHER, "")

    def earthenware(self, files: Files) -> None:
        """Give a picture another name."""
        files["chapters/coffee/mug.svg"] = files.pop(
            "chapters/coffee/cup.svg", files.get("chapters/coffee/mug.svg", "")
        )
        files[CHAPTER] = files[CHAPTER].replace("(cup.svg)", "(mug.svg)")

    def change(self) -> int:
        """Make one edit, and touch a file; return which."""
        edits = list(self.edits())
        chosen = self.random.randrange(len(edits))
        files = dict(self.files)
        edits[chosen](files)
        for name in self.files.keys() - files.keys():
            (self.root / name).unlink()
        for name, text in files.items():
            path = self.root / name
            if self.files.get(name) != text:
                then = path.stat() if path.exists() else None
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                if then and then.st_size == path.stat().st_size:  # as old as before
                    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
        self.files = files
        self.earlier.append(dict(files))
        os.utime(self.root / self.random.choice(sorted(files)))
        return chosen


def files_of(root: Path) -> dict[str, bytes]:
    """Return every published file."""
    found = [root / "build/results.json", root / "_variables.yml"]
    for folder in ("site", "pdf", "publications", "notebooks"):
        found += sorted(path for path in (root / "build" / folder).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def published(root: Path) -> object:
    """Build what is out of date; return every published file, or what stopped it."""
    try:
        outcome = build(load_project(root), renderer="pandoc")
    except ReportError as error:
        return str(error)
    if outcome.errors:
        return sorted(map(str, outcome.errors))
    return files_of(root)


def test_incremental_pages_are_those_of_a_clean_build(tmp_path: Path) -> None:
    """Prose, data, notebook, settings, bibliography, pictures: added, changed, renamed, reverted, touched."""
    report = Report(tmp_path / "report")
    published(report.root)
    done: list[int] = []
    for _ in range(NUMBER):
        done += [report.change() for _ in range(report.random.randrange(1, 4))]
        clone = tmp_path / "clone"
        made = shutil.ignore_patterns("build", "_variables.yml")
        shutil.copytree(report.root, clone, ignore=made)
        before, clean = published(report.root), published(clone)
        shutil.rmtree(clone)
        if isinstance(before, dict) and isinstance(clean, dict):
            assert before.keys() == clean.keys(), done
            assert [name for name in before if before[name] != clean[name]] == [], done
        assert before == clean, done


#: Edits of the library itself: a file, what stands there, and what takes its place.
LIBRARY = (
    ("render/assets/report.css", "body", "/* wide */ body"),
    ("render/assets/page.html.j2", '<a class="skip"', '<a class="skip first"'),
    ("render/assets/book.typ", "\n", "\n// Set with care.\n"),
    ("render/html.py", "[:300]", "[:30]"),
    ("languages/terms.py", "Section | Figure | Table", "Section | Fig. | Tab."),
    ("results/collect.py", "from __future__", "# A remark.\nfrom __future__"),
    ("sources/csvfile.py", "from __future__", "# A remark.\nfrom __future__"),
    ("notebooks/normalise.py", "from __future__", "# A remark.\nfrom __future__"),
    ("notebooks/run.py", '"svg.hashsalt": "report"', '"svg.hashsalt": "other"'),
)


def built_by(library: Path, root: Path) -> dict[str, bytes]:
    """Build what is out of date with a library of its own; return every published file."""
    environment = {**os.environ, "PYTHONPATH": str(library)}
    words = [sys.executable, "-m", "reproreport", "build", "--renderer", "pandoc"]
    subprocess.run(words, cwd=root, env=environment, check=True, capture_output=True)
    return files_of(root)


def test_edits_of_the_library(tmp_path: Path) -> None:
    """Whoever works on the library sees what a clean build shows, whichever of its files was edited."""
    library = tmp_path / "library"
    shutil.copytree(Path(reproreport.__file__).parent, library / "reproreport")
    root = Report(tmp_path / "report").root
    built_by(library, root)
    edits = random.Random(SEED).sample(LIBRARY, min(len(LIBRARY), max(2, NUMBER // 3)))  # noqa: S311
    for name, old, new in edits:
        path = library / "reproreport" / name
        text = path.read_text(encoding="utf-8")
        assert old in text, name
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        clone = tmp_path / "clone"
        shutil.copytree(root, clone, ignore=shutil.ignore_patterns("build", "_variables.yml"))
        before, clean = built_by(library, root), built_by(library, clone)
        shutil.rmtree(clone)
        assert before.keys() == clean.keys(), name
        assert [one for one in before if before[one] != clean[one]] == [], name
