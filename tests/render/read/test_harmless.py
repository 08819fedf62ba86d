"""What no text may hold, wherever it stands: raw code, addresses that are not of the list, turned letters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reproreport.errors import ContentError, ProjectError, ReportError
from reproreport.project import load_project
from reproreport.render.book import read_book
from reproreport.render.read.harmless import link_harms
from small_book import Cell, Files, notebook, write_book

RAW = "`<script>alert(1)</script>`{=html}"
TYPST = '`#import "@preview/cetz:0.3.0"`{=typst}'
LINK = "[x](javascript:alert(1))"
TURNED = "no\u202eon"
HARMS = {
    RAW: "raw HTML, '<script>",
    TYPST: "raw Typst, '#import",
    LINK: "link to 'javascript:",
    TURNED: "U+202E",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
EMBED = "# T\n\n{{< embed n.ipynb#tbl-a >}}\n"


def refused(root: Path, files: Files, variables: Any = None, **settings: Any) -> str:
    """Return what is said of a book that is refused."""
    with pytest.raises((ContentError, ProjectError)) as error:
        read_book(write_book(root, files, **settings), variables or {})
    return str(error.value)


def cell(*options: str, media: str = "text/html", data: str = "<table><tr><td>1</td></tr></table>") -> Cell:
    """Return a cell of a notebook that is labelled tbl-a."""
    return "\n".join(["#| label: tbl-a", *options, "1"]), media, data


def book(**more: Any) -> dict[str, Any]:
    """Return the settings of a book."""
    return {"book": {"title": "T", "author": "A", "chapters": ["index.qmd", "a.qmd"], **more}}


@pytest.mark.parametrize(("text", "said"), HARMS.items())
def test_in_each_place(tmp_path: Path, text: str, said: str) -> None:
    """Body, front matter, titles, captions, values, callouts, what notebooks show, bibliographies."""
    quoted = json.dumps(text)
    chapters: dict[str, str] = {
        "a.qmd:3": f"# T\n\nSee {text}.\n",
        "a.qmd:2": f"---\ntitle: {quoted}\n---\n\nx\n",
        "a.qmd:4": f"---\ntitle: T\nsubtitle: S\nabstract: {quoted}\n---\n\nx\n",
        "a.qmd:5": f"# T\n\n| a |\n|---|\n| {text} |\n",
        "a.qmd:7": f"# T\n\n| a |\n|---|\n| 1 |\n\n: C {text} {{#tbl-a}}\n",
    }
    for place, chapter in chapters.items():
        found = refused(tmp_path / place.replace(":", "-"), {"a.qmd": chapter})
        assert f"{place}: " in found, (place, found)
        assert said in found, (place, found)
    value = refused(tmp_path / "value", {"a.qmd": "# T\n\n{{< var a.b >}}\n"}, {"a": {"b": text}})
    assert value.startswith("a.qmd:3: ")
    assert said in value
    for name, cells in {
        "caption": cell(f"#| tbl-cap: {quoted}"),
        "markdown": cell("#| tbl-cap: C", media="text/markdown", data=f"See {text}."),
    }.items():
        found = refused(tmp_path / name, {"a.qmd": EMBED, "n.ipynb": notebook(cells)})
        assert found.startswith("n.ipynb#tbl-a: "), (name, found)
        assert said in found, (name, found)
    for name in ("title", "subtitle", "description"):
        found = refused(tmp_path / name, {"a.qmd": "# T\n\nx\n"}, **book(**{name: text}))
        assert found.startswith("_quarto.yml:"), (name, found)
        assert said in found, (name, found)
    works = f"references:\n- id: smith2010\n  type: book\n  title: {quoted}\n"
    files = {"a.qmd": "# T\n\n@smith2010\n", "references.yaml": works}
    found = refused(tmp_path / "works", files, bibliography="references.yaml")
    assert found.startswith("references.yaml:2: ")
    assert said in found


def test_in_a_callouts_title(tmp_path: Path) -> None:
    """It is an attribute that is read as markdown."""
    text = '# T\n\n::: {.callout-note title="`<b>x`{=html}"}\nx\n:::\n'
    assert "a.qmd:3: raw HTML, '<b>x', is not supported" in refused(tmp_path, {"a.qmd": text})


def test_links_of_a_table(tmp_path: Path) -> None:
    """A notebook's HTML table may link; its style and scripts are left out, as ever."""
    table = '<style>@import "//a.example/x";</style><table><tr><td><a href="{}">x</a></td></tr></table>'
    bad = notebook(cell("#| tbl-cap: C", data=table.format("javascript:alert(1)")))
    found = refused(tmp_path / "bad", {"a.qmd": EMBED, "n.ipynb": bad})
    assert found.startswith("n.ipynb#tbl-a: a link to 'javascript:alert(1)' is not supported")
    good = notebook(cell("#| tbl-cap: C", data=table.format("https://a.example/x")))
    project = write_book(tmp_path / "good", {"a.qmd": EMBED, "n.ipynb": good})
    page = json.dumps(list(read_book(project, {}).pages[1].blocks))
    assert '"https://a.example/x"' in page
    assert "import" not in page


@pytest.mark.parametrize(
    ("suffix", "work"),
    [
        ("bib", "@book{smith2010, title={T}, url={javascript:alert(1)}}"),
        ("bib", "@book{smith2010, title={\\href{javascript:alert(1)}{T}}}"),
        ("json", '[{"id": "smith2010", "type": "book", "title": "T", "URL": "javascript:alert(1)"}]'),
        ("ris", "TY  - BOOK\nID  - smith2010\nTI  - T\nUR  - javascript:alert(1)\nER  - \n"),
    ],
)
def test_addresses_of_a_work(tmp_path: Path, suffix: str, work: str) -> None:
    """In each format of bibliographies."""
    files = {"a.qmd": "# T\n\n@smith2010\n", f"w.{suffix}": work}
    found = refused(tmp_path, files, bibliography=f"w.{suffix}")
    assert "w." + suffix in found
    assert "link to 'javascript:alert(1)' is not supported" in found


@pytest.mark.parametrize(
    "address",
    [
        "javascript:x",
        "JaVaScript:x",
        "java\tscript:x",
        " javascript:x",
        "\x01javascript:x",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.b",
        "//a.example/x",
        "\\\\a\\x",
        "/\\a.example",
        "urn:isbn:1",
        "doi:10.1/x",
        "ht\ntps://a",
    ],
)
def test_other_kinds_of_addresses(address: str) -> None:
    """Whichever way a browser would read it."""
    assert list(link_harms(address))


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example",
        "http://a.example:8080/x?y#z",
        "HTTPS://a.b",
        "mailto:a@b.org",
        "tel:+84",
        "x.qmd",
        "#sec-a",
        "/data/a.csv",
        "../b.qmd#x",
        "chapters/a:b.qmd",
        "",
    ],
)
def test_kinds_of_addresses(address: str) -> None:
    """What is on the list, and places and files of the report."""
    assert not list(link_harms(address))


def test_what_to_write_instead(tmp_path: Path) -> None:
    """A DOI and an address without a scheme have one that works."""
    found = refused(tmp_path, {"a.qmd": "# T\n\n[x](doi:10.1/x), [y](//a.example/y)\n"})
    assert "write https://doi.org/10.1/x" in found
    assert "write https://a.example/y" in found


def test_letters_that_are_turned(tmp_path: Path) -> None:
    """Isolates that end pass; others are refused in settings, authors, alternative texts and pictures."""
    passing = "# T\n\nThe word \u2067שלום\u2069 and \u202bسلام\u202c.\n"
    read_book(write_book(tmp_path / "good", {"a.qmd": passing}), {})
    picture = '# T\n\n![](a.svg){fig-alt="x\u202ey"}\n'
    assert "U+202E" in refused(tmp_path / "alt", {"a.qmd": picture, "a.svg": SVG.format("")})
    drawn = {"a.qmd": '# T\n\n![](a.svg){fig-alt="x"}\n', "a.svg": SVG.format("<text>a\u202eb</text>")}
    assert "a.qmd:3: image 'a.svg' holds" in refused(tmp_path / "svg", drawn)
    said = refused(tmp_path / "author", {"a.qmd": "# T\n\nx\n"}, **book(author="A\u202eB"))
    assert said.startswith("_quarto.yml:")
    text = '---\ntitle: T\nauthor: "A\u2067B"\n---\n\nx\n'
    assert "a.qmd:3: the invisible character U+2067" in refused(tmp_path / "front", {"a.qmd": text})


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<circle r="1" onload="alert(1)"/>',
        '<a href="javascript:alert(1)"><circle r="1"/></a>',
    ],
)
def test_pictures_that_would_run(tmp_path: Path, inside: str) -> None:
    """A picture's file can be opened by itself, where its scripts would run."""
    files = {"a.qmd": '# T\n\n![](a.svg){fig-alt="x"}\n', "a.svg": SVG.format(inside)}
    assert "a.qmd:3: image 'a.svg' holds a" in refused(tmp_path, files)


def test_an_article_of_its_own(tmp_path: Path) -> None:
    """The title that a profile gives is held to the same."""
    write_book(tmp_path, {"a.qmd": "# T\n\nx\n"})
    profile = {"project": {"type": "default", "output-dir": "build/x", "render": ["a.qmd"]}, "author": "A"}
    more = {"output-file": "x", "format": {"html": {}}, "subtitle": RAW}
    (tmp_path / "_quarto-x.yml").write_text(json.dumps(profile | more))
    with pytest.raises(ReportError, match=r"_quarto-x.yml:1: raw HTML"):
        read_book(load_project(tmp_path, "x"), {})
