"""Pictures as programs export them: each is shown, or refused with its line, its name and what to do."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from reproreport.errors import ContentError, RenderError
from reproreport.project import Project
from reproreport.render.book import read_book
from reproreport.render.docx.write import write_docx
from reproreport.render.html.write import write_site
from reproreport.render.typst.write import write_pdf
from small_book import notebook, write_book

TEXT = '# A\n\nText.\n\n![A cup]({}){{#fig-cup fig-alt="A cup"}}\n'
OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="40" height="20">'
)
FOREIGN = (
    f'{OPEN}<switch><foreignObject width="40" height="20"><div xmlns="http://www.w3.org/1999/xhtml">Box</div>'
    '</foreignObject><text x="9" y="9">Box</text></switch></svg>'
)
PLAIN = f'{OPEN}<rect width="9" height="9" fill="#123456"/></svg>'


def pixels(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> bytes:
    """Return a picture of one colour in a format that Pillow knows."""
    colour = (0, 200, 100, 0) if mode == "CMYK" else (200, 10, 20)
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, form)
    return written.getvalue()


PNG = pixels("PNG")


def project_with(root: Path, name: str, data: bytes) -> Project:
    """Write a book that shows a picture."""
    root.mkdir()
    (root / name).write_bytes(data)
    return write_book(root, {"a.qmd": TEXT.format(name)})


@pytest.mark.parametrize(
    ("name", "data", "what", "fix"),
    [
        ("cup.png", PNG[:60], "is damaged", "export it again"),
        ("cup.png", PNG[:40] + b"\0" + PNG[41:], "is damaged", "export it again"),
        ("cup.jpg", pixels("JPEG")[:-300], "is damaged", "export it again"),
        ("cup.png", b"", "is empty", "export it again"),
        ("cup.png", b"hello", "is no PNG picture", "download it again"),
        ("cup.png", b"<!DOCTYPE html><html></html>", "is no PNG picture", "download it again"),
        (
            "cup.png",
            b"version https://git-lfs.github.com/spec/v1\n",
            "is only a pointer of Git LFS",
            "git lfs",
        ),
        ("cup.png", pixels("JPEG"), "is a picture of the kind JPG, not PNG", "call it 'cup.jpg'"),
        ("cup.jpg", PNG, "is a picture of the kind PNG, not JPG", "call it 'cup.png'"),
        ("cup.png", pixels("WEBP"), "is a picture of the kind WEBP, not PNG", "call it 'cup.webp'"),
        ("cup.png", PLAIN.encode(), "is a picture of the kind SVG, not PNG", "call it 'cup.svg'"),
        ("cup.jpg", pixels("TIFF"), "is a picture of the kind TIFF, not JPG", "convert it to PNG"),
        ("cup.png", b"%PDF-1.7 ...", "is a picture of the kind PDF, not PNG", "convert it to PNG"),
        ("cup.tiff", pixels("TIFF"), "is of a kind that no page can show", "convert it to PNG"),
        ("cup.bmp", pixels("BMP"), "is of a kind that no page can show", "convert it to PNG"),
        ("cup.avif", b"\0\0\0 ftypavif", "is of a kind that no page can show", "convert it to PNG"),
        ("cup.heic", b"\0\0\0 ftypheic", "is of a kind that no page can show", "convert it to PNG"),
        ("cup.pdf", b"%PDF-1.7 ...", "is of a kind that no page can show", "convert it to PNG"),
        ("cup.eps", b"%!PS-Adobe-3.0", "is of a kind that no page can show", "convert it to PNG"),
        ("cup.svg", PLAIN[:-9].encode(), "is not valid XML", "export it again"),
        ("cup.svg", b"<html><body/></html>", "is no SVG picture", "download it again"),
        ("cup.svg", b"<drawing/>", "is no SVG: its first element is 'drawing'", "export it again"),
        ("cup.svg", PNG, "is a picture of the kind PNG, not SVG", "call it 'cup.png'"),
        (
            "cup.svg",
            PLAIN.replace('width="40"', 'width="0"').encode(),
            "has no width or no height",
            "above 0",
        ),
        (
            "cup.svg",
            PLAIN.replace("<rect", '<image href="b.png"/><rect').encode(),
            "another file, 'b.png'",
            "inside",
        ),
        (
            "cup.svg",
            PLAIN.replace("<rect", '<use xlink:href="b.svg#x"/><rect').encode(),
            "'b.svg#x'",
            "inside",
        ),
        ("cup.svg", PLAIN.replace("#123456", "url(b.svg#x)").encode(), "another file, 'b.svg#x'", "inside"),
        (
            "cup.svg",
            PLAIN.replace("<rect", '<image href="https://a.org/b.png"/><rect').encode(),
            "asks for https://a.org/b.png",
            "no other host",
        ),
    ],
)
def test_a_picture_that_no_format_shows_is_refused(
    tmp_path: Path, name: str, data: bytes, what: str, fix: str
) -> None:
    """When the chapters are read, so that a site alone does not show a hole either."""
    with pytest.raises(ContentError) as caught:
        read_book(project_with(tmp_path / "book", name, data), {})
    (problem,) = caught.value.problems
    assert problem.where == "a.qmd:5"
    assert problem.what.startswith(f"image '{name}' ")
    assert what in problem.what
    assert fix in problem.fix


@pytest.mark.parametrize("form", ["png", "jpg", "jpeg", "gif", "webp", "svg"])
def test_a_good_picture_is_in_every_format(tmp_path: Path, form: str) -> None:
    """Of all kinds, by the name that it should have, in capitals too."""
    data = PLAIN.encode() if form == "svg" else pixels({"jpg": "JPEG"}.get(form, form.upper()))
    name = f"Cup.{form.upper()}"
    book = read_book(project_with(tmp_path / "book", name, data), {})
    write_site(book, tmp_path / "site")
    assert (tmp_path / "site" / name).read_bytes() == data
    write_pdf(book, tmp_path / "a.pdf")
    write_docx(book, tmp_path / "a.docx")
    assert (tmp_path / "a.docx").stat().st_size > 1000


def test_a_photograph_of_print_is_shown(tmp_path: Path) -> None:
    """JPEG in cyan, magenta, yellow and black is in the PDF as four colours."""
    book = read_book(project_with(tmp_path / "book", "cup.jpg", pixels("JPEG", "CMYK")), {})
    write_pdf(book, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        images = [
            thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and "/ColorSpace" in thing
        ]
    assert ["/DeviceCMYK" in str(image.get("/ColorSpace")) for image in images] == [True]


@pytest.mark.parametrize(
    ("svg", "what", "fix"),
    [
        (FOREIGN, "holds text as HTML (a foreignObject)", "draw.io"),
        (
            PLAIN.replace("<rect", "<text y='9'>茶</text><rect"),
            "no font of the PDF shows: '茶'",
            "font-paths",
        ),
    ],
)
def test_what_only_browsers_show_is_refused_for_print(tmp_path: Path, svg: str, what: str, fix: str) -> None:
    """For the PDF and for Word, which gets pixels; the site shows it."""
    book = read_book(project_with(tmp_path / "book", "cup.svg", svg.encode()), {})
    write_site(book, tmp_path / "site")
    for write, path in ((write_pdf, tmp_path / "a.pdf"), (write_docx, tmp_path / "a.docx")):
        with pytest.raises(RenderError) as caught:
            write(book, path)
        (problem,) = caught.value.problems
        assert problem.where == "a.qmd:5"
        assert problem.what.startswith("the picture 'cup.svg' ")
        assert what in problem.what
        assert fix in problem.fix
        assert not path.exists()


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """A picture does not hide a letter without a glyph."""
    project = project_with(tmp_path / "book", "cup.svg", FOREIGN.encode())
    path = project.root / "a.qmd"
    path.write_text(path.read_text(encoding="utf-8").replace("Text.", "Text 茶."), encoding="utf-8")
    with pytest.raises(RenderError) as caught:
        write_pdf(read_book(project, {}), tmp_path / "a.pdf")
    assert sorted(problem.where for problem in caught.value.problems) == ["a.qmd:3", "a.qmd:5"]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-8-sig"])
def test_a_drawing_in_another_encoding_is_shown(tmp_path: Path, encoding: str) -> None:
    """XML says in which; Typst reads UTF-8 only."""
    name = encoding.removesuffix("-sig")
    drawn = PLAIN.replace("<rect", "<text y='9'>é</text><rect")
    svg = f'<?xml version="1.0" encoding="{name}"?>{drawn}'
    book = read_book(project_with(tmp_path / "book", "cup.svg", svg.encode(encoding)), {})
    write_pdf(book, tmp_path / "a.pdf")
    write_docx(book, tmp_path / "a.docx")


def test_a_figure_of_a_notebook_is_held_to_the_same(tmp_path: Path) -> None:
    """The message names the cell."""
    source = '#| label: fig-a\n#| fig-cap: "A"\n#| fig-alt: "A"'
    for svg, what in ((PLAIN[:-9], "is not valid XML"), (PLAIN.replace('"40"', '"0"'), "has no width")):
        cells = notebook((source, "image/svg+xml", svg))
        files = {"a.qmd": "# A\n\n{{< embed /n.ipynb#fig-a >}}\n", "n.ipynb": cells}
        with pytest.raises(ContentError, match=re.escape(f"n.ipynb#fig-a: the figure {what}")):
            read_book(write_book(tmp_path, files), {})
