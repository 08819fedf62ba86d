"""Numbering without gaps, and data in step with the bibliography."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from reproreport.errors import DataError
from reproreport.sources import read_codebook, validate

Edit = Callable[[Path, str, str], None]
LIST = "data/lists/lists.csv"
WORKS = "data/lists/works.csv"

FILES = {
    "_quarto.yml": "bibliography: references.bib\n",
    "references.bib": """\
        @book{mill1843,
          title = {A System of Logic},
          keywords = {logic, reviewed}
        }

        @book{bain1870,
          title = {Logic},
          keywords = {reviewed}
        }

        @misc{other, title = {Something else}}
        """,
    "data/lists/codebook.yml": """\
        files:
          lists.csv:
            sequence: {column: position, within: [list]}
            columns:
              list: {type: identifier}
              position: {type: integer}
              stated: {type: stated count}
              date: {type: date, optional: true}
          works.csv:
            key: [work]
            bibliography: {column: work, keyword: reviewed}
            columns:
              work: {type: citation key}
              year: {type: year}
        """,
    LIST: """\
        list,position,stated,date
        methods,1,two,2021-03-29
        methods,2,02,
        roles,1,1,2021
        """,
    WORKS: """\
        work,year
        mill1843,1843
        bain1870,1870
        """,
}


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """Return a project with numbered lists and reviewed works."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return tmp_path


def problems(root: Path) -> list[str]:
    """Return what validation says, a line each."""
    with pytest.raises(DataError) as caught:
        validate(root / "data/lists", root)
    return [f"{problem.where}: {problem.what}" for problem in caught.value.problems]


def test_all_rules_kept(lists: Path) -> None:
    """Each list starts at 1 again; every reviewed work has its row."""
    assert validate(lists / "data/lists", lists) == {"lists.csv": 3, "works.csv": 2}


@pytest.mark.parametrize(
    ("old", "new", "line", "due"), [("methods,2,02", "methods,3,02", 3, 2), ("methods,1", "methods,0", 2, 1)]
)
def test_a_gap_in_the_positions(lists: Path, edit: Edit, old: str, new: str, line: int, due: int) -> None:
    """The row after the gap is named, with the number that is due."""
    edit(lists / LIST, old, new)
    value = new.split(",")[1]
    assert f"{LIST}:{line}: position: '{value}' stands where of methods number {due} is due" in problems(
        lists
    )


def test_a_stated_count_that_is_no_number(lists: Path, edit: Edit) -> None:
    """Words beyond twelve and vague words are refused."""
    edit(lists / LIST, "two", "several")
    expected = f"{LIST}:2: stated: 'several' is not a number (digits, or a word from one to twelve)"
    assert problems(lists) == [expected]


@pytest.mark.parametrize(
    ("date", "meaning"),
    [
        ("29/3/2021", "a date (2021-03-29, 2021-03 or 2021) or nothing"),
        ("2021-02-30", "a day of the calendar"),
    ],
)
def test_a_date_that_is_not_one(lists: Path, edit: Edit, date: str, meaning: str) -> None:
    """Both the wrong form and the impossible day are named."""
    edit(lists / LIST, "2021-03-29", date)
    assert problems(lists) == [f"{LIST}:2: date: '{date}' is not {meaning}"]


def test_an_empty_bibliography(lists: Path) -> None:
    """No work is known then: each row is named, and nothing crashes."""
    (lists / "references.bib").write_text("% nothing yet\n", encoding="utf-8")
    assert len(problems(lists)) == 2


def test_a_row_without_an_entry(lists: Path, edit: Edit) -> None:
    """A work that the bibliography does not have."""
    edit(lists / WORKS, "bain1870,1870", "bain1871,1870")
    assert problems(lists) == [f"{WORKS}:3: work: 'bain1871' is not a key of the bibliography"]


def test_an_entry_without_a_row(lists: Path, edit: Edit) -> None:
    """The reverse: a reviewed work of the bibliography that the data lack."""
    edit(lists / WORKS, "mill1843,1843\n", "")
    assert problems(lists) == [
        f"references.bib:1: entry 'mill1843' has the keyword 'reviewed' but no row in {WORKS}"
    ]


def test_a_row_whose_entry_is_no_reviewed_work(lists: Path, edit: Edit) -> None:
    """A known work without the keyword is named with both places."""
    edit(lists / WORKS, "bain1870,1870", "bain1870,1870\nother,1900")
    expected = f"{WORKS}:4: work: the entry 'other' at references.bib:11 lacks the keyword 'reviewed'"
    assert problems(lists) == [expected]


def test_a_rule_about_a_column_that_is_not_there(lists: Path, edit: Edit) -> None:
    """A misspelt column would switch the rule off."""
    edit(lists / "data/lists/codebook.yml", "within: [list]", "within: [lists]")
    with pytest.raises(DataError, match="the sequence names 'lists', which is no column"):
        read_codebook(lists / "data/lists", lists)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    sequence:", "    sequnce:", r"codebook\.yml:3: unknown key 'sequnce'"),
        (
            "{column: position, within",
            "{colum: position, within",
            r"codebook\.yml:3: the sequence has no 'column'",
        ),
        (", keyword: reviewed}", "}", r"codebook\.yml:11: the bibliography has no 'keyword'"),
        ("{column: work,", "{column: work, kind: x,", r"codebook\.yml:11: the bibliography knows no 'kind'"),
        ("{column: position, within: [list]}", "position", r"codebook\.yml:3: the sequence has no 'column'"),
    ],
)
def test_a_rule_that_is_not_one(lists: Path, edit: Edit, old: str, new: str, message: str) -> None:
    """A misspelt rule would be switched off in silence; one without its keys would crash."""
    edit(lists / "data/lists/codebook.yml", old, new)
    with pytest.raises(DataError, match=message):
        read_codebook(lists / "data/lists", lists)
