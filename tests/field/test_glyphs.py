"""Letters that no bundled font has: named with the author's line, or set in a font of the project."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from box_font import write_font
from pdf_boxes import needs_pdftotext
from reproreport.errors import ContentError, RenderError, ReportError
from reproreport.render.book import read_book
from reproreport.render.html.write import write_site
from reproreport.render.typst.write import write_pdf
from small_book import notebook, write_book

TEA = "茶"
TABLE = f"<table><tr><th>Name</th></tr><tr><td>{TEA}</td></tr></table>"
CELLS = notebook((f'#| label: tbl-a\n#| tbl-cap: "{TEA}"', "text/html", TABLE))
FIX = "'format: typst: font-paths:'"


def refused(root: Path, files: dict[str, str], variables: dict[str, Any] | None = None, **more: Any) -> str:
    """Return what a PDF of some files is refused with."""
    with pytest.raises(RenderError) as caught:
        write_pdf(read_book(write_book(root, files, **more), variables or {}), root / "out.pdf")
    assert not (root / "out.pdf").exists()
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"# A\n\nTea, {TEA}.", "a.qmd:3"),
        (f"# A\n\n## Of {TEA}\n\nText.", "a.qmd:3"),
        (f"# Tea {TEA}\n\nText.", "a.qmd:1"),
        (f"---\ntitle: Tea {TEA}\n---\n\nText.", "a.qmd:2"),
        (f"# A\n\n```\nx\n{TEA} = 1\n```", "a.qmd:5"),
        (f"# A\n\nCode `{TEA}`.", "a.qmd:3"),
        (f"# A\n\nText.[^n]\n\n[^n]: A note on {TEA}.", "a.qmd:5"),
        (f"# A\n\n| a |\n|---|\n| {TEA} |\n\n: A {{#tbl-a}}", "a.qmd:5"),
        (f"# A\n\n| a |\n|---|\n| b |\n\n: Of {TEA} {{#tbl-a}}", "a.qmd:7"),
        (f"# A\n\n::: {{.callout-note}}\n- {TEA}\n:::", "a.qmd:4"),
        ("# A\n\nA ❌ here.", "a.qmd:3"),
        ("# A\n\nสวัสดี", "a.qmd:3"),
        ("# A\n\nA formula $x_\\text{茶}$.", "a.qmd:3"),
        ("# A\n\nTea, {{< var tea >}}.", "a.qmd:3"),
        ("# A\n\n{{< include _more.md >}}", "_more.md:2"),
        ("# A\n\n{{< embed /n.ipynb#tbl-a >}}", "n.ipynb#tbl-a"),
        ("# A\n\n@wang2001", "references.bib:2"),
    ],
)
def test_a_letter_without_a_glyph_is_named_with_its_line(tmp_path: Path, text: str, line: str) -> None:
    """Wherever it stands: in the text, code, tables, notes, a variable, another file, a work."""
    files = {"a.qmd": text, "_more.md": f"More\n{TEA}\n", "n.ipynb": CELLS}
    if "@wang" in text:
        work = (
            f"@book{{wang2001, title = {{Tea}},\n author = {{{TEA}}}, year = 2001}}\n@misc{{x, title = {{}}}}"
        )
        files["references.bib"] = work
        files["a.qmd"] = f"---\nnocite: '@x'\n---\n\n{text}\n"
    message = refused(tmp_path, files, {"tea": TEA})
    assert message.startswith(f"{line}: no font of the PDF has '"), message
    assert FIX in message
    if TEA in text:
        assert "'茶' (U+8336 CJK UNIFIED IDEOGRAPH-8336)" in message


def test_the_title_of_the_report_is_named_by_its_own_file(tmp_path: Path) -> None:
    """It stands in ``_quarto.yml``."""
    about = {"title": f"Tea {TEA}", "author": "A", "chapters": ["index.qmd", "references.qmd"]}
    assert refused(tmp_path, {}, book=about).startswith("_quarto.yml:5: no font of the PDF has '茶'")


def test_every_place_is_named_at_once(tmp_path: Path) -> None:
    """And the letters of one line in one message."""
    message = refused(
        tmp_path, {"a.qmd": f"# A\n\n{TEA} 王 ✍🏽.\n\nText {TEA}.\n", "b.qmd": f"# B\n\n{TEA}\n"}
    )
    lines = [line for line in message.splitlines() if not line.startswith(" ")]
    assert [line.split(":")[:2] for line in lines] == [["a.qmd", "3"], ["a.qmd", "5"], ["b.qmd", "3"]]
    assert "'王' (U+738B" in lines[0]


def test_pages_need_no_font(tmp_path: Path) -> None:
    """A reader's browser has its own."""
    write_site(read_book(write_book(tmp_path, {"a.qmd": f"# A\n\n{TEA}\n"}), {}), tmp_path / "site")
    assert TEA in (tmp_path / "site/a.html").read_text(encoding="utf-8")


@needs_pdftotext
def test_a_font_of_the_project_is_used(tmp_path: Path) -> None:
    """For the letters that the bundled fonts lack; in the text, in code and in a drawing."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="50" height="20"><text y="9">{TEA}</text></svg>'
    text = f"# A {TEA}\n\nTea, {TEA}, and `{TEA}`.\n\n![Tea](tea.svg){{#fig-a fig-alt='Tea'}}\n"
    settings = {"typst": {"papersize": "a4", "font-paths": ["fonts"]}}
    write_font(tmp_path / "fonts/deep/tea.ttf", "Tea", TEA)
    project = write_book(tmp_path, {"a.qmd": text, "tea.svg": svg}, format=settings)
    write_pdf(read_book(project, {}), tmp_path / "out.pdf")
    command = ["pdftotext", str(tmp_path / "out.pdf"), "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"Tea, {TEA}, and {TEA}." in printed
    fonts = subprocess.run(
        ["pdffonts", str(tmp_path / "out.pdf")], capture_output=True, text=True, check=True
    )
    assert "+Tea" in fonts.stdout


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"mainfont": "Libertinus Serrif"}, "mainfont: there is no font 'Libertinus Serrif'"),
        ({"mainfont": "Arial"}, "mainfont: there is no font 'Arial'"),
        ({"font-paths": "none"}, "font-paths: there is no folder 'none'"),
        ({"font-paths": "../out"}, "font-paths: there is no folder '../out'"),
        ({"font-paths": ["empty"]}, "font-paths: no font in empty"),
        ({"font-paths": ["broken"]}, "font-paths: nothing in broken can be read as a font"),
    ],
)
def test_a_font_that_is_not_there_is_refused(tmp_path: Path, options: dict[str, Any], what: str) -> None:
    """With its line: a misspelt name would be set in another font without a word."""
    root = tmp_path / "book"
    (root / "empty").mkdir(parents=True)
    (root / "broken").mkdir()
    (root / "broken/a.ttf").write_text("no font")
    with pytest.raises(ReportError) as caught:
        project = write_book(root, {"a.qmd": "# A\n\nText.\n"}, format={"typst": options})
        write_pdf(read_book(project, {}), root / "out.pdf")
    (problem,) = caught.value.problems
    assert problem.what == what
    key = next(iter(options))
    lines = (root / "_quarto.yml").read_text(encoding="utf-8").splitlines()
    assert problem.where == f"_quarto.yml:{next(n for n, line in enumerate(lines, 1) if key in line)}"


def test_a_letter_that_nobody_sees_is_no_fault(tmp_path: Path) -> None:
    """Joiners, variation selectors, soft hyphens, spaces of all widths; letters of many languages."""
    text = "a\u200bb\u200dc\ufe0f\u00ad\u2060\u202f\u2009\u200e Đồng ₫ Ωж ñ ß “„ – … ½ ≥ → ✓ ☐"
    root = tmp_path
    write_pdf(read_book(write_book(root, {"a.qmd": f"# A\n\n{text}\n"}), {}), root / "out.pdf")
    assert (root / "out.pdf").is_file()


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"a.qmd": "# A\n\nText\x01 here.\n"}, "a.qmd:3"),
        ({"a.qmd": "# A\n\n```\nx\ny\x07\n```\n"}, "a.qmd:5"),
        (
            {
                "a.qmd": "# A\n\n{{< embed /n.ipynb#tbl-a >}}\n",
                "n.ipynb": notebook(
                    ('#| label: tbl-a\n#| tbl-cap: "A"', "text/html", "<table><tr><td>\x02</td></tr></table>")
                ),
            },
            "n.ipynb#tbl-a",
        ),
        (
            {"a.qmd": "# A\n\n@one\n", "references.bib": "@book{one, title = {T},\n author = {A\x08}}"},
            "references.bib:2",
        ),
    ],
)
def test_a_control_code_is_refused_in_every_format(tmp_path: Path, files: dict[str, str], line: str) -> None:
    """No page, Word file or XML can hold one: it is named when the chapters are read."""
    with pytest.raises(ContentError) as caught:
        read_book(write_book(tmp_path, files), {})
    (problem,) = caught.value.problems
    assert problem.where == line
    assert "U+00" in problem.what
    assert "no text" in problem.what


def test_a_private_character_is_refused(tmp_path: Path) -> None:
    """A bullet of Word's would be set as whatever the font has at its number."""
    message = refused(tmp_path, {"a.qmd": "# A\n\nText.\n\n\ue000 An item.\n"})
    assert message.startswith("a.qmd:5: U+E000 has no meaning of its own")
