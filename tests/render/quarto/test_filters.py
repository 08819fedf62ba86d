"""The filters for Quarto, run by Pandoc: they do what the embedded renderer does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from reproreport.render.pandoc.door import ASSETS, pandoc_path
from reproreport.render.pandoc.nodes import blocks_of, plain_text

NAMES = {"alone": {"sec-b": ["Chapter", "2", "of the full report"], "tbl-b": ["Table", "2.1", "of the book"]}}


def filtered(
    text: str, name: str, folder: Path, profile: str = "alone", to: str = "html", page: str = "index.qmd"
) -> str:
    """Return what Pandoc's JSON is after a filter, with Quarto's Lua API as far as the filter needs it."""
    project = f"project = {{directory = {json.dumps(str(folder))}, profile = {{'{profile}'}}}}"
    file = json.dumps(str(folder / page))
    doc = f"doc = {{input_file = {file}, is_format = function(name) return name == '{to}' end}}"
    api = f"quarto = {{{project}, {doc}}}\n"
    code = api + (ASSETS / name).read_text(encoding="utf-8")
    (folder / "filter.lua").write_text(code, encoding="utf-8")
    command = [str(pandoc_path()), "--to=json", f"--lua-filter={folder / 'filter.lua'}"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("See @sec-b.", "See Chapter 2 of the full report."),
        ("(no. [-@tbl-b])", "(no. 2.1 of the book)"),
        ("[Tables @tbl-b]", "Tables 2.1 of the book"),
        ("@Tbl-b", "Table 2.1 of the book"),
        ("[@sec-b; @tbl-b]", "Chapter 2 of the full report, Table 2.1 of the book"),
    ],
)
def test_references_to_the_rest(tmp_path: Path, line: str, read: str) -> None:
    """The same words as in test_elsewhere.py."""
    (tmp_path / "build").mkdir()
    (tmp_path / "build/elsewhere.json").write_text(json.dumps(NAMES))
    words = plain_text(blocks_of(filtered(line, "elsewhere.lua", tmp_path))).replace("\u00a0", " ")
    assert words == read


@pytest.mark.parametrize("line", ["@sec-a", "[@smith2010, p. 5]", "[@sec-a; @sec-c]"])
def test_what_is_there_is_left_to_quarto(tmp_path: Path, line: str) -> None:
    """Also in another publication, and before a first build."""
    before = filtered(line, "elsewhere.lua", tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / "build/elsewhere.json").write_text(json.dumps(NAMES))
    assert filtered(line, "elsewhere.lua", tmp_path) == before
    assert filtered("@sec-b", "elsewhere.lua", tmp_path, "book") == filtered(
        "@sec-b", "elsewhere.lua", tmp_path / ".", "thesis"
    )


@pytest.mark.parametrize(
    ("target", "outside"),
    [
        ("../b/index.qmd", True),
        ("../b/index.qmd#sec-x", True),
        ("./../b/index.qmd", True),
        ("/b/index.qmd", True),
        ("b/index.qmd", False),
        ("index.qmd", False),
        ("https://example.org/b/index.qmd", False),
    ],
)
def test_a_link_to_the_rest_is_text(tmp_path: Path, target: str, outside: bool) -> None:
    """As in test_elsewhere.py; any other is Quarto's."""
    (tmp_path / "build").mkdir()
    (tmp_path / "build/elsewhere.json").write_text(json.dumps({"alone": {"/b/index.qmd": []}}))
    blocks = blocks_of(filtered(f"[The *rest*]({target}).", "elsewhere.lua", tmp_path, page="a/index.qmd"))
    assert plain_text(blocks) == "The rest."
    assert (blocks[0]["c"][0]["t"] == "Link") is not outside


def test_a_reference_that_is_there_beside_one_that_is_not(tmp_path: Path) -> None:
    """The first is still Quarto's to resolve."""
    (tmp_path / "build").mkdir()
    (tmp_path / "build/elsewhere.json").write_text(json.dumps(NAMES))
    blocks = blocks_of(filtered("[@sec-a; @sec-b]", "elsewhere.lua", tmp_path))
    kinds = [node["t"] for node in blocks[0]["c"]]
    assert kinds[0] == "Cite"
    assert plain_text(blocks).endswith("Chapter\u00a02 of the full report")


def test_an_article_is_made_of_a_chapter(tmp_path: Path) -> None:
    """Title and abstract into the metadata, the sections one level up."""
    blocks = ("# The *title* {#sec-a}", "First.", "## Abstract {.unnumbered}", "Short.", "## One", "### Two")
    text = "\n\n".join(blocks)
    document = json.loads(filtered(text, "article.lua", tmp_path))
    assert plain_text(document["meta"]["title"]["c"]) == "The title"
    assert plain_text(document["meta"]["abstract"]["c"]) == "Short."
    headings = [(b["c"][0], plain_text(b["c"][2])) for b in document["blocks"] if b["t"] == "Header"]
    assert headings == [(1, "One"), (2, "Two")]
    assert plain_text(document["blocks"][:1]) == "First."


SHEET = """\
---
report:
  title-page:
    above: [Ministry, Academy]
    author: Nguyễn A
    kind: Summary of a thesis
    details: [{label: Supervisors, text: [Trần B, Lê C]}, {label: Reviewer}]
    below: Hà Nội, 2025
    note: Not the original.
---

# Preface
"""


def test_a_title_page_stands_on_the_first_page_of_the_site(tmp_path: Path) -> None:
    """With what the embedded renderer's cover says (cover.html.j2); a PDF has one of its own."""
    sheet, heading = blocks_of(filtered(SHEET, "title-page.lua", tmp_path))
    assert sheet["c"][0][1] == ["title-page"]
    words = [plain_text([block]) for block in sheet["c"][1]]
    assert words[:4] == ["Ministry", "Academy", "Nguyễn A", "Summary of a thesis"]
    details = [(plain_text(term), plain_text(said[0])) for term, said in sheet["c"][1][4]["c"]]
    assert details == [("Supervisors", "Trần B, Lê C"), ("Reviewer", "–")]
    assert words[5:] == ["Hà Nội, 2025"]
    assert plain_text([heading]) == "Preface"
    assert len(blocks_of(filtered(SHEET, "title-page.lua", tmp_path, to="typst"))) == 1


def test_a_table_shows_characters_not_their_entities(tmp_path: Path) -> None:
    """In the PDF; what a paragraph says is left alone."""
    text = "Write `&lt;`, \\&lt;.\n\n| p |\n|---|\n| \\&lt; 0.1 \\&amp;lt; \\&other; |\n"
    paragraph, table = blocks_of(filtered(text, "entities.lua", tmp_path, to="typst"))
    assert plain_text([paragraph]) == "Write &lt;, &lt;."
    assert "< 0.1 &lt; &other;" in json.dumps(table, ensure_ascii=False).replace(
        '"}, {"t": "Space"}, {"t": "Str", "c": "', " "
    )
    assert filtered(text, "entities.lua", tmp_path) == filtered("" + text, "entities.lua", tmp_path, "thesis")


def test_an_article_has_its_keywords_in_the_pdf(tmp_path: Path) -> None:
    """After its abstract; in the page Quarto sets them by itself."""
    front = "---\nkeywords: [văn hoá, counting]\n---\n\n"
    text = f"{front}# Cups\n\n## Abstract\n\nWe count.\n\n## Method\n\nBy hand.\n"
    for to, count in (("typst", 2), ("html", 1)):
        abstract = json.loads(filtered(text, "article.lua", tmp_path, to=to))["meta"]["abstract"]["c"]
        assert len(abstract) == count
        if count == 2:
            assert plain_text([abstract[1]]) == "Keywords văn hoá, counting"
