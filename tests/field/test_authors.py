"""Authors: what Quarto lets one say of them is read in every format, or refused by line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import ooxml
from every_format import FORMATS, Written, write_all, write_article
from jats import faults
from reproreport.errors import ContentError, ProjectError
from reproreport.project.people import read_authors
from reproreport.render.book import read_book
from small_book import write_book

ORCID = "0000-0002-1825-0097"
AUTHORS: list[Any] = [
    {
        "name": {"given": "Văn An", "family": "Nguyễn"},
        "degrees": ["PhD"],
        "email": "an@example.org",
        "url": "www.example.org/an",
        "orcid": ORCID,
        "corresponding": True,
        "equal-contributor": True,
        "roles": ["methodology", {"writing": "lead"}],
        "affiliations": [
            {
                "id": "school",
                "name": "School of Politics",
                "department": "Surveys",
                "city": "Hà Nội",
                "country": "Việt Nam",
                "url": "https://school.example.org",
                "ror": "https://ror.org/05abc",
            },
            "An academy",
        ],
    },
    {"name": "Trần Bình", "affiliation": [{"ref": "school"}, {"ref": "shared"}]},
    "Lê Chi",
]
SHARED = [{"id": "shared", "name": "A shared office"}]
PLACE = "Surveys, School of Politics, Hà Nội, Việt Nam"
CHAPTER = {"a.qmd": "# A\n\nText.\n"}


def test_authors_in_each_of_quartos_forms() -> None:
    """A text, a mapping, a list; a name by its parts; institutions by name, by parts, by reference."""
    first, second, third = read_authors(AUTHORS, SHARED)
    assert (first.name, first.given, first.family) == ("Văn An Nguyễn, PhD", "Văn An", "Nguyễn")
    assert (first.email, first.url, first.orcid) == ("an@example.org", "https://www.example.org/an", ORCID)
    assert (first.corresponding, first.equal, first.roles) == (True, True, ("methodology", "writing"))
    assert first.affiliation == f"{PLACE}; An academy"
    assert second.affiliation == f"{PLACE}; A shared office"
    assert third.bare
    assert read_authors({"name": "A", "orcid": f"https://orcid.org/{ORCID}"})[0].orcid == ORCID
    assert read_authors("A")[0].name == read_authors([{"name": {"literal": "A"}}])[0].name == "A"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return a book of these authors."""
    about = {"title": "T", "author": AUTHORS, "chapters": ["index.qmd", "a.qmd", "references.qmd"]}
    return write_all(tmp_path_factory.mktemp("authors"), CHAPTER, book=about, affiliations=SHARED)


def test_a_book_names_its_authors_on_its_first_page(book: Written) -> None:
    """With institution, address, page and ORCID, and links to them."""
    for page in (book.page("index.html"), book.one_page):
        found = re.search(r'<ul class="authors">.*?</ul>', page, re.DOTALL)
        assert found
        text = re.sub(r"<[^>]*>", "", found[0])
        assert f"Văn An Nguyễn, PhD an@example.org ORCID {ORCID} {PLACE}; An academy" in text
        assert "Lê Chi" in text
        for address in ("https://www.example.org/an", "mailto:an@example.org", f"https://orcid.org/{ORCID}"):
            assert f'<a href="{address}">' in found[0]
        assert f'<a href="https://school.example.org">{PLACE}</a>' in found[0]


def test_a_book_names_its_authors_in_print(book: Written) -> None:
    """On its title page."""
    for words in (
        "Văn An Nguyễn, PhD",
        PLACE,
        "An academy",
        "an@example.org",
        ORCID,
        "A shared office",
        "Lê Chi",
    ):
        assert words in book.printed
    with pikepdf.open(book.pdf) as pdf:
        links = [
            str(link.A.URI)
            for page in pdf.pages
            for link in page.get("/Annots", [])
            if "/URI" in link.get("/A", {})
        ]
    assert {"mailto:an@example.org", f"https://orcid.org/{ORCID}", "https://school.example.org"} <= set(links)


def test_a_book_names_its_authors_in_word(book: Written) -> None:
    """Below its title; who wrote it stands in its properties."""
    assert "Văn An Nguyễn, PhD" in book.word_text
    assert f"{PLACE}; An academy" in book.word_text
    assert f"an@example.org  ORCID {ORCID}" in book.word_text
    assert "Văn An Nguyễn, PhD; Trần Bình; Lê Chi" in book.word["docProps/core.xml"].decode()
    links = book.word["word/_rels/document.xml.rels"].decode()
    assert f"https://orcid.org/{ORCID}" in links
    assert list(ooxml.faults((book.folder / "one.docx").read_bytes())) == []


def test_a_thesis_names_them_below_its_title_page(tmp_path: Path) -> None:
    """Where whose work it is stands above."""
    about = {"title": "T", "author": AUTHORS[0], "chapters": ["index.qmd", "a.qmd", "references.qmd"]}
    sheet = {"title-page": {"author": "Whose work it is", "kind": "Thesis"}}
    book = write_all(tmp_path, CHAPTER, book=about, report=sheet)
    for words in ("Whose work it is", "an@example.org", ORCID):
        assert words in book.printed
        assert words in "\n".join(book.word_text)
        assert words in book.page("index.html")


def test_an_article_names_them_in_jats(tmp_path: Path) -> None:
    """By name, identifier, role, institution and address, as the standard has them."""
    article = write_article(tmp_path, "# A\n\nText.\n", author=AUTHORS, affiliations=SHARED)
    first, second, third = article.jats.iterfind("front/article-meta/contrib-group/contrib")
    assert (first.get("corresp"), first.get("equal-contrib")) == ("yes", "yes")
    assert first.findtext("contrib-id[@contrib-id-type='orcid']") == f"https://orcid.org/{ORCID}"
    assert (first.findtext("name/surname"), first.findtext("name/given-names")) == ("Nguyễn", "Văn An")
    assert first.findtext("degrees") == "PhD"
    assert [role.text for role in first.iterfind("role")] == ["methodology", "writing"]
    assert first.findtext("email") == "an@example.org"
    assert first.findtext("uri") == "https://www.example.org/an"
    school, academy = first.iterfind("aff")
    assert school.findtext("institution-wrap/institution-id") == "https://ror.org/05abc"
    assert [part.text for part in school.iterfind("institution-wrap/institution")] == [
        "Surveys",
        "School of Politics",
    ]
    assert (school.findtext("city"), school.findtext("country")) == ("Hà Nội", "Việt Nam")
    assert academy.findtext("institution") == "An academy"
    assert second.findtext("string-name") == "Trần Bình"
    assert third.find("aff") is None
    assert faults(article.jats) == []
    for words in (PLACE, "an@example.org", ORCID):
        assert words in article.printed
        assert words in article.one_page
        assert words in "\n".join(article.word_text)


def test_a_chapter_has_authors_of_its_own(tmp_path: Path) -> None:
    """They stand below its title in every format."""
    front = f"""\
---
title: A
author:
  - name: Trần Bình
    email: b@example.org
    orcid: {ORCID}
    affiliations: [{{ref: x}}]
affiliations:
  - {{id: x, name: An office, city: Huế}}
---

Text.
"""
    book = write_all(tmp_path, {"a.qmd": front})
    for words in ("Trần Bình", "b@example.org", ORCID, "An office, Huế"):
        assert words in book.page("a.html")
        assert words in book.printed
        assert words in "\n".join(book.word_text)


@pytest.mark.parametrize(
    ("author", "message"),
    [
        ({"name": "A", "emial": "a@b.org"}, "unknown key 'emial' of an author\n    did you mean 'email'?"),
        ({"name": "A", "phone": "1"}, "unknown key 'phone' of an author\n    known: 'affiliation'"),
        (
            {"name": "A", "email": "nobody"},
            "email: 'nobody' is not understood\n    write it as name@example.org",
        ),
        ({"name": "A", "url": "javascript:alert(1)"}, "url: 'javascript:alert(1)' is not understood"),
        ({"name": "A", "orcid": "1234"}, "orcid: '1234' is not understood"),
        ({"name": "A", "orcid": "0000-0002-1825-0098"}, "orcid: '0000-0002-1825-0098' is mistyped"),
        ({"name": "A", "affiliation": {"ref": "none"}}, "there is no affiliation 'none'"),
        (
            {"name": "A", "affiliation": {"nam": "X"}},
            "unknown key 'nam' of an affiliation\n    did you mean 'name'?",
        ),
        ({"name": "A", "affiliation": {"city": ""}}, "an affiliation without a name"),
        ({"name": {"giv": "A"}}, "unknown key 'giv' of a name"),
        ({"name": "A", "corresponding": "maybe"}, "corresponding: maybe is not understood"),
        ({"email": "a@b.org"}, "an author without a name"),
        (3, "an author without a name"),
    ],
)
def test_what_nobody_would_see_is_refused_by_line(tmp_path: Path, author: object, message: str) -> None:
    """In the configuration, and in a chapter's front matter."""
    about = {"title": "T", "author": ["B", author], "chapters": ["index.qmd", "a.qmd", "references.qmd"]}
    with pytest.raises(ProjectError) as caught:
        write_book(tmp_path / "book", CHAPTER, book=about)
    assert message in str(caught.value)
    assert re.match(r"_quarto\.yml:\d+: ", str(caught.value))


def test_a_chapters_author_is_refused_by_line(tmp_path: Path) -> None:
    """As one of the configuration is."""
    front = "---\ntitle: A\nauthor: {name: A, emial: a@b.org}\n---\n\nText.\n"
    project = write_book(tmp_path / "book", {"a.qmd": front}, format=FORMATS)
    with pytest.raises(ContentError, match=r"a\.qmd:3: unknown key 'emial' of an author"):
        read_book(project, {})
