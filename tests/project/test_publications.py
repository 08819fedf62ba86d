"""Publications: the whole report, and its parts, each from a profile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from textwrap import dedent

import pytest

from reproreport.errors import ProjectError
from reproreport.project import load_project, publications
from reproreport.project.people import Affiliation, Author

Edit = Callable[[Path, str, str], None]

LONDON = Affiliation("London", parts=(("name", "London"),))

ARTICLE = """\
    project:
      type: default
      output-dir: build/publications/alone/quarto
      render: [chapters/coffee/index.qmd]
    subtitle: A cup by itself
    author: {name: B. Trần}
    keywords: [coffee, cups]
    output-file: alone
    format:
      docx: {}
      jats: {}
    report:
      elsewhere: of the book
      authors: group
      original: {work: mill1843, authors: [{name: John Stuart Mill, affiliation: London}]}
    """


@pytest.fixture
def parts(report: Path) -> Path:
    """Return the small report with an article, and with a profile that is no publication."""
    (report / "_quarto-alone.yml").write_text(dedent(ARTICLE), encoding="utf-8")
    (report / "_quarto-draft.yml").write_text("format: {html: {toc: false}}\n", encoding="utf-8")
    return report


def test_a_report_without_profiles_has_one_publication(report: Path) -> None:
    """It is called book."""
    assert publications(report) == ("book",)
    assert load_project(report).whole
    assert load_project(report, "book").available == ("html", "pdf")


def test_a_profile_with_a_type_is_a_publication(parts: Path) -> None:
    """One that only sets options is none."""
    assert publications(parts) == ("book", "alone")


def test_an_article_is_what_both_files_say(parts: Path) -> None:
    """The profile's own values over those that all share."""
    project = load_project(parts, "alone")
    assert project.article
    assert not project.whole
    assert [chapter.name for chapter in project.chapters] == ["coffee"]
    assert project.chapters[0].where == "_quarto-alone.yml:4"
    assert project.authors == ("B. Trần",)
    assert project.keywords == ("coffee", "cups")
    assert project.available == ("html", "pdf", "docx", "jats")
    assert project.parameters == {"confidence": 0.9}
    assert project.bibliography == (PurePosixPath("references.bib"),)
    assert (project.elsewhere, project.group) == ("of the book", True)
    assert project.original.authors == (Author("John Stuart Mill", (LONDON,)),)
    assert project.config == (PurePosixPath("_quarto.yml"), PurePosixPath("_quarto-alone.yml"))


def test_the_whole_report_may_be_a_profile(parts: Path, edit: Edit) -> None:
    """``profile: default`` names it, as for Quarto."""
    edit(parts / "_quarto.yml", "project:\n", "profile: {default: whole}\nproject:\n")
    (parts / "_quarto-whole.yml").write_text("project: {type: book}\nbook: {subtitle: Whole}\n")
    assert publications(parts) == ("whole", "alone")
    project = load_project(parts)
    assert (project.publication, project.whole, project.subtitle) == ("whole", True, "Whole")
    assert [chapter.name for chapter in project.chapters] == ["index", "coffee", "references"]


def test_a_title_page(report: Path) -> None:
    """What it says, and who is named on it; a person without a name gets a line."""
    (report / "_quarto-thesis.yml").write_text(
        dedent("""\
            project: {type: book}
            report:
              title-page:
                above: [University]
                author: A. Nguyễn
                kind: PhD thesis
                details: [{label: Supervisors, text: [B, C]}, {label: Reviewer 1}]
                below: Hanoi, 2025
            """)
    )
    page = load_project(report, "thesis").title_page
    assert page is not None
    assert page.above == ("University",)
    assert [(detail.label, detail.texts) for detail in page.details] == [
        ("Supervisors", ("B", "C")),
        ("Reviewer 1", ()),
    ]
    assert (page.author, page.kind, page.below, page.note) == ("A. Nguyễn", "PhD thesis", "Hanoi, 2025", "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("index.qmd]", "indx.qmd]", "_quarto-alone.yml:4: chapter 'chapters/coffee/indx.qmd' does not exist"),
        ("index.qmd]", "index.qmd, index.qmd]", "_quarto-alone.yml:4: an article is one chapter"),
        (
            "subtitle:",
            "subtitel:",
            "_quarto-alone.yml:5: unknown key 'subtitel'\n    did you mean",
        ),
        ("output-file: alone", "output-file: ../alone", "_quarto-alone.yml:8: output-file '../alone' is no"),
        ("{name: B. Trần}", "{nam: B. Trần}", "_quarto-alone.yml:6: an author without a name"),
        ("{name: John", "{nam: John", "_quarto-alone.yml:15: an author without a name"),
        ("  docx: {}", "  docx: {toc-depth: two}", "_quarto-alone.yml:10: toc-depth: two is not understood"),
        ("  jats: {}", "  jat: {}", "_quarto-alone.yml:11: unknown format 'jat'\n    did you mean 'jats'"),
        ("type: default", "type: book", "_quarto-alone.yml:11: JATS is a format of articles"),
        ("work: mill1843", "wrk: mill1843", "_quarto-alone.yml:15: unknown key 'wrk'"),
    ],
)
def test_a_mistake_is_named_where_it_stands(
    parts: Path, edit: Edit, old: str, new: str, message: str
) -> None:
    """In the profile or in the file that all share."""
    edit(parts / "_quarto-alone.yml", old, new)
    with pytest.raises(ProjectError) as caught:
        load_project(parts, "alone")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("report_keys", "message"),
    [
        ("original: mill1843", "_quarto-alone.yml:2: 'report: original' holds keys, and no value"),
        ("title-page: {details: [Supervisors]}", "_quarto-alone.yml:2: a detail of the title page"),
        ("title-page: {details: [{label: A, txt: B}]}", "_quarto-alone.yml:2: a detail of the title page"),
    ],
)
def test_what_stands_under_report_has_its_form(report: Path, report_keys: str, message: str) -> None:
    """A text where keys belong would be read as nothing."""
    (report / "_quarto-alone.yml").write_text(f"report:\n  {report_keys}\n", encoding="utf-8")
    with pytest.raises(ProjectError) as caught:
        load_project(report, "alone")
    assert message in str(caught.value)


def test_an_unknown_publication_is_refused(parts: Path) -> None:
    """With the name that was probably meant."""
    with pytest.raises(ProjectError, match=r"there is no publication 'alon'.*\n.*did you mean 'alone'"):
        load_project(parts, "alon")


def test_what_is_shown_nowhere_is_told(report: Path) -> None:
    """A date and a filter that is not run, by line; a strict report is stopped by them."""
    config = report / "_quarto.yml"
    text = config.read_text(encoding="utf-8").replace("book:\n", "book:\n  date: 2026-11-30\n")
    config.write_text(text + "filters: [fancy.lua, _filters/article.lua]\n", encoding="utf-8")
    noted = list(load_project(report).noted)
    assert any("'date'" in one and "(_quarto.yml:5)" in one for one in noted), noted
    assert any("'fancy.lua' is not run" in one for one in noted), noted
    assert not any("article.lua" in one for one in noted)
    config.write_text(config.read_text("utf-8").replace("report:\n", "report:\n  strict: true\n"), "utf-8")
    with pytest.raises(ProjectError, match=r"fancy\.lua"):
        load_project(report)
