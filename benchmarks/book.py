"""How the embedded renderer grows with a book: seconds and memory for books of generated chapters.

    python -m benchmarks.book [--chapters 125,250,500] [--runs 3]

A chapter has 800 words, one table and five citations of a bibliography of 200 works, and refers to
another chapter. Measured from outside, as HTML: a build from nothing, one with nothing to do, and one
after a sentence was added to one chapter; the median of several runs. Memory is that of the largest
single process, and that of all of them together where the system says so (Linux).
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.measured import measure, report

HTML = ("build", "--renderer", "pandoc", "--formats", "html")
WORKS = 200
WORDS = (  # noqa: SIM905
    "committee party people city ward district office policy local government urban public service official "
    "survey result table group opinion share respondent method level trust quality reform model resident"
).split()


def write_book(root: Path, chapters: int) -> None:
    """Write a project of so many generated chapters, the same on every machine."""
    chance = random.Random(chapters)  # noqa: S311
    names = [f"chapters/c{number:04d}/index.qmd" for number in range(1, chapters + 1)]
    for number, name in enumerate(names, 1):
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(chapter(number, chapters, chance), encoding="utf-8")
    (root / "index.qmd").write_text("# Preface {.unnumbered}\n\nGenerated.\n", encoding="utf-8")
    (root / "references.qmd").write_text("# References {.unnumbered}\n\n::: {#refs}\n:::\n", encoding="utf-8")
    works = (
        f"@article{{work{n}, author={{Author{n % 60}, A. and Other{n % 7}, B.}}, title={{Title {n}}}, "
        f"journal={{Journal}}, year={{{1990 + n % 30}}}}}\n"
        for n in range(WORKS)
    )
    (root / "references.bib").write_text("".join(works), encoding="utf-8")
    listed = "".join(f"    - {name}\n" for name in ["index.qmd", *names, "references.qmd"])
    nocite = ", ".join(f"@work{n}" for n in range(WORKS))
    (root / "_quarto.yml").write_text(
        "project: {type: book, output-dir: build/site}\n"
        f"book:\n  title: Generated\n  author: Nobody\n  chapters:\n{listed}"
        f'bibliography: references.bib\nciteproc: true\nnocite: "{nocite}"\n'
        "format: {html: {toc: true}, typst: {}}\n",
        encoding="utf-8",
    )


def chapter(number: int, chapters: int, chance: random.Random) -> str:
    """Return the text of a chapter."""

    def paragraph() -> str:
        sentences = [" ".join(chance.choices(WORDS, k=16)).capitalize() for _ in range(10)]
        sentences[5] += f" [@work{chance.randrange(WORKS)}]"
        return ". ".join(sentences) + "."

    rows = "".join(f"| item {n} | {chance.randrange(100)} | {chance.randrange(100)} |\n" for n in range(6))
    table = f"| Item | Yes | No |\n|---|--:|--:|\n{rows}\n: Answers in chapter {number} {{#tbl-c{number}}}"
    other = f"See @tbl-c{number} and @sec-c{1 + (number + 6) % chapters}. "
    parts = [f"# Chapter number {number} {{#sec-c{number}}}", paragraph(), "## Data", other + paragraph()]
    parts += [table, paragraph(), "## Discussion", paragraph(), paragraph()]
    return "\n\n".join(parts) + "\n"


def edit(project: Path, run: int) -> None:
    """Add a sentence to a chapter in the middle."""
    chapters = sorted(project.glob("chapters/*/index.qmd"))
    with chapters[len(chapters) // 2].open("a", encoding="utf-8") as file:
        file.write(f"\nOne more sentence, number {run}.\n")


def forget(project: Path, _run: int) -> None:
    """Forget every earlier build."""
    shutil.rmtree(project / "build", ignore_errors=True)


def nothing(_project: Path, _run: int) -> None:
    """Change nothing."""


KINDS: dict[str, Callable[[Path, int], None]] = {
    "from nothing": forget,
    "nothing changed": nothing,
    "one chapter edited": edit,
}


def main() -> None:
    """Measure books of every length and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chapters", default="125,250,500", help="lengths of the books")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each kind")
    options = parser.parse_args()
    print(f"{' '.join(HTML)}; {options.runs} runs each, {os.cpu_count()} cores")
    print(f"{'chapters':>8}  {'':<20}{'median s':>9}{'min':>7}{'max':>7}{'largest MB':>12}{'together':>10}")
    for chapters in map(int, options.chapters.split(",")):
        with tempfile.TemporaryDirectory() as scratch:
            project = Path(scratch)
            write_book(project, chapters)
            for name, prepare in KINDS.items():
                runs = []
                for index in range(options.runs):
                    prepare(project, index)
                    runs.append(measure(report(*HTML), project))
                seconds = [run.seconds for run in runs]
                largest, together = (max(getattr(r, key) for r in runs) for key in ("largest", "together"))
                print(
                    f"{chapters:>8}  {name:<20}{statistics.median(seconds):>9.2f}{min(seconds):>7.2f}"
                    f"{max(seconds):>7.2f}{largest:>12.0f}{together:>10.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
