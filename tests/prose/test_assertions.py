"""Sentences that carry their assertion: judged by the check, unseen by the reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
import yaml

from gate_examples import current
from reproreport.pipeline.layout import Layout
from reproreport.project import load_project
from reproreport.prose.chapters import Prose
from reproreport.prose.masking import running, visible
from reproreport.prose.usage import Assertion, assertion_problems, assertions
from reproreport.render.book import Book, read_book
from reproreport.render.html.write import write_site
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.nodes import blocks_of, plain_text, value_of, walk
from reproreport.render.typst.document import typst_document

RESULTS = {
    "a.town": current("44/53", "percent", "a.town", text="83.0%", unit="%"),
    "a.higher": current(True, "assertion", "a.higher", text="town > ward"),
    "a.lower": current(False, "assertion", "a.lower", text="town < ward, where town is 0.83, ward is 0.66"),
    "01_b.most": current(True, "assertion", "01_b.most", text="town > 1 / 2"),
}


def prose(text: str) -> Prose:
    """Return a chapter that says this."""
    shown = visible(text)
    return Prose(PurePosixPath("x.qmd"), text, shown, running(shown))


def told(text: str) -> list[str]:
    """Return the problems of a chapter, in one line each."""
    return [f"{p.where}: {p.what} | {p.fix}" for _, p in assertion_problems(prose(text), RESULTS)]


FORMS = {
    "plain": '[It is higher.]{holds="a.higher"}',
    "in a sentence": 'Words, [it is *higher* in `town`]{holds="a.higher"}, more.',
    "with brackets": '[It [is](x) higher [@k, p. 3], \\] it is]{holds="a.higher"}',
    "with results": '[It is {{< var a.town >}}, not {{< var a.ward >}}]{holds="a.higher"}',
    "two, over two lines": '[It is\nhigher]{.x #y holds="a.higher\n01_b.most" key=z}',
    "single quotes": "[It is higher]{holds='a.higher'}",
    "no quotes": "[It is higher]{holds=a.higher}",
    "a name with a digit": '[It is higher]{holds="01_b.most"}',
    "entities": '[It is higher]{holds="a&period;higher"}',
    "in a list and a note": '- 1[^n]\n\n[^n]: [It is higher]{holds="a.higher"}',
    "one in another": '[It is [much]{holds="01_b.most"} higher]{holds="a.higher"}',
}


@pytest.mark.parametrize("form", FORMS)
def test_how_they_can_be_written(form: str) -> None:
    """As Pandoc reads attributes; each is found with its sentence, and true."""
    text = FORMS[form]
    found = list(assertions(prose(text)))
    assert told(text) == []
    spans = [node["c"] for node in walk(blocks_of(convert([Job(text)])[0].checked)) if node["t"] == "Span"]
    read = {value_of(attributes, "holds"): plain_text(content) for attributes, content in spans}
    assert sorted(one.names for one in found) == sorted(str(one).split() for one in read)
    for one in found:
        words = next(words for named, words in read.items() if str(named).split() == one.names)
        assert one.sentence.split()[0].strip("*`") == words.split()[0]


def test_code_and_comments_assert_nothing() -> None:
    """What is shown as code, or not shown, is not read."""
    text = '`[x]{holds="a.b"}` <!-- [x]{holds="a.b"} -->\n\n```\n[x]{holds="a.b"}\n```\n'
    assert list(assertions(prose(text))) == []


def test_one_that_does_not_hold() -> None:
    """The sentence as it reads, what the notebook states, and its values."""
    text = 'One.\n\nIn town [the share is {{< var a.town >}}, the\nlowest]{holds="a.higher a.lower"}.\n'
    assert told(text) == [
        "x.qmd:4: 'the share is 83.0%, the lowest' does not hold (a.lower): town < ward, where town is 0.83, "
        "ward is 0.66 | correct the sentence, or what it rests on"
    ]


def test_long_sentences_are_cut() -> None:
    """A message stays readable."""
    (message,) = told(f"[{'word ' * 100}]{{holds=a.lower}}")
    assert "word …' does not hold" in message
    assert len(message) < 500


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[x]{holds="a.highr"}', "nothing states 'a.highr' | did you mean 'a.higher'?"),
        ('[x]{holds="a.town"}', "'a.town' is a value, and states nothing: 83.0%"),
        ('[x]{holds="a.town > 60%"}', "'a.town > 60%' names no statement | write [the sentence]"),
        ('[x]{holds="higher"}', "'higher' names no statement"),
        ('[x]{holds=""}', "an assertion (holds=) that cannot be read"),
        ('[x]{holds="a.higher}', "an assertion (holds=) that cannot be read"),
        ('x {holds="a.higher"}', "an assertion without a sentence: a.higher"),
        ('[]{holds="a.higher"}', "an assertion without a sentence: a.higher"),
        ('## x {holds="a.higher"}', "an assertion without a sentence: a.higher"),
        ('::: {holds="a.higher"}\nx\n:::', "an assertion without a sentence: a.higher"),
    ],
)
def test_what_cannot_be_judged(text: str, what: str) -> None:
    """File and line, what is wrong, and what to do."""
    (message,) = told(f"\n\n{text}")
    assert message.startswith("x.qmd:3: ")
    assert what in message


def test_an_assertion_knows_its_place() -> None:
    """For the line of a message, and the order of several."""
    text = 'A [b]{holds="a.b"} c\n[d]{holds="a.c"}'
    assert list(assertions(prose(text))) == [
        Assertion("a.b", "b", text.index("holds")),
        Assertion("a.c", "d", text.rindex("holds")),
    ]


@pytest.fixture
def book(built: Path, edit: Callable[[Path, str, str], None]) -> Book:
    """Return the small report with assertions in its chapter."""
    edit(
        built / "chapters/coffee/index.qmd",
        "We asked {{< var coffee.people >}} people",
        '## [Cups]{holds="coffee.some"} {#sec-cups}\n\n'
        "[We *asked* {{< var coffee.people >}} people, "
        "see @sec-cups]{holds='coffee.all coffee.some'}"
        "[, all]{.printed holds='coffee.some'}",
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
        assert "coffee.some" not in text
    assert "We #emph[asked] 3 people, see" in " ".join(typst_document(book).source.split())
