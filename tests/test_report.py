"""The whole report, built in a temporary folder and read back as its readers meet it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from real_report import ROOT, Built
from reproreport.project import load_project

CHAPTERS = sorted(path.parent.name for path in ROOT.glob("chapters/*/index.qmd"))
VARIABLE = re.compile(r"\{\{< var ([\w.]+) >\}\}")


class Text(HTMLParser):
    """What a reader sees of a page, and where its links and pictures point."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.words: list[str] = []
        self.targets: list[str] = []
        self.identifiers: set[str] = set()
        self.alts: list[str | None] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect links, identifiers and alternative texts."""
        values = dict(attrs)
        self._hidden += tag in ("style", "script")
        if tag == "img":
            self.alts.append(values.get("alt"))
        self.identifiers.add(values.get("id") or "")
        for name in ("href", "src"):
            if target := values.get(name):
                self.targets.append(target)

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not shown."""
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        """Collect words."""
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        """Return the words of the page, evenly spaced."""
        return spaced("".join(self.words))


def spaced(text: str) -> str:
    """Return a text with single, ordinary spaces."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def unbroken(text: str) -> str:
    """Return a text without its spaces and hyphens."""
    return re.sub("[\\s\N{SOFT HYPHEN}\N{HYPHEN}-]", "", text)


def plain(markdown: str) -> str:
    """Return a result's text as it is read, without marks of emphasis."""
    return spaced(markdown.replace("*", ""))


def paragraphs(chapter: str) -> list[str]:
    """Return the paragraphs of a chapter that use a result."""
    text = (ROOT / f"chapters/{chapter}/index.qmd").read_text(encoding="utf-8")
    return [part for part in text.split("\n\n") if VARIABLE.search(part)]


def pages(built: Built) -> dict[Path, Text]:
    """Return every page of the site."""
    site = built.root / "build/site"
    return {path: Text(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def pdf_text(built: Built) -> str:
    """Return the text of the PDF, lines joined."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    (pdf,) = (built.root / "build/pdf").glob("*.pdf")
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return spaced(text)


def around(paragraph: str, results: dict[str, dict[str, object]]) -> list[str]:
    """Return each result of a paragraph with the word before it, as a reader sees them.

    The neighbouring word ties a number to its sentence: "267" alone could stand anywhere.
    """
    found = []
    for match in re.finditer(r"(?:([A-Za-z]+),? )?\(?" + VARIABLE.pattern, paragraph):
        word, name = match.groups()
        value = plain(str(results[name]["text"]))
        found.append(f"{word} {value}" if word and "(" not in match[0] and "," not in match[0] else value)
    return found


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_numbers_in_the_html_are_the_recorded_results(whole: Built, chapter: str) -> None:
    """Every result that prose uses stands on the chapter's page, behind the word it follows."""
    text = Text((whole.root / f"build/site/chapters/{chapter}/index.html").read_text(encoding="utf-8")).text
    used = [item for part in paragraphs(chapter) for item in around(part, whole.results)]
    assert used
    assert [item for item in used if item not in text] == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_numbers_in_the_pdf_are_the_recorded_results(whole: Built, chapter: str) -> None:
    """The same, in the text of the PDF, where a line may end at a space or a hyphen."""
    text = unbroken(pdf_text(whole))
    values = {
        plain(str(whole.results[name]["text"]))
        for part in paragraphs(chapter)
        for name in VARIABLE.findall(part)
    }
    assert [value for value in values if unbroken(value) not in text] == []


def test_nothing_is_unresolved(whole: Built) -> None:
    """No mark of an unresolved reference, variable or citation is left on any page or in the PDF."""
    texts = [*(page.text for page in pages(whole).values()), pdf_text(whole)]
    for mark in ("?@", "?var", "?meta", "{{<", "@tbl-", "@fig-", "@sec-", "???"):
        assert not any(mark in text for text in texts), mark


def test_links_lead_somewhere(whole: Built) -> None:
    """Every link inside the site has its page and its anchor; nothing is fetched from elsewhere."""
    found = {path.resolve(): page for path, page in pages(whole).items()}
    for path, page in found.items():
        for target in page.targets:
            if re.match(r"(https?|mailto|data):", target):
                continue
            file, _, anchor = target.partition("#")
            file = unquote(file.partition("?")[0])
            goal = (path.parent / file).resolve() if file else path
            assert goal.is_file(), f"{path}: {target}"
            if anchor:
                assert anchor in found[goal].identifiers, f"{path}: {target}"


def test_pages_load_nothing_from_other_hosts(whole: Built) -> None:
    """Pages can be read without a network: scripts, styles, pictures and fonts are their own."""
    for path in (whole.root / "build/site").rglob("*"):
        if path.suffix in (".html", ".css", ".js"):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"""(?:src=|@import|url\()["']?\s*(?:https?:)?//""", text), path
            assert not re.search(r"<link[^>]+href=[\"']?(?:https?:)?//", text), path


def test_every_picture_has_a_text(whole: Built) -> None:
    """Alternative texts are there, and say more than a word."""
    alts = [alt for page in pages(whole).values() for alt in page.alts]
    assert len(alts) >= 3
    assert all(alt and len(alt.split()) > 3 for alt in alts)


def test_no_path_of_this_machine(whole: Built) -> None:
    """Neither the site, the PDF nor the notebooks name the folder in which they were made."""
    for path in (whole.root / "build").rglob("*"):
        if path.is_file() and not {"state", "work"} & set(path.relative_to(whole.root / "build").parts):
            assert str(whole.root).encode() not in path.read_bytes(), path


def test_the_pdf_is_tagged_titled_and_in_its_language(whole: Built) -> None:
    """A screen reader finds structure, title and language; fonts are embedded."""
    import pikepdf

    (path,) = (whole.root / "build/pdf").glob("*.pdf")
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == load_project(ROOT).title
            assert metadata["pdfuaid:part"] == "1"


def test_vietnamese_letters_are_in_the_pdf(whole: Built) -> None:
    """Every letter with a diacritic that the chapters use can be read out of the PDF."""
    letters = {
        letter
        for path in (*ROOT.glob("*.qmd"), *ROOT.glob("chapters/*/index.qmd"))
        for letter in path.read_text(encoding="utf-8")
        if letter.isalpha() and not letter.isascii()
    }
    text = pdf_text(whole)
    assert {letter for letter in letters if letter not in text} == set()


def test_committed_notebooks_have_no_outputs() -> None:
    """What a notebook shows is made by the build, never committed."""
    notebooks = list(ROOT.glob("chapters/*/notebook.ipynb"))
    assert notebooks
    for path in notebooks:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            assert not cell.get("outputs"), path
            assert cell.get("execution_count") is None, path


def test_every_work_in_the_bibliography_is_cited() -> None:
    """references.bib holds what the chapters cite, nothing else."""
    keys = set(
        re.findall(r"^@\w+\{([^,\s]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    )
    text = "".join(
        path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.qmd"), *ROOT.glob("chapters/*/*.qmd"))
    )
    assert keys
    assert {key for key in keys if f"@{key}" not in text} == set()


def test_every_table_and_figure_is_referred_to() -> None:
    """What is shown is also discussed: each label that a chapter shows is referred to in the text."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("chapters/*/index.qmd")))
    shown = set(re.findall(r"#((?:tbl|fig)-[\w-]+)", text))
    assert shown
    assert {label for label in shown if not re.search(rf"@{label}(?![\w-])", text)} == set()
