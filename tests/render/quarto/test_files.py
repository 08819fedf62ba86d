"""A publication through Quarto: what it is given, and where its files go."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import yaml

from quarto_stand_in import stand_in
from reproreport.errors import RenderError
from reproreport.project import Project
from reproreport.render.book import Book, read_book
from reproreport.render.quarto import write as quarto_module
from reproreport.render.quarto.choose import find_quarto
from reproreport.render.quarto.files import copy_sources
from reproreport.render.quarto.write import render_with_quarto

PAGE = '<link href="index_files/a.css" rel="stylesheet"><p data-notebook="$PWD/n.ipynb">$*</p>'
SCRIPT = f"""\
folder=build/publications/alone/quarto/a
mkdir -p $folder/index_files build/site
cat > $folder/alone.html <<EOF
{PAGE}
EOF
echo 'p {{color: red}}' > $folder/index_files/a.css
echo '%PDF' > $folder/alone.pdf
"""
WITHOUT_PDF = SCRIPT.rsplit("echo", 1)[0]


def rendered(book: Book, tmp_path: Path, script: str = SCRIPT, *kinds: str) -> Path:
    """Render a publication with a stand-in, which is not held to it; return the folder of its files."""
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text("{}")
    out = tmp_path / "out"
    files = {"html": out / "html/alone.html", "pdf": out / "pdf/alone.pdf", "site": out / "site"}
    outputs = {kind: files[kind] for kind in kinds or ("html", "pdf")}
    quarto = stand_in(tmp_path / "bin", script)
    with mock.patch.object(quarto_module, "hold_quarto"):
        render_with_quarto(quarto, book, tmp_path / "work", outputs, elsewhere)
    return out


def settings(tmp_path: Path) -> dict[str, Any]:
    """Return the configuration that Quarto was given."""
    read: dict[str, Any] = yaml.safe_load((tmp_path / "work/_quarto.yml").read_text(encoding="utf-8"))
    return read


def test_an_articles_page_is_made_one_file(article: Book, tmp_path: Path) -> None:
    """Its style inside, no folder of this machine; the PDF beside it, under the profile's name."""
    out = rendered(article, tmp_path)
    assert (out / "html/alone.html").read_text() == (
        "<style>\np {color: red}\n\n</style><p>render --profile alone</p>\n"
    )
    assert (out / "pdf/alone.pdf").read_text() == "%PDF\n"
    assert not list(out.rglob("index_files"))


def test_quarto_gets_one_configuration(article: Book, tmp_path: Path) -> None:
    """Both files as one, with the formats that are Quarto's to write, and nothing that computes."""
    rendered(article, tmp_path)
    given = settings(tmp_path)
    assert given["project"]["type"] == "default"
    assert "pre-render" not in given["project"]
    assert given["output-file"] == "alone"
    assert set(given["format"]) == {"html", "typst"}
    assert not (tmp_path / "work/_quarto-alone.yml").exists()
    assert (tmp_path / "work/build/elsewhere.json").read_text() == "{}"
    assert (tmp_path / "work/a/box.svg").is_file()


def test_only_what_is_wanted_is_asked_for(article: Book, tmp_path: Path) -> None:
    """A page alone makes no PDF."""
    out = rendered(article, tmp_path, WITHOUT_PDF, "html")
    assert set(settings(tmp_path)["format"]) == {"html"}
    assert [path.name for path in out.iterdir()] == ["html"]


def test_filters_go_along(article: Book, tmp_path: Path) -> None:
    """From the library, wherever the report's own folder is."""
    assets = "analysis/reproreport/render/assets"
    filters = [{"at": "pre-ast", "path": f"{assets}/{name}.lua"} for name in ("elsewhere", "article")]
    project = dataclasses.replace(article.project, metadata={**article.project.metadata, "filters": filters})
    rendered(dataclasses.replace(article, project=project), tmp_path)
    assert [entry["path"] for entry in settings(tmp_path)["filters"]] == ["elsewhere.lua", "article.lua"]
    assert "function Cite" in (tmp_path / "work/elsewhere.lua").read_text()


def test_what_is_missing_is_said(article: Book, tmp_path: Path) -> None:
    """And nothing is moved."""
    with pytest.raises(RenderError, match=r"_quarto-alone\.yml: Quarto did not write"):
        rendered(article, tmp_path, WITHOUT_PDF)
    assert not (tmp_path / "out/html/alone.html").exists()


@pytest.mark.skipif(find_quarto() is None, reason="no quarto 1.9 or newer on PATH")
def test_an_article_by_quarto_itself(article: Book, tmp_path: Path) -> None:
    """The numbers, title and words for what is elsewhere that our own renderer writes."""
    quarto = find_quarto()
    assert quarto is not None
    filters = [{"at": "pre-ast", "path": f"{name}.lua"} for name in ("elsewhere", "article")]
    formats = {
        **article.project.metadata["format"],
        "html": {"theme": "default", "html-math-method": "mathml"},
    }
    more = {
        "format": formats,
        "filters": filters,
        "number-sections": True,
        "reference-section-title": "References",
    }
    project = dataclasses.replace(article.project, metadata={**article.project.metadata, **more})
    elsewhere = tmp_path / "elsewhere.json"
    names = {"sec-b": ["Chapter", "2"], "tbl-b": ["Table", "2.1"], "fig-b": ["Figure", "2.1"]}
    words = {label: [*name, "of the full report"] for label, name in names.items()}
    elsewhere.write_text(json.dumps({"alone": {**words, "/b/index.qmd": []}}))
    outputs = {"html": tmp_path / "alone.html", "pdf": tmp_path / "alone.pdf"}
    book = dataclasses.replace(article, project=project)
    render_with_quarto(quarto, book, tmp_path / "work", outputs, elsewhere)
    page = outputs["html"].read_text(encoding="utf-8").replace("&nbsp;", " ").replace("\u00a0", " ")
    assert "<title>Counting cups</title>" in page
    assert "Chapter 2 of the full report" in page
    assert '<span class="header-section-number">1.1</span> Deeper' in page
    assert "Table 1" in page
    assert outputs["pdf"].read_bytes().startswith(b"%PDF")


def test_quarto_gets_texts_as_they_were_read(write_project: Callable[..., Project], tmp_path: Path) -> None:
    """In UTF-8, with Unix line ends, and under the names that chapters have for them: all that it knows."""
    svg = (
        '<?xml version="1.0" encoding="{}"?>\n<svg xmlns="http://www.w3.org/2000/svg"><text>é</text></svg>\n'
    )
    text = '# Trà\n\n![](ấm.svg){fig-alt="x"}\n'
    project = write_project({"a.qmd": text, "ấm.svg": svg.format("UTF-8")})
    (project.root / "a.qmd").write_bytes(text.replace("\n", "\r\n").encode("utf-16"))
    (project.root / "ấm.svg").unlink()
    decomposed = project.root / unicodedata.normalize("NFD", "ấm.svg")
    decomposed.write_bytes(svg.format("ISO-8859-1").encode("latin-1"))
    copy_sources(read_book(project, {}), tmp_path / "work", {}, None)
    assert (tmp_path / "work/a.qmd").read_bytes() == text.encode()
    assert (tmp_path / "work/ấm.svg").read_bytes() == svg.format("UTF-8").encode()


def test_quarto_gets_letters_for_latex_commands(
    write_project: Callable[..., Project], tmp_path: Path
) -> None:
    """Its Pandoc would leave them out, as ours would."""
    work = r"@book{one, author = {{\DJ}{\`a}o, An}, title = {T}, year = 2001}"
    book = read_book(write_project({"a.qmd": "# A\n\n@one\n", "references.bib": work}), {})
    copy_sources(book, tmp_path / "work", {}, None)
    copied = (tmp_path / "work/references.bib").read_text(encoding="utf-8")
    assert copied == work.replace(r"\DJ", "Đ")
