"""Vietnamese names in two normal forms (case 26): what looks alike is one key, label, citation or file."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from printed_files import CELLS, HEADER, write_table
from reproreport.audit import read_printed_table
from reproreport.errors import DataError
from reproreport.pipeline import build
from reproreport.project import load_project, publications
from reproreport.prose.problems import prose_problems
from reproreport.render.book import read_book
from reproreport.render.pandoc.nodes import find, plain_text
from reproreport.sources import read
from small_book import write_book
from small_report import write_report

Form = Literal["NFC", "NFD"]
FORMS: tuple[tuple[Form, Form], ...] = (("NFC", "NFD"), ("NFD", "NFC"))
CODEBOOK = """\
title: Tea
files:
  trà.csv:
    key: [tên]
    columns:
      tên: {type: text, values: [Đào, Phương], description: who}
"""

both_ways = pytest.mark.parametrize(("one", "other"), FORMS)


def in_form(text: str, form: Form) -> str:
    """Return a text in a normal form."""
    return unicodedata.normalize(form, text)


def write(root: Path, name: str, text: str) -> None:
    """Write a file into a folder that is made where it is not there."""
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@both_ways
def test_data_and_their_codebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: Form, other: Form
) -> None:
    """Columns, allowed values and the file's own name, in the code of a notebook too."""
    root = write_report(tmp_path / "report")
    monkeypatch.chdir(root)
    write(root, "data/tea/codebook.yml", in_form(CODEBOOK, one))
    write(root, in_form("data/tea/trà.csv", other), in_form("tên\nĐào\nPhương\n", other))
    for form in (one, other):
        assert list(read(in_form("data/tea/trà.csv", form))["tên"]) == ["Đào", "Phương"]
    write(root, in_form("data/tea/trà.csv", other), "tên\n" + in_form("Đào\n", one) + in_form("Đào\n", other))
    with pytest.raises(DataError, match=r"csv:3: the row repeats line 2: tên 'Đào'"):
        read("data/tea/trà.csv")


@both_ways
def test_a_printed_table_and_its_header(tmp_path: Path, one: Form, other: Form) -> None:
    """'Không' is in the header, however it is typed there, and wherever the two files' names came from."""
    header = HEADER.replace("id: men", "id: Không").replace("kind:", "responses: [trà, coffee]\n    kind:")
    cells = CELLS.replace("men,", "Không,").replace("woKhông", "women").replace("tea,", "trà,")
    write_table(tmp_path, in_form(cells, one), in_form(header, other))
    (tmp_path / "t.csv").rename(tmp_path / in_form("bảng.csv", one))
    (tmp_path / "t.yml").rename(tmp_path / in_form("bảng.yml", other))
    table = read_printed_table(tmp_path / in_form("bảng.csv", other), "bảng.csv")
    assert [group.id for group in table.groups] == ["Không", "women", "all"]
    assert [response.id for response in table.responses] == ["trà", "coffee"]


@both_ways
def test_a_citation_and_its_work(tmp_path: Path, one: Form, other: Form) -> None:
    """A key copied from a PDF is the key of the bibliography; both in one file are one key used twice."""
    work = "@book{đào2020, title = {Trà}, author = {Đào, A}, year = {2020}}\n"
    files = {"a.qmd": in_form("# A\n\n@đào2020\n", one), "references.bib": in_form(work, other)}
    book = read_book(write_book(tmp_path, files), {})
    assert plain_text(list(book.pages[1].blocks)) == "Đào (2020)"


@both_ways
def test_files_that_chapters_name(tmp_path: Path, one: Form, other: Form) -> None:
    """Chapters, included files, pictures, links and bibliographies are found under either spelling."""
    text = (
        "# Trà {#sec-trà}\n\n@đào2020\n\n{{< include _thêm.md >}}\n\n"
        '![](ấm.svg){fig-alt="An ấm"}\n\n[back](/chapters/cà-phê/index.qmd)\n'
    )
    files = {
        "chapters/trà/index.qmd": in_form(text, one),
        "chapters/cà-phê/index.qmd": "# Coffee\n",
        "chapters/trà/_thêm.md": "More.\n",
        "chapters/trà/ấm.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
        "thư-mục.bib": "@book{đào2020, title = {Trà}, author = {Đào, A}, year = {2020}}\n",
    }
    write_book(tmp_path, files, bibliography=["thư-mục.bib"])
    config = (tmp_path / "_quarto.yml").read_text(encoding="utf-8")
    for name in files:
        content = (tmp_path / name).read_text(encoding="utf-8")
        (tmp_path / name).unlink()
        write(tmp_path, in_form(name, other), content)
    (tmp_path / "_quarto.yml").write_text(in_form(config, one), encoding="utf-8")
    project = load_project(tmp_path)
    assert [chapter.name for chapter in project.chapters] == ["index", "trà", "cà-phê", "references"]
    book = read_book(project, {})
    page = book.pages[1]
    assert plain_text(list(page.blocks)) == "Đào (2020) More.  back"
    (link,) = [node for node in find(page.blocks, ("Link",)) if plain_text(node["c"][1]) == "back"]
    assert link["c"][2][0] == in_form("/chapters/cà-phê/index.qmd", other)
    assert book.inputs >= {chapter.path for chapter in project.chapters}
    assert prose_problems(project, []) == []


@both_ways
def test_a_chapter_with_its_notebook(tmp_path: Path, one: Form, other: Form) -> None:
    """The results of a chapter have one name, whatever file system its folder came from."""
    root = write_report(tmp_path / "report")
    (root / "chapters/coffee").rename(root / in_form("chapters/cà-phê", other))
    for name in ("_quarto.yml", in_form("chapters/cà-phê/index.qmd", other)):
        text = (root / name).read_text(encoding="utf-8")
        text = text.replace("chapters/coffee", "chapters/cà-phê").replace(
            "notebooks/coffee", "notebooks/cà-phê"
        )
        (root / name).write_text(
            in_form(text.replace("coffee.people", "c__ph_.people"), one), encoding="utf-8"
        )
    outcome = build(load_project(root), renderer="pandoc", formats=("html",))
    assert outcome.exit_code == 0, outcome.errors
    (page,) = (root / "build/site/chapters").glob("*/index.html")
    assert ">3</a> people" in page.read_text(encoding="utf-8")


@both_ways
def test_a_publication(tmp_path: Path, one: Form, other: Form) -> None:
    """The name of a profile is that of its file."""
    root = write_report(tmp_path / "report")
    write(root, in_form("_quarto-luận-án.yml", one), "project: {type: book}\nbook: {title: Luận án}\n")
    assert publications(root) == ("book", "luận-án")
    assert load_project(root, in_form("luận-án", other)).title == "Luận án"
