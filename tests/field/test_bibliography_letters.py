"""Names and titles in LaTeX letters, as reference managers and older files have them: none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from reproreport.errors import ContentError
from reproreport.render.book import read_book
from reproreport.render.html.write import write_site
from reproreport.render.pandoc.nodes import plain_text
from small_book import write_book

CITING = "# A\n\n[@{}]\n"


def listed(root: Path, *works: str) -> str:
    """Return the list of references of a book that cites some works."""
    keys = "; @".join(work.split("{")[1].split(",")[0] for work in works)
    project = write_book(root, {"a.qmd": CITING.format(keys), "references.bib": "\n".join(works)})
    return plain_text(list(read_book(project, {}).pages[-1].blocks))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (r"{\DJ}{\`a}o, Ph{\uhorn}{\ohorn}ng", "Đào, Phương"),
        (r"{\DJ}or{\dj}evi{\'c}, Jovan", "Đorđević, Jovan"),
        (r"Garc{\'\i}a, Mar{\'{\i}}a", "García, María"),
        (r"Nguy{\~{\^e}}n, T{\'{\acircumflex}}m {\Uhorn}ng", "Nguyễn, Tấm Ưng"),
        (r"H{\`{\ohorn}}, L{\uhorn}u {\h{\^a}} {\d{\^o}}", "Hờ, Lưu Ẩ Ộ"),
        (r"{\TH}{\'o}r{\dh}arson, J{\'o}n", "Þórðarson, Jón"),
        (r"{\AE}r{\o}, {\L}uk{\'a}{\v{s}}", "Ærø, Łukáš"),
        (r"{\textcommabelow{S}}erban, Ion", "Șerban, Ion"),
    ],
)
def test_names_are_whole(tmp_path: Path, name: str, shown: str) -> None:
    """Every letter of an author's name is in the list of references, as one character."""
    text = listed(
        tmp_path / "book", f"@book{{one, author = {{{name}}}, title = {{Of Tea}}, year = {{2001}}}}"
    )
    assert shown.casefold() in text.casefold()


def test_titles_and_publishers_are_whole(tmp_path: Path) -> None:
    """Vietnamese in T5's commands, quotation marks, signs."""
    work = (
        r"@book{one, author = {A, B}, title = {{\DJ}{\h{a}}ng v{\`a} nh{\^a}n d{\^a}n \glqq{}x\grqq{}"
        r" 5\texteuro{} \textendash{} 6\textperthousand, at 20\textdegree},"
        r" publisher = {Nh{\`a} xu{\'{\^a}}t b{\h{a}}n {\DJ}{\`a} N{\~{\abreve}}ng}, year = {2001}}"
    )
    text = listed(tmp_path / "book", work)
    for words in ("Đảng và nhân dân „x“", "Nhà xuất bản Đà Nẵng", "5€ – 6‰, at 20°"):
        assert words.casefold() in text.casefold()


def test_a_name_that_starts_with_such_a_letter_is_sorted_by_it(tmp_path: Path) -> None:
    """Where the same name stands in letters, and not by the letter after it."""
    names = ("Em, X", "{}oan, X", "Dung, X", "Phan, X", "An, X")
    orders = []
    for folder, letter in (("typed", "Đ"), ("latex", r"{\DJ}")):
        works = [
            f"@book{{w{n}, author = {{{name.format(letter)}}}, title = {{T}}, year = {{2001}}}}"
            for n, name in enumerate(names)
        ]
        text = listed(tmp_path / folder, *works)
        orders.append(sorted(("An", "Dung", "Đoan", "Em", "Phan"), key=text.index))
    assert orders[0] == orders[1]
    assert orders[1].index("Đoan") in (1, 2)


def test_a_command_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """With its line, whether it stands in a name, of which Pandoc leaves no trace, or in a title."""
    works = r"""@book{one, author = {\familyname{Dao}, An},
      title = {\unknownmacro{the} people}, year = 2001}"""
    project = write_book(tmp_path / "book", {"a.qmd": CITING.format("one"), "references.bib": works})
    with pytest.raises(ContentError) as caught:
        read_book(project, {})
    assert [(problem.where, problem.what.split("'")[1]) for problem in caught.value.problems] == [
        ("references.bib:1", "\\familyname"),
        ("references.bib:2", "\\unknownmacro"),
    ]


def test_the_page_shows_them(tmp_path: Path) -> None:
    """The case as it was found: a family name in LaTeX letters, on the page of the references."""
    work = (
        r"@book{dao2001, author = {{\DJ}{\`a}o, Ph{\uhorn}{\ohorn}ng}, title = {{\DJ}{\h{a}}ng}, year = 2001}"
    )
    project = write_book(tmp_path / "book", {"a.qmd": CITING.format("dao2001"), "references.bib": work})
    write_site(read_book(project, {}), tmp_path / "site")
    assert "Đào, Phương" in (tmp_path / "site/references.html").read_text(encoding="utf-8")
