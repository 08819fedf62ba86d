"""Citations set from a few words beside them, held against citeproc over the whole text."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.nodes import Node, blocks_of, document, walk
from reproreport.render.resolve.citations import cites, in_text, reduce, restore

WORKS = (
    "@book{a2001, author={Anna Alpha}, title={One}, year={2001}, publisher={P}}\n"
    "@book{b2002, author={Bo Beta}, title={Two}, year={2002}, publisher={P}}\n"
    "@book{c2003, author={Anna Alpha}, title={Three}, year={2001}, publisher={P}}\n"
)
STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="CLASS" version="1.0">
<info><title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout suffix="." delimiter="; ">
<choose><if position="ibid"><text value="ibid."/></if><else><names variable="author"/>
<text variable="title" prefix=", "/></else></choose></layout></citation>
<bibliography><layout suffix="."><names variable="author"/><text variable="title" prefix=", "/></layout>
</bibliography></style>"""
PIECES = [
    *(
        "one two three",
        "a word",
        "four, five; six",
        '"quoted words"',
        "*stressed words here*",
        "(aside)",
        "–",
    ),
    *("[@a2001]", "@b2002", "[see @c2003, p. 3; @a2001]", "*in stress [@b2002], too*", '"quoted [@a2001]"'),
    *("[-@c2003]", "^[A note with [@b2002].]", "$x^2$", "`code`", "[link [@a2001]](x.html)", "[@none]"),
]
MARKS = ["", " ", " ", " ", ".", ",", " .", "; ", "\n", '." ', "?) "]


def text(seed: int) -> str:
    """Return paragraphs, lists, a quotation and a table of random pieces."""
    chance = random.Random(seed)  # noqa: S311

    def words() -> str:
        return "".join(chance.choice(PIECES) + chance.choice(MARKS) for _ in range(chance.randint(1, 12)))

    def line() -> str:
        return words().replace("\n", " ").replace("|", " ").strip()

    parts = [words() for _ in range(6)]
    parts += [f"- {line()}\n- {line()}\n\n    {line()}\n\n> {line()}", f"Term\n:   {line()}"]
    parts += [
        f"| a | b |\n|---|---|\n| {line()} | {line()} |\n\n: {line()}",
        f"::: x\n{line()}\n\n{line()}\n:::",
    ]
    return "\n\n".join([*parts, "::: {#refs}\n:::"])


def cited(blocks: list[Node], style: str | None, references: list[Node]) -> list[Node]:
    """Return blocks as citeproc sets them."""
    meta: dict[str, Node] = {
        "references": {"t": "MetaList", "c": references},
        "link-citations": {"t": "MetaBool", "c": True},
    }
    if style:
        meta["csl"] = {"t": "MetaString", "c": style}
    return blocks_of(convert([Job(document(blocks, meta), "json", "json", citeproc=True)])[0].checked)


@pytest.mark.parametrize("own", [False, True], ids=["default", "style"])
def test_a_few_words_are_enough(tmp_path: Path, own: bool) -> None:
    """The same text comes out, word for word and mark for mark."""
    style = tmp_path / "own.csl"
    style.write_text(STYLE.replace("CLASS", "in-text"))
    references = json.loads(convert([Job(WORKS, "biblatex")])[0].text)["meta"]["references"]["c"]
    written = [blocks_of(answer.checked) for answer in convert([Job(text(seed)) for seed in range(30)])]
    blocks = [block for part in written for block in part]
    path = str(style) if own else None
    reduced = [reduce(block) for block in blocks]
    answered = cited([block for block, _ in reduced], path, references)
    restored = [restore(block, kept) for block, (_, kept) in zip(answered, reduced, strict=True)]
    whole = cited(blocks, path, references)
    assert sum(node["t"] == "Cite" for node in walk(whole)) > 500
    for got, expected in zip(restored, whole, strict=True):
        assert got == expected


def test_notes_and_raised_numbers_need_all_of_a_block() -> None:
    """Pandoc moves punctuation around them."""
    assert in_text("")
    assert in_text(STYLE.replace("CLASS", "in-text"))
    assert not in_text(STYLE.replace("CLASS", "note"))
    assert not in_text('<style class="in-text"><citation><layout vertical-align="sup">')


def test_most_of_a_long_paragraph_stays_behind() -> None:
    """What citeproc is given does not grow with the text around a citation."""
    (long,) = blocks_of(convert([Job("word " * 500 + "[@a2001] " + "word " * 500)])[0].checked)
    small, kept = reduce(long)
    assert len(json.dumps(small)) < 2000
    assert restore(small, kept) == long
    assert cites([long])
    assert not cites(blocks_of(convert([Job("None.")])[0].checked))
