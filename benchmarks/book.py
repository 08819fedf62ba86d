"""How the embedded renderer grows with a book: seconds and memory for books of generated chapters.

    python benchmarks/book.py [--chapters 125,250,500] [--runs 3] [--quarto 50]

A chapter has 800 words, one table and five citations of a bibliography of 200 works, and refers to
another chapter. Measured from outside, as HTML: a build from nothing, one with nothing to do, and one
after a sentence was added to one chapter; the median of several runs. Memory is that of the largest
single process, and that of all of them together where the system says so (Linux). With `--quarto`
also Quarto's time for so many chapters, where it is installed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
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


@dataclass(frozen=True)
class Run:
    """Seconds of one command, and the memory (MB) of its largest process and of all together."""

    seconds: float
    largest: float
    together: float


def measure(command: list[str], folder: Path) -> Run:
    """Run a command to its end."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        together = Together(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        together.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.exit(output.read().decode())
    return Run(seconds, usage.ru_maxrss / 1024, together.most / 1e6)


class Together(threading.Thread):
    """Looks ten times a second how much memory a process and its children have together."""

    def __init__(self, pid: int) -> None:
        """Start to look."""
        super().__init__(daemon=True)
        self.most = 0
        self._pid = pid
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._over.wait(0.1):
            try:
                process = psutil.Process(self._pid)
                family = [process, *process.children(recursive=True)]
                self.most = max(self.most, sum(one.memory_info().rss for one in family))
            except psutil.Error:
                continue

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


def html_command() -> list[str]:
    """Return the command that builds a project's HTML: a whole build, where it can leave out the PDF."""
    command = [sys.executable, "-m", "analysis", "build"]
    usage = subprocess.run([*command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    if "--formats" in usage:
        return [*command, "--renderer", "pandoc", "--formats", "html"]
    return [sys.executable, str(Path(__file__).resolve()), "--html", "."]


def write_html(project: Path) -> None:
    """Read and render a project as ``report build`` does, without its PDF."""
    from analysis.build.fingerprint import rendering_version
    from analysis.project import load_project
    from analysis.render.book import read_book
    from analysis.render.html import write_site
    from analysis.render.memory import Memory

    memory = Memory(project / "build/work/memory.sqlite", rendering_version())
    write_site(read_book(load_project(project), {}, memory=memory), project / "build/site")
    memory.save()


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
    parser.add_argument("--quarto", type=int, metavar="N", help="also let Quarto render N chapters, once")
    parser.add_argument("--html", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.html:
        write_html(options.html.resolve())
        return
    command = html_command()
    print(f"{' '.join(command[1:])}; {options.runs} runs each, {os.cpu_count()} cores")
    print(f"{'chapters':>8}  {'':<20}{'median s':>9}{'min':>7}{'max':>7}{'largest MB':>12}{'together':>10}")
    for chapters in map(int, options.chapters.split(",")):
        with tempfile.TemporaryDirectory() as scratch:
            project = Path(scratch)
            write_book(project, chapters)
            for name, prepare in KINDS.items():
                runs = []
                for index in range(options.runs):
                    prepare(project, index)
                    runs.append(measure(command, project))
                seconds = [run.seconds for run in runs]
                largest, together = (max(getattr(r, key) for r in runs) for key in ("largest", "together"))
                print(
                    f"{chapters:>8}  {name:<20}{statistics.median(seconds):>9.2f}{min(seconds):>7.2f}"
                    f"{max(seconds):>7.2f}{largest:>12.0f}{together:>10.0f}",
                    flush=True,
                )
    if options.quarto and shutil.which("quarto"):
        with tempfile.TemporaryDirectory() as scratch:
            write_book(Path(scratch), options.quarto)
            run = measure(["quarto", "render", "--to", "html"], Path(scratch))
            print(f"{options.quarto:>8}  {'Quarto':<20}{run.seconds:>9.2f}")


if __name__ == "__main__":
    main()
