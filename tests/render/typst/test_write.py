"""The PDF: read back with pikepdf and pdftotext."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import pdf_boxes
from pdf_boxes import needs_pdftotext
from reproreport.errors import RenderError
from reproreport.render.book import Book
from reproreport.render.typst import typesetter
from reproreport.render.typst import write as writer
from reproreport.render.typst.write import write_pdf

Read = Callable[..., Book]
MakeNotebook = Callable[..., str]

ROWS = "".join(f"<tr><td>Phường số {n}</td><td>{n * n}</td></tr>" for n in range(1, 91))
LONG = f"<table><thead><tr><th>Wardname</th><th>Count</th></tr></thead><tbody>{ROWS}</tbody></table>"
WIDE = (
    "<table><thead><tr>"
    + "".join(f"<th>Heading{n}</th>" for n in range(14))
    + "</tr></thead><tbody><tr>"
    + "".join(f"<td>{n},234.5%</td>" for n in range(14))
    + "</tr></tbody></table>"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="300"><rect width="9" height="9"/></svg>'
CHAPTER = """\
# Nhận thức {#sec-one}

Text[^n] with $x^2$, see @tbl-wide, @fig-a, @eq-a and [@smith2010]; "quoted" #hash $5 and *stars*.

[^n]: A note at the foot.

## Results

{{< embed /n.ipynb#tbl-wide >}}

{{< embed /n.ipynb#tbl-long >}}

{{< embed /n.ipynb#fig-a >}}

::: {.callout-warning}
Body of a callout.
:::

$$ y = x $$ {#eq-a}

```python
print("code")
```
"""


@pytest.fixture
def files(make_notebook: MakeNotebook) -> dict[str, str]:
    """Return the files of a book with one of everything."""
    cells = make_notebook(
        ('#| label: tbl-wide\n#| tbl-cap: "Wide"', "text/html", WIDE),
        ('#| label: tbl-long\n#| tbl-cap: "Long"', "text/html", LONG),
        ('#| label: fig-a\n#| fig-cap: "Drawn"\n#| fig-alt: "A very wide box"', "image/svg+xml", SVG),
    )
    return {"one.qmd": CHAPTER, "appendix.qmd": "# Data\n\n## Results\n\nText.\n", "n.ipynb": cells}


@pytest.fixture
def pdf(read: Read, files: dict[str, str], tmp_path: Path) -> Path:
    """Return the book as a PDF."""
    path = tmp_path / "out" / "book.pdf"
    write_pdf(read(files), path)
    return path


def pages(path: Path) -> list[str]:
    """Return the text of each page."""
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return text.stdout.split("\f")[:-1]


def elements(node: Any) -> Iterator[Any]:
    """Yield the elements of a PDF's structure tree in order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def test_it_is_tagged_and_says_what_it_is(pdf: Path) -> None:
    """PDF/UA-1, with title, author and language."""
    with pikepdf.open(pdf) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en"
        with document.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == "Văn hoá chính trị"
            assert meta["dc:creator"] == ["Nguyễn Thị Hồng Hạnh"]


def test_figures_and_formulas_have_alternative_text(pdf: Path) -> None:
    """The figure's is the author's; a formula's is its TeX source."""
    with pikepdf.open(pdf) as document:
        found = list(elements(document.Root.StructTreeRoot["/K"]))
        alts = [str(element["/Alt"]) for element in found if "/Alt" in element]
        assert alts == ["x^2", "A very wide box", "y = x"]


def test_tables_have_header_cells(pdf: Path) -> None:
    """As many as the two tables have columns."""
    with pikepdf.open(pdf) as document:
        kinds = [str(element["/S"]) for element in elements(document.Root.StructTreeRoot["/K"])]
        assert kinds.count("/TH") == 16
        assert kinds.count("/TR") == 2 + 1 + 90


def test_bookmarks_are_the_numbered_headings(pdf: Path) -> None:
    """Chapters with their sections inside, the appendix as such."""
    with pikepdf.open(pdf) as document, document.open_outline() as outline:
        names = [(item.title, [child.title for child in item.children]) for item in outline.root]
    tidy = [(" ".join(title.split()), [" ".join(child.split()) for child in inner]) for title, inner in names]
    assert tidy == [
        ("Preface", []),
        ("1 Nhận thức", ["1.1 Results"]),
        ("References", []),
        ("Appendices", []),
        ("Appendix A — Data", ["A.1 Results"]),
    ]


@needs_pdftotext
def test_the_text_is_all_there(pdf: Path) -> None:
    """Title page, contents, text with its references, note, callout, references."""
    text = " ".join(" ".join(pages(pdf)).split())
    for words in (
        "Văn hoá chính trị A test Nguyễn Thị Hồng Hạnh What the book is about.",
        "Contents",
        "see Table 1.1, Figure 1.1, Equation 1.1 and (Smith 2010); “quoted” #hash $5 and stars.",
        "A note at the foot.",
        "Table 1.2: Long",
        "Figure 1.1: Drawn",
        "Warning Body of a callout.",
        'print("code")',
        "Smith, Anna. 2010.",
    ):
        assert words in text


@needs_pdftotext
def test_a_hyphen_is_no_minus_sign(read: Read, tmp_path: Path) -> None:
    """Before a digit Typst takes a hyphen at the beginning of a word for a minus."""
    path = tmp_path / "a.pdf"
    write_pdf(read({"a.qmd": "# A\n\nPages p.66 -70, 2015-2020 and -x.\n"}), path)
    assert "Pages p.66 -70, 2015-2020 and -x." in "".join(pages(path))


@needs_pdftotext
def test_addresses_in_angle_brackets_are_shown_whole(read: Read, tmp_path: Path) -> None:
    """As in HTML; Typst alone takes off 'mailto:' and 'tel:'."""
    shown = ("mailto:a@example.org", "b@example.org", "tel:+84123", "https://example.org/~x_y?b=c&d=1")
    write_pdf(
        read({"a.qmd": "# A\n\n" + " and ".join(f"<{one}>" for one in shown) + "\n"}), tmp_path / "a.pdf"
    )
    text = " ".join("".join(pages(tmp_path / "a.pdf")).split())
    assert [one for one in shown if one not in text] == []
    with pikepdf.open(tmp_path / "a.pdf") as document:
        links = {
            str(note.A.URI) for page in document.pages for note in page.get("/Annots", ()) if "/A" in note
        }
    assert links >= {*shown[::2], "mailto:b@example.org", shown[3]}


@needs_pdftotext
def test_three_full_stops_of_a_notebook_are_no_ellipsis(
    read: Read, make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    """A cell is printed as the notebook shows it."""
    table = "<table><tr><td>(1.1 ...) a...b 2...</td></tr></table>"
    cells = make_notebook(('#| label: tbl-a\n#| tbl-cap: "A"', "text/html", table))
    write_pdf(read({"a.qmd": "# A\n\n{{< embed /n.ipynb#tbl-a >}}\n", "n.ipynb": cells}), tmp_path / "a.pdf")
    assert "(1.1 ...) a...b 2..." in "".join(pages(tmp_path / "a.pdf"))


def test_bookmarks_have_the_quotation_marks_of_their_headings(read: Read, tmp_path: Path) -> None:
    """Typst leaves its own straight there."""
    write_pdf(read({"a.qmd": '# The author\'s "work"\n\nText.\n'}), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as document, document.open_outline() as outline:
        assert "1 The author’s “work”" in [" ".join(item.title.split()) for item in outline.root]


def test_where_floats_find_no_end_nothing_floats(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typst says that a page's number is unknown: it is set again; a second warning fails the build."""
    asked: list[str] = []
    warning = "warning: page counter did not converge\n  = hint: wait\n"
    warnings: list[list[str]] = [[warning], []]

    def stand_in(*_: object, sys_inputs: dict[str, str], **__: object) -> tuple[dict[str, Any], bytes]:
        asked.append(sys_inputs["floats"])
        return {"error": "", "warnings": warnings[len(asked) - 1]}, sys_inputs["floats"].encode()

    monkeypatch.setattr(typesetter, "_call", stand_in)
    monkeypatch.setattr(writer, "hold_file", lambda *_: None)
    book = read({"a.qmd": "# A\n\nText.\n"})
    write_pdf(book, tmp_path / "a.pdf")
    assert (asked, (tmp_path / "a.pdf").read_bytes()) == (["yes", "no"], b"no")
    asked.clear()
    warnings[1] = [warning]
    with pytest.raises(RenderError, match=r"the PDF could not be set: page counter did not converge\n +wait"):
        write_pdf(book, tmp_path / "a.pdf")


@needs_pdftotext
def test_a_long_table_repeats_its_header(pdf: Path) -> None:
    """On each page that it covers, every row once."""
    with_rows = [page for page in pages(pdf) if re.search(r"Phường số \d", page)]
    assert len(with_rows) >= 2
    assert all("Wardname" in page for page in with_rows)
    rows = re.findall(r"Phường số (\d+)", "".join(with_rows))
    assert sorted(map(int, rows)) == list(range(1, 91))


@needs_pdftotext
def test_a_wide_table_has_a_page_that_is_turned(pdf: Path) -> None:
    """Its 14 columns of text would be too small on an upright one; the chapter goes on upright."""
    found = pdf_boxes.pages(pdf.read_bytes())
    turned = [page for page in found if page.width > page.height]
    assert [[word.text for word in page.words if word.text.startswith("Heading")] for page in turned] == [
        [f"Heading{n}" for n in range(14)]
    ]
    assert found[-1].width < found[-1].height
    assert pdf_boxes.faults(pdf.read_bytes()) == []


@needs_pdftotext
def test_pages_have_running_heads_and_numbers(pdf: Path) -> None:
    """A chapter's first page has no head; the title page has no number."""
    texts = pages(pdf)
    first = next(
        n for n, text in enumerate(texts) if "Nhận thức" in text.split("\n")[0:6][0] or "see Table" in text
    )
    assert "Văn hoá chính trị" not in texts[first]
    assert "Văn hoá chính trị" in texts[first + 1].split("\n")[0]
    assert texts[first].rstrip().endswith(str(first + 1))
    assert not texts[0].rstrip().endswith("1")


def test_the_same_book_in_another_folder_gives_the_same_bytes(
    read: Read, files: dict[str, str], pdf: Path, tmp_path: Path
) -> None:
    """And no path of this machine is in them."""
    again = tmp_path / "again.pdf"
    write_pdf(read(files, folder="elsewhere"), again)
    assert again.read_bytes() == pdf.read_bytes()
    with pikepdf.open(pdf) as document:
        document.save(tmp_path / "plain.pdf", stream_decode_level=pikepdf.StreamDecodeLevel.all)
    assert str(tmp_path).encode() not in (tmp_path / "plain.pdf").read_bytes()


def test_only_the_wheels_fonts_are_embedded(pdf: Path) -> None:
    """What is installed on the machine does not matter."""
    with pikepdf.open(pdf) as document:
        names = {
            str(thing["/BaseFont"]).split("+")[-1]
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing
        }
    assert names
    assert all(name.startswith(("Libertinus", "NewCM", "DejaVu")) for name in names)


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("a5", 420), ("us-letter", 612)])
def test_the_paper_is_the_projects(read: Read, tmp_path: Path, paper: str, width: int) -> None:
    """It is the value of papersize under format: typst."""
    book = read({"a.qmd": "# A\n\nText.\n"}, format={"html": {}, "typst": {"papersize": paper}})
    write_pdf(book, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as document:
        assert round(float(document.pages[0].mediabox[2])) == width


def test_parts_stand_on_pages_of_their_own(read: Read, tmp_path: Path) -> None:
    """And in the bookmarks."""
    chapters = ["index.qmd", {"part": "Two articles", "chapters": ["a.qmd"]}, "references.qmd"]
    about = {"title": "T", "author": "A", "chapters": chapters}
    write_pdf(read({"a.qmd": "# A\n\nText.\n"}, book=about), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as document, document.open_outline() as outline:
        assert "Two articles" in [item.title for item in outline.root]
