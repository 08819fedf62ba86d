"""A report in Vietnamese, and in every other language whose words are known: words, numbers, tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pikepdf
import pytest

import ooxml
from every_format import Written, write_all, write_article
from reproreport.errors import ContentError, ProjectError
from reproreport.languages import find_language
from reproreport.languages.terms import CALLOUTS, CROSSREF, PAGE, TERMS, TITLES
from reproreport.numbers import LANGUAGE_VARIABLE, format_number, format_p, format_percent, format_words
from reproreport.pipeline import build
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.wanted import choose_wanted
from reproreport.project import load_project
from reproreport.prose.problems import things_of, typed_numbers
from reproreport.render.book import read_book
from reproreport.results.result import make_result
from small_book import write_book

Edit = Callable[[Path, str, str], None]

TEA = """\
---
title: Trà
abstract: Điều đã viết.
keywords: [trà, chén]
---

## Kết quả {#sec-results}

@tbl-pots, @fig-pot, @eq-sum, @sec-results, @sec-data, @tip-hint và [@smith2010; @nguyen2015a].

| a |
|---|
| 1 |

: Số ấm {#tbl-pots}

![Một ấm](pot.svg){#fig-pot fig-alt="Một ấm trà"}

$$ s = a + b $$ {#eq-sum}

::: {.callout-note}
Nội dung.
:::

::: {#tip-hint .callout-tip title="Hãm trà"}
Nội dung.
:::
"""
FILES = {
    "tea.qmd": TEA,
    "appendix-data.qmd": "# Dữ liệu {#sec-data}\n\nNội dung.\n",
    "pot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>',
}
REFERENCES = "Bảng 1.1, Hình 1.1, Phương trình 1.1, Mục 1.1, Phụ lục A, Mẹo 1.1"
ENGLISH = re.compile(
    r"\b(?:Chapter|Appendix|Appendices|Section|Table|Figure|Equation|Contents|Abstract|Keywords|Note|Tip|"
    r"Previous|Next|Close|On this page|Skip to)\b"
)


@pytest.fixture(scope="module")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return a Vietnamese book."""
    return write_all(tmp_path_factory.mktemp("tea"), FILES, lang="vi")


def seen(html: str) -> str:
    """Return what a page says, to those who listen to it, too."""
    body = html[html.index("<body") :].replace("\xa0", " ")
    labels = " ".join(re.findall(r'aria-label="([^"]*)"', body))
    return re.sub(r"<[^>]*>", " ", body) + labels


def test_pages_have_the_words_of_the_language(tea: Written) -> None:
    """Captions, references, callouts, contents, links around the page; no English is left."""
    page = tea.page("tea.html")
    text = " ".join(seen(page).split())
    references = re.sub(r"<[^>]*>", "", page[page.index("<p><a") : page.index("</p>", page.index("<p><a"))])
    assert references.replace("\xa0", " ").startswith(REFERENCES)
    for words in ("Bảng 1.1: Số ấm", "Hình 1.1: Một ấm", "Ghi chú", "Mẹo 1.1: Hãm trà", "Tóm tắt", "Từ khóa"):
        assert words in text
    for words in ("Mục lục", "Trên trang này", "Trước", "Tiếp", "Đóng", "Đến nội dung", "Phụ lục"):
        assert words in text
    assert not ENGLISH.search(text)
    assert "Phụ lục A —" in seen(tea.page("appendix-data.html")).replace("\xa0", " ")
    assert '<html lang="vi">' in page
    assert not ENGLISH.search(seen(tea.one_page).replace("References", "").replace("Preface", ""))


def test_the_pdf_has_the_words_of_the_language(tea: Written) -> None:
    """And says which it is."""
    for words in (
        REFERENCES,
        "Bảng 1.1:",
        "Hình 1.1:",
        "Ghi chú",
        "Mẹo 1.1:",
        "Tóm tắt",
        "Từ khóa",
        "Mục lục",
    ):
        assert words in tea.printed
    assert not ENGLISH.search(tea.printed)
    assert [name for name in tea.bookmarks if "Phụ lục" in name] == ["Phụ lục", "Phụ lục A — Dữ liệu"]
    with pikepdf.open(tea.pdf) as pdf:
        assert str(pdf.Root.Lang) == "vi"


def test_the_word_file_has_the_words_of_the_language(tea: Written) -> None:
    """And says which it is."""
    text = "\n".join(tea.word_text)
    for words in (
        REFERENCES,
        "Bảng 1.1: Số ấm",
        "Hình 1.1: Một ấm",
        "Ghi chú",
        "Tóm tắt",
        "Từ khóa",
        "Mục lục",
    ):
        assert words in text
    assert "Phụ lục A —  Dữ liệu" in text
    assert not ENGLISH.search(text)
    styles = ooxml.xml(tea.word["word/styles.xml"])
    assert ooxml.attribute(next(styles.iter(f"{{{ooxml.W}}}lang"))) == "vi"


def test_citations_are_of_the_language(tmp_path: Path) -> None:
    """Pandoc's own words of citations follow it."""
    works = "@book{a, title={T}, author={An, A and Ba, B}, publisher={P}, year={2001}}"
    files = {"a.qmd": "# A\n\n@a\n", "references.bib": works}
    assert "An và Ba" in write_all(tmp_path, files, lang="vi").page("a.html")


def test_jats_has_the_words_of_the_language(tmp_path: Path) -> None:
    """Labels, and the title of the list of references; the article says which language it is in."""
    text = TEA.replace("---\ntitle: Trà", "# Trà {#sec-tea}\n<!--").replace("chén]\n---", "chén]\n-->")
    article = write_article(
        tmp_path, text.replace(", @sec-data", ""), {"pot.svg": FILES["pot.svg"]}, lang="vi"
    )
    assert article.jats.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    assert article.jats.findtext(".//table-wrap/label") == "Bảng\xa01"
    assert article.jats.findtext(".//fig/label") == "Hình\xa01"
    assert article.jats.findtext(".//boxed-text/caption/title") == "Ghi chú"
    assert article.jats.findtext("back/ref-list/title") == "Tài liệu tham khảo"
    assert "Tài liệu tham khảo" in article.one_page


@pytest.mark.parametrize("tag", sorted(TERMS))
def test_every_known_language_has_all_words(tag: str) -> None:
    """And none of them is empty."""
    assert {*CROSSREF, *CALLOUTS, *TITLES, *PAGE} <= TERMS[tag].keys()
    assert all(TERMS[tag].values())


@pytest.mark.parametrize(
    ("tag", "reference", "lang"),
    [
        ("de", "Tabelle 1.1", "de"),
        ("fr-CA", "Table 1.1", "fr-CA"),
        ("pt-br", "Tabela 1.1", "pt-BR"),
        ("zh-Hant", "表 1.1", "zh-Hant"),
        ("sr-Latn", "Tabela 1.1", "sr-Latn"),
        ("ua", "Таблиця 1.1", "uk"),
        ("en-GB", "Table 1.1", "en-GB"),
        ("vi-VN", "Bảng 1.1", "vi-VN"),
        ("he", "טבלה 1.1", "he"),
    ],
)
def test_other_languages_and_their_regions(tmp_path: Path, tag: str, reference: str, lang: str) -> None:
    """A region's words are its language's; the tag is written as usual."""
    files = {"a.qmd": "# A\n\n@tbl-a\n\n| a |\n|---|\n| 1 |\n\n: B {#tbl-a}\n"}
    page = write_all(tmp_path, files, lang=tag).page("a.html")
    assert f">{reference}</a>".replace(" ", "\xa0") in page
    assert f'<html lang="{lang}"' in page
    assert ('dir="rtl"' in page) == (lang == "he")


@pytest.mark.parametrize("tag", [*sorted(TERMS), "zh-CN", "zh-HK", "es-419", "de-AT", "no"])
def test_word_files_of_every_language(tmp_path: Path, tag: str) -> None:
    """Pandoc knows each by its tag, Chinese with its script."""
    styles = write_all(tmp_path, {"a.qmd": "# A\n\nText.\n"}, lang=tag).word["word/styles.xml"]
    language = ooxml.attribute(next(ooxml.xml(styles).iter(f"{{{ooxml.W}}}lang")))
    assert language.split("-")[0] == find_language(tag).base or tag.startswith(("zh", "ja", "ko", "he"))


@pytest.mark.parametrize("tag", ["vi-VN", "sr-Latn", "pt-BR", "es-419", "de-CH"])
def test_pdfs_of_regions(tmp_path: Path, tag: str) -> None:
    """Typst knows languages, regions and scripts apart."""
    with pikepdf.open(write_all(tmp_path, {"a.qmd": "# A\n\nText.\n"}, lang=tag).pdf) as pdf:
        assert str(pdf.Root.Lang).startswith(tag[:2])


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        (
            "vietnamese",
            "lang: 'vietnamese' is no language tag\n    write the language's tag, such as vi, en-GB",
        ),
        ("vi_VN", "lang: 'vi_VN' is no language tag"),
        ("tlh", "lang: the words of 'tlh' are not known\n    known: bg, ca, cs"),
    ],
)
def test_what_is_no_known_language_is_refused_by_line(tmp_path: Path, tag: str, message: str) -> None:
    """With what a tag looks like, or the languages that are known."""
    with pytest.raises(ProjectError) as caught:
        write_book(tmp_path / "book", FILES, lang=tag)
    assert re.match(r"_quarto\.yml:\d+: ", str(caught.value))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({"language": {"crossref-fig-title": "Plate"}}, ("Plate 1.1: Một", "Plate 1.1")),
        (
            {"language": {"en": {"crossref-fig-title": "Plate"}, "vi": {"crossref-fig-title": "Ảnh"}}},
            ("Ảnh 1.1",),
        ),
        ({"language": "own.yml"}, ("Tranh 1.1",)),
        ({"language": {"callout-note-title": "Lưu ý"}}, ("Lưu ý",)),
        ({"crossref": {"fig-title": "Ảnh", "title-delim": "."}}, ("Ảnh 1.1. Một ấm", "Hình 1.1")),
        ({"crossref": {"tbl-prefix": "bảng"}}, ("Bảng 1.1: Số ấm", "bảng 1.1")),
    ],
)
def test_words_may_be_replaced(tmp_path: Path, settings: dict[str, Any], shown: tuple[str, ...]) -> None:
    """By Quarto's names: ``language``, for all or one language, here or in a file; ``crossref``."""
    files = {**FILES, "own.yml": "crossref-fig-title: Tranh\nsearch-no-results-text: Không\n"}
    book = write_all(tmp_path, files, lang="vi", **settings)
    page = " ".join(seen(book.page("tea.html")).split())
    for words in shown:
        assert words in page
        assert words.split(":")[0] in " ".join(book.printed.split())


def test_appendices_and_links_of_references(tmp_path: Path) -> None:
    """``appendix-title``, ``appendix-delim`` and ``ref-hyperlink`` are Quarto's."""
    options = {"appendix-title": "App.", "appendix-delim": ":", "ref-hyperlink": False}
    book = write_all(tmp_path, FILES, crossref=options)
    assert "App. A:" in seen(book.page("appendix-data.html"))
    assert "App. A: Dữ liệu" in book.bookmarks
    assert "xref" not in book.page("tea.html")
    assert "Table\xa01.1" in book.page("tea.html")


def test_a_reference_with_a_capital(tmp_path: Path) -> None:
    """``@Tbl-…`` begins a sentence."""
    text = "# A\n\n@Tbl-a and @tbl-a\n\n| a |\n|---|\n| 1 |\n\n: B {#tbl-a}\n"
    page = write_all(tmp_path, {"a.qmd": text}, crossref={"tbl-prefix": "tab."}).page("a.html")
    assert ">Tab.\xa01.1</a> and" in page
    assert ">tab.\xa01.1</a></p>" in page


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"language": {"crossref-fig-titel": "Plate"}},
            "no word of the report is called 'crossref-fig-titel'\n    did",
        ),
        ({"language": "none.yml"}, "the file 'none.yml' does not exist"),
        ({"language": ["a"]}, "'language: ['a']' is not understood"),
        ({"crossref": {"chapters": False}}, "'chapters' has no effect on cross-references"),
        (
            {"crossref": {"fig-titel": "Plate"}},
            "'fig-titel' has no effect on cross-references\n    did you mean 'fig-title'",
        ),
        ({"crossref": {"fig-title": 3}}, "crossref: fig-title: 3 is not understood"),
    ],
)
def test_words_of_no_use_are_refused_by_line(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    """Misspelt names and absent files."""
    with pytest.raises(ProjectError) as caught:
        write_book(tmp_path / "book", FILES, **settings)
    assert re.match(r"_quarto\.yml:\d+: ", str(caught.value))
    assert message in str(caught.value)


def test_a_chapter_has_the_language_of_the_report(tmp_path: Path) -> None:
    """Its own ``lang:`` would be read by pages and not by the PDF."""
    project = write_book(
        tmp_path / "book", {"a.qmd": "---\ntitle: A\nlang: en\n---\n\n{{< meta lang >}}\n"}, lang="vi"
    )
    with pytest.raises(ContentError, match=r"a\.qmd:3: 'lang' has no effect in the front matter"):
        read_book(project, {})


def test_a_publication_has_the_language_of_the_report(report: Path) -> None:
    """Its notebooks run once, with numbers of one form."""
    (report / "_quarto-part.yml").write_text(
        "project: {type: book, output-dir: build/p}\nlang: vi\nbook:\n  output-file: p\n"
    )
    with pytest.raises(
        ProjectError, match=r"_quarto-part\.yml:2: lang: 'vi' is not the language of the whole"
    ):
        choose_wanted(load_project(report))


@pytest.mark.parametrize(
    ("language", "number", "percent", "p_value", "words"),
    [
        ("en", "−1,234.50", "65.7%", "< 0.001", "seven"),
        ("vi", "−1.234,50", "65,7%", "< 0,001", "bảy"),
        ("de", "−1.234,50", "65,7\xa0%", "< 0,001", "7"),
        ("fr", "−1\u202f234,50", "65,7\xa0%", "< 0,001", "7"),
        ("de-CH", "−1’234.50", "65.7%", "< 0.001", "7"),
        ("tr", "−1.234,50", "%65,7", "< 0,001", "7"),
        ("ja", "−1,234.50", "65.7%", "< 0.001", "7"),
        ("vi-US", "−1.234,50", "65,7%", "< 0,001", "bảy"),
    ],
)
def test_numbers_as_a_language_writes_them(
    monkeypatch: pytest.MonkeyPatch, language: str, number: str, percent: str, p_value: str, words: str
) -> None:
    """In a notebook of the report, without being asked for."""
    monkeypatch.setenv(LANGUAGE_VARIABLE, language)
    assert format_number(Fraction(-12345, 10), 2) == number
    assert format_percent(Fraction(657, 1000)) == percent
    assert format_percent(Fraction(657, 1000), sign="") == percent.replace("%", "").strip()
    assert format_p(0.0001) == p_value
    assert format_words(7) == words


def test_results_as_vietnamese_prose_shows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of result, at the same exact values."""
    monkeypatch.setenv(LANGUAGE_VARIABLE, "vi")
    cases: list[tuple[Any, Any, str, str]] = [
        (1234567, "count", "", "1.234.567"),
        (12, "words", "", "mười hai"),
        (13, "words", "", "13"),
        (Fraction(88, 134), "percent", "", "65,7%"),
        (0.031, "p_value", "", "*p*\xa0=\xa00,031"),
        (3.14159, "number", "", "3,14"),
        ((Fraction(1, 2), Fraction(2, 3)), "interval", "%", "50,0% đến 66,7%"),
        ("65.7", "printed", "", "65.7"),
    ]
    for value, kind, unit, text in cases:
        assert make_result("x", value, kind=kind, unit=unit).text == text


def test_a_vietnamese_report_is_built(report: Path, edit: Edit) -> None:
    """Its notebook writes numbers so, and prose shows them; a change of the language runs it again."""
    notebook = report / "chapters/coffee/notebook.ipynb"
    edit(notebook, "kind='percent', decimals=0)", "kind='percent', decimals=1)")
    edit(report / "chapters/coffee/index.qmd", "We asked", "{{< var coffee.level >}}; we asked")
    edit(report / "_quarto.yml", "citeproc: true", "citeproc: true\nlang: vi")
    assert build(load_project(report), renderer="pandoc", formats=("html",)).exit_code == 0
    page = report / "build/site/chapters/coffee/index.html"
    assert ">90,0%</a>; we asked " in page.read_text(encoding="utf-8")
    assert "Bảng\xa01.1" in page.read_text(encoding="utf-8")
    edit(report / "_quarto.yml", "lang: vi", "lang: en")
    assert build(load_project(report), renderer="pandoc", formats=("html",)).exit_code == 0
    assert ">90.0%</a>; we asked " in page.read_text(encoding="utf-8")
    assert Layout.of(load_project(report)).results.is_file()


def test_what_only_the_full_report_has(tmp_path: Path) -> None:
    """Is said in Vietnamese; in another language its author says it, or is asked to."""
    text = "# A {#sec-a}\n\nSee @sec-b.\n"
    files = {"b.qmd": "# B {#sec-b}\n\nText.\n"}
    assert "Chương\xa02 của báo cáo đầy đủ" in write_article(tmp_path / "vi", text, files, lang="vi").page(
        "a.html"
    )
    with pytest.raises(ContentError, match=r"a\.qmd:3: @sec-b is only in the full report"):
        write_article(tmp_path / "de", text, files, lang="de")
    own = {"report": {"elsewhere": "des Berichts"}}
    assert "Kapitel\xa02 des Berichts" in write_article(tmp_path / "own", text, files, lang="de", **own).page(
        "a.html"
    )


def test_numbers_in_vietnamese_names_are_no_results(tmp_path: Path) -> None:
    """``report check`` knows the words for numbered things in the language."""
    things = things_of(write_book(tmp_path / "book", FILES, lang="vi"))
    text = (
        "Xem Bảng 1 và Mục 3.2, Nghị quyết số 18-NQ/TW ngày 5 tháng 3 năm 2024, có 47 người, 65,7%, Điều 5."
    )
    assert [number.text for number in typed_numbers(text, (), things)] == ["47", "65,7%"]
    assert things_of(write_book(tmp_path / "en", FILES)) == {
        "Table",
        "Figure",
        "Equation",
        "Section",
        "Chapter",
        "Appendix",
    }


def test_a_pdf_from_right_to_left(tmp_path: Path) -> None:
    """Typst turns the lines of Hebrew; nothing of it is taken for lost."""
    book = write_all(tmp_path, {"a.qmd": "# A {#sec-a}\n\n@sec-a, שלום עולם.\n"}, lang="he")
    assert "םלוע םולש" in book.printed
