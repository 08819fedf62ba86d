"""The check of prose as a whole: typed numbers, the allow-list, assertions, in the real chapters too."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gate_examples import current
from real_report import ROOT
from reproreport.errors import Problem
from reproreport.project import load_project
from reproreport.prose.chapters import read_prose
from reproreport.prose.masking import running, visible
from reproreport.prose.problems import ALLOWED, prose_problems, typed_numbers

Command = Callable[..., Result]
Edit = Callable[[Path, str, str], None]

CHAPTER = "chapters/coffee/index.qmd"
RESULTS = [
    current(3, "count", "coffee.people", text="3", unit="people"),
    current(12, "words", "coffee.cups", text="twelve", unit="cups"),
    current("44/67", "percent", "coffee.share", text="65.7%", unit="%"),
    current("44/67", "percent", "tea.share", text="65.7%", unit="%", chapter="tea"),
    current(0.031, "p_value", "coffee.p", text="*p* = 0.031"),
]


def write(root: Path, name: str, text: str) -> None:
    """Add a text to a file of the report."""
    path = root / name
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    path.write_text(before + text, encoding="utf-8")


def found(root: Path) -> list[Problem]:
    """Return what is wrong with the prose of a report that computes the results above."""
    return prose_problems(load_project(root), RESULTS)


def test_the_small_report_is_clean(report: Path) -> None:
    """Its one number is a result."""
    assert found(report) == []


def test_a_typed_number(report: Path) -> None:
    """File and line, the number in its words, and the three things that one can do."""
    write(report, CHAPTER, "\nA line,\nand of these 41 drink tea.\n")
    (problem,) = found(report)
    assert problem.where == f"{CHAPTER}:12"
    assert problem.what == "a typed number, 41: '…A line, and of these 41 drink tea.'"
    assert problem.fix == (
        "record it in the notebook, and use it with {{< var … >}}; "
        "mark it where it quotes a source: [41]{.printed}; "
        "or allow it, with a reason, in chapters/allowed-numbers.yml"
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We asked 3 people.", ["coffee.people"]),
        ("We asked 3 cats.", []),
        ("They drink 12 cups.", ["coffee.cups"]),
        ("It is 65.7 per cent, or", ["coffee.share", "tea.share"]),
        ("It is 65.7 % of", ["coffee.share", "tea.share"]),
        ("(p = 0.031)", ["coffee.p"]),
    ],
)
def test_results_that_show_a_typed_number(report: Path, text: str, names: list[str]) -> None:
    """The chapter's own come first; for a common number only what counts the same thing is likely."""
    write(report, CHAPTER, f"\n{text}\n")
    (problem,) = found(report)
    assert re.findall(r"var ([\w.]+)", problem.fix) == names


def test_everything_at_once_in_reading_order(report: Path) -> None:
    """Typed numbers and assertions of all files, captions among them, then needless entries."""
    write(report, "index.qmd", '\nOf 7 people [few]{holds="coffee.few"} said 8.\n')
    write(report, CHAPTER, "\n{{< include _more.qmd >}}\n")
    write(report, "chapters/coffee/_more.qmd", "\n\nUp to 9.\n")
    notebook = report / "chapters/coffee/notebook.ipynb"
    notebook.write_text(notebook.read_text().replace("Cups of coffee a day", "Cups of 5 people"))
    lines = notebook.read_text().splitlines()
    caption = next(number for number, line in enumerate(lines, 1) if "Cups of 5 people" in line)
    write(report, ALLOWED, 'index.qmd:\n  "of 70": "no"\n')
    assert [problem.where for problem in found(report)] == [
        "index.qmd:5",
        "index.qmd:5",
        "index.qmd:5",
        "chapters/coffee/_more.qmd:3",
        f"chapters/coffee/notebook.ipynb:{caption}",
        f"{ALLOWED}:2",
    ]
    said = [problem.what for problem in found(report)]
    assert said[0].startswith("a typed number, 7: ")
    assert said[1].startswith("nothing states 'coffee.few'")
    assert said[2].startswith("a typed number, 8: ")


ENTRIES = [
    ('index.qmd:\n  "all 7 of them": names of a game', 0, ""),
    ('index.qmd:\n  "all 7 of them":', 3, "'all 7 of them' is allowed without a reason"),
    ('index.qmd:\n  "all 7 of them": " "', 3, "'all 7 of them' is allowed without a reason"),
    ('index.qmd:\n  "all 7 of them": 7', 3, "'all 7 of them' is allowed without a reason"),
    ('index.qmd:\n  "all of them": why', 3, "'all of them' is no text with a digit"),
    ("index.qmd:\n  7: names of a game", 0, ""),
    ('indx.qmd:\n  "all 7 of them": why', 2, "'indx.qmd' is no file of the report's prose"),
    ("index.qmd:\n", 2, "no texts are allowed under 'index.qmd'"),
    ('index.qmd:\n  "all 77 of them": why', 3, "no typed number of index.qmd stands in 'all 77 of them'"),
    ('index.qmd:\n  "1843": a year', 3, "no typed number of index.qmd stands in '1843'"),
    ('index.qmd:\n  "ll 7": half a word', 3, "no typed number of index.qmd stands in 'll 7'"),
    ('index.qmd:\n  "all 7": why\n  "all 7": why', 4, "'all 7' is given twice (first on line 3)"),
    ("- index.qmd", 2, "lines of 'key: value' are expected"),
    ('index.qmd:\n  "all 7": [', 4, "not valid YAML"),
]


@pytest.mark.parametrize(("entries", "line", "what"), ENTRIES)
def test_the_allow_list(report: Path, entries: str, line: int, what: str) -> None:
    """An entry needs a file, a text that is there, and a reason; it allows what it names and no more."""
    write(report, "index.qmd", "\nIn 1843 it was all\n7 of them.\n")
    write(report, ALLOWED, f"# why\n{entries}\n")
    problems = found(report)
    listed = [problem for problem in problems if problem.where.startswith(ALLOWED)]
    assert len(problems) - len(listed) == (1 if what else 0)
    if what:
        (problem,) = listed
        assert what in problem.what
        assert problem.where == f"{ALLOWED}:{line}"
        assert problem.fix


def test_a_file_that_is_no_text(report: Path) -> None:
    """It is named, and the others are read all the same."""
    (report / CHAPTER).write_bytes(b"\xff 7")
    write(report, "references.qmd", "\nOf 7.\n")
    assert [problem.where for problem in found(report)] == [f"{CHAPTER}:1", "references.qmd:6"]


def test_no_number_is_typed_in_the_real_chapters() -> None:
    """All that stands there are results, names, quoted numbers and what the allow-list has."""
    problems = [p for p in prose_problems(load_project(ROOT), []) if "a typed number" in p.what]
    assert problems == []


def test_a_number_typed_for_any_result_is_found() -> None:
    """Each result that a real chapter uses is typed instead, one after the other; none goes unnoticed.

    Behind "No." stands the number of a document, typed or not.
    """
    missed = []
    for prose in read_prose(load_project(ROOT)):
        for use in re.finditer(r"(?<!No\. )\{\{< var [\w.]+ >\}\}", prose.visible):
            start = prose.text.rfind("\n", 0, use.start()) + 1
            end = prose.text.find("\n", use.end())
            line = f"{prose.text[start : use.start()]}47.1%{prose.text[use.end() : end]}"
            if "47.1%" not in [number.text for number in typed_numbers(running(visible(line)))]:
                missed.append(prose.where(use.start()))
    assert missed == []


def test_report_check_fails(guarded: Path, command: Command, edit: Edit) -> None:
    """With the file and line of everything, and exit code 1."""
    edit(guarded / CHAPTER, "people [@", '[people]{holds="coffee.popel"} and 5 cats [@')
    done = command(guarded, "check")
    assert done.exit_code == 1
    text = done.output
    assert f"{CHAPTER}:3: nothing states 'coffee.popel'" in text
    assert f"{CHAPTER}:3: a typed number, 5:" in text
