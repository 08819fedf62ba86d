"""Shortcodes in a chapter's text."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from reproreport.errors import Problem, Problems
from reproreport.render.read.markdown import Values, expand, expand_inline, resolve
from reproreport.render.read.source import Source

CHAPTER = PurePosixPath("chapters/x/index.qmd")
VARIABLES = {"x": {"share": "83.0%", "p": "*p* = 0.031"}}


def run(root: Path, text: str, start: int = 0) -> tuple[Source, list[Problem]]:
    """Expand a text as a chapter of a project in *root*."""
    values = Values(root, VARIABLES, {"book": {"title": "T"}})
    with Problems() as problems:
        source = expand(text, CHAPTER, start, values)
    return source, list(problems)


def test_var_and_meta_become_their_text(tmp_path: Path) -> None:
    """A value keeps its trailing zero, and its markdown is left for Pandoc."""
    source, problems = run(tmp_path, "{{< var x.share >}} ({{<var x.p>}}) in {{< meta book.title >}}")
    assert source.text == "83.0% (*p* = 0.031) in T\n"
    assert not problems


@pytest.mark.parametrize("code", ["`{{{< var x.share >}}}`", "```\n{{{< var x.share >}}}\n```"])
def test_an_escaped_shortcode_in_code_is_shown(tmp_path: Path, code: str) -> None:
    """Three braces are Quarto's way to write about a shortcode."""
    source, problems = run(tmp_path, code)
    assert source.text == code.replace("{{{", "{{").replace("}}}", "}}") + "\n"
    assert not problems


@pytest.mark.parametrize("code", ["`{{< var x.share >}}`", "~~~~\n~~~\n{{< var x.share >}}\n~~~~"])
def test_a_shortcode_in_code_is_expanded(tmp_path: Path, code: str) -> None:
    """As Quarto does; a strict report is stopped, because nobody means it."""
    source, problems = run(tmp_path, code)
    assert "83.0%" in source.text
    assert problems[0].level == "strict"
    assert problems[0].what == "'{{< var x.share >}}' in code, which Quarto would expand"


def test_nothing_in_a_comment_is_read(tmp_path: Path) -> None:
    """Not in one line, and not over several."""
    text = "a <!-- {{< nonsense >}} -->\n<!--\n{{< nonsense >}}\n-->\n{{< var x.share >}}\n"
    source, problems = run(tmp_path, text)
    assert source.text.splitlines()[4] == "83.0%"
    assert not problems


def test_an_included_file_keeps_its_own_lines(tmp_path: Path) -> None:
    """A message about an included line names the included file and its line there."""
    (tmp_path / "chapters/x").mkdir(parents=True)
    (tmp_path / "chapters/x/_part.qmd").write_text("one\n{{< var x.none >}}\n")
    source, problems = run(tmp_path, "before\n\n{{< include _part.qmd >}}\n\nafter")
    assert source.text == "before\n\none\n\n\nafter\n"
    assert source.where(6) == "chapters/x/index.qmd:5"
    assert problems[0].where == "chapters/x/_part.qmd:2"


def test_a_file_that_includes_itself_is_refused(tmp_path: Path) -> None:
    """Also by way of another file."""
    (tmp_path / "a.qmd").write_text("{{< include b.qmd >}}\n")
    (tmp_path / "b.qmd").write_text("{{< include a.qmd >}}\n")
    _, problems = run(tmp_path, "{{< include /a.qmd >}}")
    assert [str(problem.where) for problem in problems] == ["b.qmd:1"]


def test_front_matter_is_read_as_empty_lines(tmp_path: Path) -> None:
    """So the numbers of the lines after it are those of the file."""
    source, _ = run(tmp_path, "---\ntitle: x\n---\ntext", start=3)
    assert source.text == "\n\n\ntext\n"
    assert source.where(4) == "chapters/x/index.qmd:4"


@pytest.mark.parametrize(
    ("text", "what", "fix"),
    [
        ("{{< var x.shar >}}", "there is no variable 'x.shar'", "did you mean 'x.share'?"),
        ("{{< meta book.titel >}}", "there is no metadata value 'book.titel'", "did you mean 'book.title'?"),
        ("{{< lipsum 1 >}}", "unknown shortcode 'lipsum'", "known: 'var', 'meta', 'include', 'embed'"),
        ("{{< vra x >}}", "unknown shortcode 'vra'", "did you mean 'var'?"),
        ("a {{< include b.qmd >}}", "'{{< include >}}' inside other text", "give it a line of its own"),
        ("{{< var >}}", "'{{< var >}}' cannot be read", "write {{< var name >}}"),
        ("{{< include no.qmd >}}", "included file 'no.qmd' does not exist", "correct the path"),
    ],
)
def test_what_cannot_be_expanded_is_named_with_its_line(
    tmp_path: Path, text: str, what: str, fix: str
) -> None:
    """The message says what, where and what to do."""
    _, problems = run(tmp_path, "first\n" + text)
    assert len(problems) == 1
    assert problems[0].what == what
    assert problems[0].where == "chapters/x/index.qmd:2"
    assert problems[0].fix.startswith(fix)


def test_captions_are_expanded_too(tmp_path: Path) -> None:
    """A caption in a notebook may name a variable."""
    values = Values(tmp_path, VARIABLES)
    assert expand_inline("of {{< var x.share >}}", "x.ipynb#tbl-x", values) == "of 83.0%"


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("a.svg", "chapters/x/a.svg"),
        ("../a.svg", "chapters/a.svg"),
        ("/a.svg", "a.svg"),
        ("../../../a", None),
    ],
)
def test_paths_are_relative_to_the_file_or_to_the_project(target: str, path: str | None) -> None:
    """Quarto's rule; what leaves the project is no path of it."""
    assert resolve(target, CHAPTER) == (PurePosixPath(path) if path else None)
