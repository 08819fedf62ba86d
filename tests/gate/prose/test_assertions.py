"""Sentences that carry their assertion: judged by the check, unseen by the reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
import yaml

from gate_examples import current
from reproreport.gate.prose.assertions import Assertion, assertion_problems, assertions, judgements
from reproreport.gate.prose.chapters import Prose
from reproreport.gate.prose.masking import running, visible
from reproreport.pipeline.layout import Layout
from reproreport.project import load_project
from reproreport.render.book import Book, read_book
from reproreport.render.html.write import write_site
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.nodes import blocks_of, plain_text, value_of, walk
from reproreport.render.typst.document import typst_document

RESULTS = {
    "a.town": current("44/53", "percent", "a.town", text="83.0%", unit="%"),
    "a.ward": current("88/134", "percent", "a.ward", text="65.7%", unit="%"),
    "a.n": current(7, "words", "a.n", text="seven"),
}


def prose(text: str) -> Prose:
    """Return a chapter that says this."""
    shown = visible(text)
    return Prose(PurePosixPath("x.qmd"), text, shown, running(shown))


def told(text: str) -> list[str]:
    """Return the problems of a chapter, in one line each."""
    return [f"{p.where}: {p.what} | {p.fix}" for _, p in assertion_problems(prose(text), RESULTS)]


FORMS = {
    "plain": '[It is higher.]{holds="a.town > a.ward"}',
    "in a sentence": 'Words, [it is *higher* in `town`]{holds="a.town > a.ward"}, more.',
    "with brackets": '[It [is](x) higher [@k, p. 3], \\] it is]{holds="a.town > a.ward"}',
    "with results": '[It is {{< var a.town >}}, not {{< var a.ward >}}]{holds="a.town > a.ward"}',
    "over two lines": '[It is\nhigher]{.x #y holds="a.town >\na.ward" key=z}',
    "single quotes": "[It is higher]{holds='a.town > a.ward'}",
    "no quotes": "[It is higher]{holds=a.town>a.ward}",
    "quotes within": "[It is higher]{holds=\"a.town == max('a.[tw]*')\"}",
    "escaped quotes": '[It is higher]{holds="a.town == max(\\"a.[tw]*\\")"}',
    "entities": '[It is higher]{holds="a.town &gt; a.ward"}',
    "in a list and a note": '- 1[^n]\n\n[^n]: [It is higher]{holds="a.town > a.ward"}',
    "one in another": '[It is [much]{holds="a.town - a.ward > 10%"} higher]{holds="a.town > a.ward"}',
}


@pytest.mark.parametrize("form", FORMS)
def test_how_they_can_be_written(form: str) -> None:
    """As Pandoc reads attributes; each is found with its sentence, and true."""
    text = FORMS[form]
    found = list(judgements(prose(text), RESULTS))
    assert {judgement.holds for _, judgement in found} == {True}
    spans = [node["c"] for node in walk(blocks_of(convert([Job(text)])[0].checked)) if node["t"] == "Span"]
    read = {value_of(attributes, "holds"): plain_text(content) for attributes, content in spans}
    assert sorted(one.expression.split() for one, _ in found) == sorted(str(one).split() for one in read)
    for one, _ in found:
        words = next(
            words for expression, words in read.items() if str(expression).split() == one.expression.split()
        )
        assert one.sentence.split()[0].strip("*`") == words.split()[0]


def test_code_and_comments_assert_nothing() -> None:
    """What is shown as code, or not shown, is not read."""
    text = '`[x]{holds="a.n > 9"}` <!-- [x]{holds="a.n > 9"} -->\n\n```\n[x]{holds="a.n > 9"}\n```\n'
    assert list(assertions(prose(text))) == []


def test_one_that_does_not_hold() -> None:
    """The sentence as it reads, the expression, and what the results are."""
    text = 'One.\n\nIn town [the share is {{< var a.town >}}, the\nlowest]{holds="a.town < a.ward"}.\n'
    assert told(text) == [
        "x.qmd:4: 'the share is 83.0%, the lowest' does not hold: a.town < a.ward, where a.town is 83.0% "
        "(44/53), a.ward is 65.7% (88/134) | correct the sentence together with its assertion"
    ]


def test_long_sentences_and_families_are_cut() -> None:
    """A message stays readable."""
    names = {f"a.i{n}": current(n, "count", f"a.i{n}", text=str(n)) for n in range(20)}
    text = f"[{'word ' * 100}]{{holds=\"sum('a.*') == 0\"}}"
    ((_, problem),) = assertion_problems(prose(text), names)
    assert len(problem.what) < 500
    assert problem.what.endswith("a.i11 is 11, 8 more")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[x]{holds="a.twon > 1"}', "there is no result 'a.twon' | did you mean a.town?"),
        ('[x]{holds="a.town >"}', "in the assertion 'a.town >': invalid syntax"),
        ('[x]{holds="a.town > 60"}', "a percentage is a share, from 0 to 1"),
        ('[x]{holds=""}', "an assertion (holds=) that cannot be read"),
        ('[x]{holds="a.n > 1}', "an assertion (holds=) that cannot be read"),
        ('x {holds="a.n > 1"}', "an assertion without a sentence: a.n > 1"),
        ('[]{holds="a.n > 1"}', "an assertion without a sentence: a.n > 1"),
        ('## x {holds="a.n > 1"}', "an assertion without a sentence: a.n > 1"),
        ('::: {holds="a.n > 1"}\nx\n:::', "an assertion without a sentence: a.n > 1"),
    ],
)
def test_what_cannot_be_judged(text: str, what: str) -> None:
    """File and line, what is wrong, and what to do."""
    (message,) = told(f"\n\n{text}")
    assert message.startswith("x.qmd:3: ")
    assert what in message


def test_an_assertion_knows_its_place() -> None:
    """For the line of a message, and the order of several."""
    text = 'A [b]{holds="a.n > 1"} c\n[d]{holds="a.n > 2"}'
    assert list(assertions(prose(text))) == [
        Assertion("a.n > 1", "b", text.index("holds")),
        Assertion("a.n > 2", "d", text.rindex("holds")),
    ]


@pytest.fixture
def book(built: Path, edit: Callable[[Path, str, str], None]) -> Book:
    """Return the small report with assertions in its chapter."""
    edit(
        built / "chapters/coffee/index.qmd",
        "We asked {{< var coffee.people >}} people",
        '## [Cups]{holds="coffee.people > 1"} {#sec-cups}\n\n'
        "[We *asked* {{< var coffee.people >}} people, "
        "see @sec-cups]{holds=\"coffee.people == max('coffee.p*')\"}"
        "[, all]{.printed holds='coffee.people > 1'}",
    )
    project = load_project(built)
    return read_book(project, yaml.safe_load(Layout.of(project).variables.read_text(encoding="utf-8")))


def test_a_reader_sees_nothing_of_it(book: Book, tmp_path: Path) -> None:
    """No attribute and no bare span, in HTML or PDF; results and references inside are as elsewhere."""
    write_site(book, tmp_path / "site")
    page = (tmp_path / "site/chapters/coffee/index.html").read_text(encoding="utf-8")
    assert re.search(r"We <em>asked</em> 3 people,\s+see\s+<a [^>]*>Section.1\.1</a>", page)
    assert '<span class="printed">, all</span>' in page
    for text in (page, typst_document(book).source):
        assert "holds" not in text
        assert "max(" not in text
    assert "We #emph[asked] 3 people, see" in " ".join(typst_document(book).source.split())
