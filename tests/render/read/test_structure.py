"""Quarto's constructs in the one form that both writers know."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from reproreport.errors import Problem, Problems
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.nodes import Node, blocks_of, plain_text, value_of, walk
from reproreport.render.read.source import Line, Source
from reproreport.render.read.structure import Structure


def read(text: str) -> tuple[list[Node], list[Problem]]:
    """Read a text as a chapter's."""
    path = PurePosixPath("x.qmd")
    lines = [Line(line, path, number) for number, line in enumerate(text.splitlines(), 1)]
    with Problems() as problems:
        blocks = Structure(Source(path, tuple(lines)), {}).read(blocks_of(convert([Job(text)])[0].checked))
    return blocks, list(problems)


@pytest.mark.parametrize("kind", ["note", "tip", "warning", "important", "caution"])
def test_a_callout_has_a_title_and_a_body(kind: str) -> None:
    """Without a title of its own, the title is the name of its kind."""
    (block,), _ = read(f"::: {{.callout-{kind}}}\nText.\n:::")
    assert block["c"][0][1] == ["callout", f"callout-{kind}"]
    title, body = block["c"][1]
    assert (plain_text([title]), plain_text([body])) == (kind.capitalize(), "Text.")


@pytest.mark.parametrize(
    "text", ['::: {.callout-tip title="Mine"}\nText.', "::: callout-tip\n## Mine\n\nText."]
)
def test_a_callouts_title_is_its_attribute_or_first_heading(text: str) -> None:
    """Quarto's two ways to write it."""
    (block,), _ = read(text + "\n:::")
    assert plain_text(block["c"][1][:1]) == "Mine"
    assert not [node for node in walk(block) if node["t"] == "Header"]


@pytest.mark.parametrize(
    "text",
    [
        '![The caption](a.png){#fig-a fig-alt="Words"}',
        '::: {#fig-a}\n![](a.png){fig-alt="Words"}\n\nThe caption\n:::',
        '::: {#fig-a fig-alt="Words"}\n![](a.png)\n\nThe caption\n:::',
    ],
)
def test_figures_in_each_way_to_write_them(text: str) -> None:
    """One float with a caption and one image with alternative text."""
    (block,), problems = read(text)
    assert not problems
    assert block["c"][0][:2] == ["fig-a", ["float", "fig"]]
    assert plain_text(block["c"][1][:1]) == "The caption"
    (image,) = [node for node in walk(block) if node["t"] == "Image"]
    assert value_of(image["c"][0], "alt") == "Words"


def test_a_caption_serves_as_alternative_text() -> None:
    """As Pandoc has it, where nothing else is given."""
    (block,), _ = read("![The *caption*](a.png){#fig-a}")
    (image,) = [node for node in walk(block) if node["t"] == "Image"]
    assert value_of(image["c"][0], "alt") == "The caption"


@pytest.mark.parametrize(
    "text",
    ["| a |\n|---|\n| 1 |\n\n: Cap {#tbl-a}", "::: {#tbl-a}\n| a |\n|---|\n| 1 |\n\nCap\n:::"],
)
def test_tables_in_each_way_to_write_them(text: str) -> None:
    """The caption leaves the table and becomes the float's."""
    (block,), _ = read(text)
    assert block["c"][0][:2] == ["tbl-a", ["float", "tbl"]]
    assert plain_text(block["c"][1][:1]) == "Cap"
    assert block["c"][1][1]["t"] == "Table"


def test_column_widths_are_shares() -> None:
    """tbl-colwidths="[30,90]" is a quarter and three quarters."""
    (block,), _ = read('| a | b |\n|---|---|\n| 1 | 2 |\n\n: Cap {#tbl-a tbl-colwidths="[30,90]"}')
    (table,) = [node for node in walk(block) if node["t"] == "Table"]
    assert [column[1]["c"] for column in table["c"][2]] == [0.25, 0.75]


@pytest.mark.parametrize("text", ["$$ x $$ {#eq-a}", "$$\nx\n$$\n{#eq-a}", "Text\n$$ x $${#eq-a}\nmore."])
def test_a_formula_takes_the_label_that_follows(text: str) -> None:
    """Beside it or on the next line; the label is no text of its own."""
    blocks, _ = read(text)
    (span,) = [node for node in walk(blocks) if node["t"] == "Span"]
    assert span["c"][0][:2] == ["eq-a", ["equation"]]
    assert "#eq-a" not in plain_text(blocks)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("::: {#tbl-a}\n| a |\n|---|\n| 1 |\n:::", "'tbl-a' has no caption"),
        ("Text[^none].", "footnote '[^none]' is not defined"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(text: str, what: str) -> None:
    """With the line of the chapter."""
    _, problems = read("first\n\n" + text)
    assert [(problem.what, problem.where) for problem in problems] == [(what, "x.qmd:3")]
