"""LaTeX's letters: what is written for them, and which commands are named. Expected letters are Unicode's."""

from __future__ import annotations

import pytest

from reproreport.render.pandoc.memory import Memory
from reproreport.render.resolve.latex import LETTERS, spelled, unknown_commands

MEMORY = Memory()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"{\DJ}{\`a}o, Ph{\uhorn}{\ohorn}ng", r"{Đ}{\`a}o, Ph{ư}{ơ}ng"),
        (r"\DJ inh \DJ{}inh", "Đinh Đinh"),
        (r"\'{\ohorn} \d{\uhorn} \'{\acircumflex}", r"\'{ơ} \d{ư} \'{â}"),
        (r"{\'\i} \'{\i} \'{\i } \~\i{} \v{\j} \^{\'{\i}}", r"{\'i} \'{i} \'{i} \~i \v{j} \^{\'{i}}"),
        (r"\i{} \infty", r"\i{} \infty"),
        (r"\textcommabelow{s}\textcommabelow t", "șț"),
        (r"5\texteuro{} a\textendash b", "5€ a–b"),
        (r"\\DJ is a new line", r"\\DJ is a new line"),
        (r"$\hbox{a} \pm$ \hbox{b}", r"$\hbox{a} \pm$ {b}"),
        ("US$ 5}, note = {\\DJ{} US$", "US$ 5}, note = {Đ US$"),
        (r"\DJango \thorn", r"\DJango \thorn"),
    ],
)
def test_letters_are_written_for_commands(written: str, read: str) -> None:
    """Those of Vietnamese, accents over dotless letters, signs; formulas, longer names are as they were."""
    assert spelled(written) == read


def test_lines_stay() -> None:
    """A message about the text names the line of the file."""
    text = "@book{a,\n  author = {\\DJ\n{\\`a}o},\n}\n"
    assert spelled(text).count("\n") == text.count("\n")


def test_pandoc_knows_no_other_name_for_the_letters() -> None:
    """What it reads itself is left to it, but for one that it takes for a comma; the letters it reads."""
    unknown = {name for name in LETTERS if lost(f"\\{name}{{}}")}
    assert set(LETTERS) - unknown == {"quotesinglbase"}
    assert [text for text in LETTERS.values() if lost(f"a {text} b")] == []


def lost(title: str) -> list[tuple[str, int]]:
    """Return the commands of a title of which Pandoc prints nothing."""
    return list(unknown_commands(f"@book{{a, title = {{{title}}}}}\n", "biblatex", MEMORY))


@pytest.mark.parametrize("reader", ["biblatex", "bibtex"])
def test_what_would_be_lost_is_named(reader: str) -> None:
    """With its line; in a name, in a title, in a string, but not where nothing is shown of it."""
    text = r"""@comment{ \no }
@preamble{ "\newcommand{\no}{}" }
@string{nxb = {NXB \one{x}}}
@book{a, author = {B, \two C}, title = {Of $\no{x}$ and \emph{\'{e}} \{x\}},
  abstract = {\no}, Keywords = {\no},
  note = {an address a@b {\three}}
}
\no
"""
    assert list(unknown_commands(text, reader, MEMORY)) == [("\\one", 3), ("\\two", 4), ("\\three", 6)]


@pytest.mark.parametrize("command", ["today", "cite", "ref", "input"])
def test_what_a_bibliography_does_not_know_is_lost(command: str) -> None:
    """The day, another work, a label, a file."""
    assert lost(f"x \\{command}{{y}} z") == [(f"\\{command}", 1)]
