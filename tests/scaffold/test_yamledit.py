"""Lines added to YAML that somebody wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from reproreport.errors import ReportError
from reproreport.scaffold.additions import with_entry, with_item

AT = ("book", "chapters")


def added(tmp_path: Path, text: str, *, before: str = "last") -> str:
    """Return a text with the item ``new``."""
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    return with_item(tmp_path / "a.yml", "a.yml", AT, "new", before=before)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("book:\n  chapters:\n    - a  # one\n    - last\nx: 1\n", "    - a  # one\n    - new\n    - last\n"),
        ("book:\n  chapters:\n  - a # one\n  # two\n\nx: 1\n", "  - a # one\n  - new\n  # two\n"),
        ("book:\n  chapters:\n    - a", "    - a\n    - new\n"),
        ("book: {chapters: [a, last]}\n", "[a, new, last]"),
        ("book: {chapters: [a]}\n", "[a, new]"),
        (
            "book:\n  chapters:\n    - part: P\n      chapters:\n        - a\nx: 1\n",
            "        - a\n    - new\nx: 1",
        ),
        ("book:\n  chapters:\n    - {file: a, text: A}\n", "    - {file: a, text: A}\n    - new\n"),
        ('book:\n  chapters:\n    - "a: b"\n', '    - "a: b"\n    - new\n'),
    ],
)
def test_an_item(tmp_path: Path, text: str, expected: str) -> None:
    """In lines and in brackets, beside comments, parts and entries of other kinds."""
    result = added(tmp_path, text)
    assert expected in result
    assert [line for line in text.splitlines() if "[" not in line and line not in result] == []


@pytest.mark.parametrize(
    "text",
    ["book:\n  title: T\n", "book: 3\n", "book:\n  chapters: a\n", "book:\n  chapters: []\n", "[a", ""],
)
def test_no_list(tmp_path: Path, text: str) -> None:
    """The author is told which line to write."""
    with pytest.raises(ReportError, match="write '- new' there yourself"):
        added(tmp_path, text)


def test_an_entry(tmp_path: Path) -> None:
    """In the indentation of the others, before what follows."""
    path = tmp_path / "c.yml"
    path.write_text("files:\n    a.csv:\n        title: A\n\n# end\nreadings: {}\n", encoding="utf-8")
    result = with_entry(path, "c.yml", ("files",), "b.csv", "  b.csv:\n    title: B\n")
    assert "        title: A\n    b.csv:\n      title: B\n" in result
    path.write_text("files: {a.csv: {title: A}}\n", encoding="utf-8")
    with pytest.raises(ReportError, match="write it there yourself"):
        with_entry(path, "c.yml", ("files",), "b.csv", "  b.csv:\n    title: B\n")
