"""The words of an HTML element as they look."""

from __future__ import annotations

import pytest
from lxml import html

from parity.words import plain, spaced, unseen, words


def read(markup: str) -> str:
    """Return the words of a paragraph with some markup in it."""
    return words(html.fromstring(f"<p>{markup}</p>"))


@pytest.mark.parametrize(
    "text",
    [
        "a  b",
        " a\n\tb ",
        "a\u00a0b",
        "a\u202fb",
        "a\u2009b",
        "\u00ada\u00ad b",
        "a b\u200b",
        "\ufeffa \u200cb\u2060",
    ],
    ids=ascii,
)
def test_all_spaces_look_alike(text: str) -> None:
    """Many, thin ones, such as do not break; what only says where a line may break is not seen at all."""
    assert spaced(text) == "a b"


def test_a_space_is_seen_even_if_it_does_not_break() -> None:
    """Two words are not one, and a break that may be is not a space."""
    assert spaced("3\u00a0km") == "3 km"
    assert spaced("dis\u00adtrict") == "district"


@pytest.mark.parametrize(
    ("one", "other"),
    [("“a”", '"a"'), ("1–2", "1-2"), ("a’s", "a's"), ("−1", "-1"), ("ward", "Ward"), ("é", "e")],
)
def test_characters_that_look_different_are_kept(one: str, other: str) -> None:
    """Quotation marks, dashes, apostrophes, accents: a reader tells them apart."""
    assert (spaced(one), spaced(other)) == (one, other)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a <em>b</em> c", "a *b* c"),
        ("<i>b</i>", "*b*"),
        ("<strong>b</strong>", "**b**"),
        ("<b>b</b>", "**b**"),
        ("m<sup>2</sup>", "m^2^"),
        ("x<sub>1</sub>", "x~1~"),
        ("<code>f(x)</code>", "`f(x)`"),
        ("<del>b</del> <s>c</s>", "~~b~~ ~~c~~"),
        ("<u>b</u>", "_b_"),
        ("<mark>b</mark>", "==b=="),
        ("<strong><em>b</em> c</strong>", "***b* c**"),
        ("a<br>b", "a / b"),
        ("a <span class='x'>b</span><a href='x'>c</a>", "a bc"),
    ],
)
def test_how_a_text_looks_is_marked_as_in_markdown(markup: str, text: str) -> None:
    """Emphasis, small figures, code and the end of a line; a span or a link alone changes nothing."""
    assert read(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<em> b </em>c", "a *b* c"),
        ("a<em>\u00a0</em>c", "a c"),
        ("a<em></em> <i class='icon'></i>c", "a c"),
        ("<em>a<!-- note --></em>", "*a*"),
    ],
)
def test_marks_stand_around_what_can_be_seen(markup: str, text: str) -> None:
    """Spaces stand outside them, and nothing looks emphasized where there is nothing."""
    assert read(markup) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<!-- x -->",
        "<script>x</script>",
        "<style>x</style>",
        "<svg><text>x</text></svg>",
        "<nav>x</nav>",
        "<button>x</button>",
        "<input value='x'>",
        "<span style='color: red; display:none'>x</span>",
        "<span style='display:  none'>x</span>",
        "<span class='screen-reader-only'>x</span>",
        "<span class='a visually-hidden'>x</span>",
        "<a class='anchorjs-link' href='#x'>x</a>",
        "<a class='footnote-back' href='#fnref1'>↩</a>",
    ],
)
def test_what_is_not_seen_is_not_read(markup: str) -> None:
    """Comments, programs, drawings, what is hidden, and what only helps to use a page; never what follows."""
    assert unseen(html.fromstring(f"<div>{markup}</div>")[0])
    assert read(f"a {markup}b") == "a b"


@pytest.mark.parametrize("markup", ["<span>x</span>", "<span class='hidden-gem'>x</span>", "<q>x</q>"])
def test_what_is_seen_is_read(markup: str) -> None:
    """An element is not hidden because its class is like that of another."""
    assert not unseen(html.fromstring(f"<div>{markup}</div>")[0])
    assert read(f"a {markup}") == "a x"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<math><mi>x</mi> <mo>=</mo> <mn>1</mn></math>", "x=1"),
        ("<math><semantics><mi>x</mi><annotation>\\xi</annotation></semantics></math>", "x"),
        ("a<math><mi>x</mi></math>b", "a x b"),
        ("<math display='block'><mi>x</mi><mo>(</mo><mn>2.1</mn><mo>)</mo></math>", "x (2.1)"),
        ("<math display='block'><mi>x</mi><mo>(</mo><mi>A</mi><mn>.1</mn><mo>)</mo></math>", "x (A.1)"),
        ("<math display='block'><mi>f</mi><mo>(</mo><mi>x</mi><mo>)</mo></math>", "f(x)"),
        ("<math><mi>f</mi><mo>(</mo><mn>2</mn><mo>)</mo></math>", "f(2)"),
    ],
)
def test_a_formula_is_one_word(markup: str, text: str) -> None:
    """However its parts are spaced, without its source; a displayed one's number stands apart."""
    assert read(markup) == text


@pytest.mark.parametrize(
    ("text", "without"),
    [("1 *A* b", "1 A b"), ("**A** `b`", "A b"), ("m^2^, x~1~", "m2, x1"), ("2 * 3 * 4", "2 * 3 * 4")],
)
def test_words_without_their_marks(text: str, without: str) -> None:
    """The same line stands in contents, where not every markup has emphasis; a sign alone is no mark."""
    assert plain(text) == without
