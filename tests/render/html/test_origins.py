"""The pages that say where numbers come from, of a small report."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pytest
from lxml import html

from reproreport.notebooks.read import executed_cells
from reproreport.render.html.cells import cells_html, code_html, drawings


@pytest.fixture(scope="module")
def site(built_once: Path) -> Path:
    """Return the site of the small report."""
    return built_once / "build/site"


def test_every_number_leads_to_what_is_said_of_it(site: Path) -> None:
    """And that to the cell and to the rows, which are there."""
    page = site / "chapters/coffee/index.html"
    links = html.parse(str(page)).xpath("//a[@class='computed']")
    assert links
    for link in links:
        name, _, place = link.get("href").partition("#")
        origins = (page.parent / name).resolve()
        (entry,) = html.parse(str(origins)).xpath(f"//section[@id='{place}']")
        assert link.text_content() in entry.text_content()
        ways = [way for way in entry.xpath(".//dd/a/@href") if "#" in way]
        assert ways
        for way in ways:
            file, _, target = way.partition("#")
            reached = html.parse(str((origins.parent / file.partition("?")[0]).resolve()))
            assert reached.xpath(f"//*[@id='{target}']")


def test_a_table_says_its_notebook_and_has_its_data(site: Path) -> None:
    """As CSV: the cells that the page shows."""
    page = site / "chapters/coffee/index.html"
    for figure in html.parse(str(page)).xpath("//figure[.//span[@class='from']]"):
        ways = {way.text: way.get("href") for way in figure.xpath(".//span[@class='from']/a")}
        assert "Notebook" in ways
        if "Data (CSV)" in ways and figure.xpath(".//table"):
            text = (page.parent / ways["Data (CSV)"]).read_text(encoding="utf-8")
            rows = list(csv.reader(io.StringIO(text)))
            shown = figure.xpath(".//tbody/tr")
            assert len(rows) >= len(shown)


def test_a_script_has_the_same_words(site: Path) -> None:
    """Of each number that stands on the page of numbers."""
    for page in (site / "provenance/numbers").glob("*.html"):
        code = (site / f"provenance/cards/provenance/numbers/{page.name}.js").read_text(encoding="utf-8")
        name, cards = json.loads(f"[{code.removeprefix('reportCards(').removesuffix(');' + chr(10))}]")
        assert name == f"provenance/numbers/{page.name}"
        assert set(cards) == set(html.parse(str(page)).xpath("//section/@id"))


def test_search_knows_every_section(site: Path) -> None:
    """By its address, its page, its heading and its words."""
    code = (site / "search.js").read_text(encoding="utf-8")
    index = json.loads(code.removeprefix("reportSearch(").removesuffix(");\n"))
    addresses = [address for address, *_ in index]
    assert len(addresses) == len(set(addresses))
    for address in addresses:
        path, _, place = address.partition("#")
        assert not place or html.parse(str(site / path)).xpath(f"//*[@id='{place}']")


def cells(*sources: tuple[str, str, Sequence[object]]) -> str:
    """Return the cells of a notebook of these as HTML."""
    made = [
        {
            "cell_type": kind,
            "source": source,
            "metadata": {},
            **({"outputs": outputs} if kind == "code" else {}),
        }
        for kind, source, outputs in sources
    ]
    content = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (text,) = cells_html([(executed_cells(content, "n"), PurePosixPath("n"))])
    return text


@pytest.mark.parametrize(
    "harm",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://a.org/x.png)",
        "<img src=x onerror=alert(1)>",
        "[x]{onclick=alert(1)}",
    ],
)
def test_what_a_notebook_says_is_text(harm: str) -> None:
    """In its own texts, and in what its cells show."""
    shown = [{"output_type": "display_data", "data": {kind: harm}} for kind in ("text/markdown", "text/html")]
    text = cells(("markdown", harm, []), ("code", "1", shown), ("raw", harm, []))
    root = html.fromstring(f"<div>{text}</div>")
    assert not root.xpath("//script | //img | //@onclick | //@onerror | //a[not(starts-with(@href, '#'))]")


def test_cells_have_places_and_outputs() -> None:
    """By label or number; what was printed, tables and drawings."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0L9 9"/></svg>'
    outputs = [
        {"output_type": "stream", "text": ["one & two\n"]},
        {"output_type": "display_data", "data": {"text/html": "<table><tr><td>three</td></tr></table>"}},
        {"output_type": "display_data", "data": {"image/svg+xml": svg}},
    ]
    text = cells(("markdown", "# A *title*", []), ("code", "#| label: fig-a\n1 < 2", outputs))
    assert 'id="cell-1"' in text
    assert 'id="cell-fig-a"' in text
    assert "<h2>A <em>title</em></h2>" in text
    for shown in ("1 &lt; 2", "one &amp; two", "three", "report:/n/cell-fig-a-1.svg"):
        assert shown in text


def test_code_alone_has_places_of_its_own() -> None:
    """For a page that holds several notebooks."""
    cell = {"cell_type": "code", "source": "a < b", "metadata": {}, "outputs": []}
    content = {"cells": [cell], "metadata": {}}
    found = executed_cells(content, "n")
    assert 'id="n-cell-1"' in code_html(found, "n-")
    assert "a &lt; b" in code_html(found, "n-")
    assert list(drawings(found, PurePosixPath("n"))) == []
