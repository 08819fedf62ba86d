"""Quarto, mostly by a stand-in: a script that writes what Quarto would write."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from quarto_stand_in import stand_in
from reproreport.errors import RenderError
from reproreport.project import Project
from reproreport.render.book import read_book
from reproreport.render.quarto import write as quarto_module
from reproreport.render.quarto.choose import find_quarto, parse_version
from reproreport.render.quarto.write import render_with_quarto, warnings

WriteProject = Callable[..., Project]

PAGE = (
    '<div data-notebook="$PWD/n.ipynb" data-notebook-cellid="c">x</div>'
    '<script src="https://cdn.jsdelivr.net/npm/requirejs@2.3.6/require.min.js" integrity="x"></script>'
)


def writes(page: str = "fine", log: str = "") -> str:
    """Return a script that writes a site and a PDF."""
    return (
        f"mkdir -p build/site; cat > build/site/index.html <<EOF\n{page}\nEOF\n"
        f"echo '%PDF' > build/site/T--x.pdf; echo '{log}' >&2"
    )


@pytest.fixture
def run(
    write_project: WriteProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Path]:
    """Render a small project with a stand-in; return the folder that holds site, PDF and work.

    What the stand-in writes is not held to the chapters.
    """
    monkeypatch.setattr(quarto_module, "hold_quarto", lambda *_: None)

    def render(script: str) -> Path:
        project = write_project({"a.qmd": "# A\n\nText.\n", "other.txt": "not read"})
        quarto = stand_in(tmp_path / "bin", script)
        out = tmp_path / "out"
        outputs = {"site": out / "site", "pdf": out / "pdf/report.pdf"}
        render_with_quarto(quarto, read_book(project, {}), out / "work", outputs)
        return out

    return render


@pytest.mark.parametrize(
    ("text", "version"),
    [("1.9.2\n", (1, 9, 2)), ("1.11.0-rc.1", (1, 11, 0)), ("v1.10", (1, 10)), ("nonsense", ())],
)
def test_versions(text: str, version: tuple[int, ...]) -> None:
    """1.11 is newer than 1.9, which a comparison of texts would deny."""
    assert parse_version(text) == version


@pytest.mark.parametrize(
    ("version", "found"), [("1.9.0", True), ("1.11.0", True), ("1.8.27", False), ("?", False)]
)
def test_quarto_is_taken_from_the_path_if_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, found: bool
) -> None:
    """An old one, or one that does not run, is none."""
    stand_in(tmp_path / "bin", f"echo '{version}'")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert (find_quarto() is not None) == found


def test_no_quarto_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty PATH holds none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert find_quarto() is None


def test_quarto_that_came_by_pip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It stands beside the Python of the environment, which `make` does not put on PATH."""
    stand_in(tmp_path / "bin", "echo 1.9.0")
    monkeypatch.setenv("PATH", os.defpath)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))
    quarto = find_quarto()
    assert quarto is not None
    assert quarto.path == tmp_path / "bin/quarto"


def test_site_and_pdf_are_put_in_place(run: Callable[[str], Path]) -> None:
    """The PDF out of the site, whatever Quarto calls it."""
    out = run(writes())
    assert (out / "site/index.html").read_text() == "fine\n"
    assert (out / "pdf/report.pdf").read_text() == "%PDF\n"
    assert not list((out / "site").glob("*.pdf"))


def test_only_what_the_book_needs_is_copied(run: Callable[[str], Path]) -> None:
    """And the copy computes nothing: REPORT_COMPUTED is set, the pre-render step is gone."""
    out = run(writes("$REPORT_COMPUTED"))
    assert (out / "site/index.html").read_text() == "1\n"
    assert sorted(path.name for path in (out / "work").iterdir()) == [
        *("_quarto.yml", "a.qmd", "build", "index.qmd", "references.bib", "references.qmd"),
    ]


def test_paths_and_widgets_are_taken_out(run: Callable[[str], Path]) -> None:
    """The notebook's absolute path, and the loader that asks a CDN."""
    assert (run(writes(PAGE)) / "site/index.html").read_text() == '<div data-notebook-cellid="c">x</div>'


def test_fonts_of_a_theme_are_taken_out(run: Callable[[str], Path]) -> None:
    """The address in the theme's style sheet holds semicolons."""
    css = '@import"https://fonts.googleapis.com/css2?family=A:wght@300;400&display=swap";p{color:red}'
    out = run(writes() + f"; printf '%s' '{css}' > build/site/theme.css")
    assert (out / "site/theme.css").read_text() == "p{color:red}"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            "echo 'ERROR: typst failed'; echo '    at f (quarto.ts:1)'; exit 1",
            "Quarto stopped:\n    ERROR: typst",
        ),
        (
            writes(log="[WARNING] Unable to resolve crossref @tbl-x"),
            "Quarto warns: [WARNING] Unable to resolve",
        ),
        (writes("?@tbl-x"), "index.html: Quarto left '?@tbl-x' in the page"),
        (writes("?var:a.b"), "index.html: Quarto left '?var:a.b' in the page"),
        (writes("see $PWD/x"), "index.html: the page names a folder of this machine"),
        (writes("<p>{{< kbd x >}}</p>"), "index.html: Quarto left '{{< kbd x >}}' in the page"),
        (writes("<img src=no.png>"), "index.html: Quarto's page names 'no.png', which is not in the site"),
        (writes("<div id=tbl-a></div><div id=tbl-a></div>"), "Quarto gave the label 'tbl-a' to two things"),
        (writes("<script src=https://a.org/x.js></script>"), "asks another host for https://a.org/x.js"),
        ("mkdir -p build/site; touch build/site/index.html", "Quarto did not write one PDF and a site"),
    ],
)
def test_what_quarto_gets_wrong_is_an_error(
    run: Callable[[str], Path], tmp_path: Path, script: str, message: str
) -> None:
    """Nothing is published then."""
    with pytest.raises(RenderError) as caught:
        run(script)
    assert message in str(caught.value)
    assert not (tmp_path / "out/site").exists()
    assert not (tmp_path / "out/pdf").exists()


def test_a_warning_about_a_font_is_none_of_ours() -> None:
    """Typst warns of each font that a table names."""
    unknown = "WARN: Unknown var a.b specified\n"
    log = f"warning: unknown font family: sans-serif\n{unknown}{unknown}"
    assert [problem.what for problem in warnings(log)] == ["Quarto warns: WARN: Unknown var a.b specified"]


@pytest.mark.skipif(find_quarto() is None, reason="no quarto 1.9 or newer on PATH")
def test_quarto_itself(write_project: WriteProject, tmp_path: Path) -> None:
    """A whole book: pages, PDF, and references with the words that our own renderer writes."""
    text = "# A {#sec-a}\n\nSee @tbl-a and @sec-a, [@smith2010].\n\n| a |\n|---|\n| 1 |\n\n: Cap {#tbl-a}\n"
    quarto = find_quarto()
    assert quarto is not None
    project = write_project({"a.qmd": text})
    outputs = {"site": tmp_path / "site", "pdf": tmp_path / "a.pdf"}
    render_with_quarto(quarto, read_book(project, {}), tmp_path / "w", outputs)
    page = (tmp_path / "site/a.html").read_text()
    assert shutil.which("quarto")
    assert "Table&nbsp;<span>1.1</span>" in page
    assert "(<a" in page
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
