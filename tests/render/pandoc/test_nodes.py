"""Finding, replacing and making nodes of Pandoc's model."""

from __future__ import annotations

from reproreport.render.pandoc.nodes import SPACE, Node, inlines, plain, plain_text, rewrite, text, walk

NESTED: list[Node] = [
    {"t": "Para", "c": [{"t": "Str", "c": "a"}, SPACE, {"t": "Emph", "c": [{"t": "Str", "c": "b"}]}]},
    {"t": "BulletList", "c": [[plain([{"t": "Str", "c": "c"}])]]},
]


def test_walk_goes_in_document_order() -> None:
    """Parents come before their children, earlier nodes before later ones."""
    assert [node["t"] for node in walk(NESTED)] == [
        *("Para", "Str", "Space", "Emph", "Str"),
        *("BulletList", "Plain", "Str"),
    ]


def test_rewrite_keeps_what_it_does_not_change() -> None:
    """A value without a match is the same object, so that it can be shared."""
    assert rewrite(NESTED, {"Strong": lambda _: []}) is NESTED


def test_rewrite_replaces_children_first_and_leaves_the_original() -> None:
    """A handler sees its node with the children already replaced."""
    seen: list[str] = []

    def emph(node: Node) -> list[Node]:
        seen.append(plain_text(node["c"]))
        return [*node["c"], *node["c"]]

    upper = rewrite(NESTED, {"Str": lambda node: text(node["c"].upper()), "Emph": emph})
    assert seen == ["B"]
    assert plain_text(upper) == "A BB C"
    assert plain_text(NESTED) == "a b c"


def test_rewrite_reaches_into_citations() -> None:
    """A Citation has no tag of its own, but holds inlines."""
    citation = {"citationId": "x", "citationPrefix": text("see"), "citationMode": {"t": "NormalCitation"}}
    cite: Node = {"t": "Cite", "c": [[citation], text("x")]}
    changed = rewrite([cite], {"Str": lambda _: text("new")})
    assert plain_text(changed[0]["c"][0][0]["citationPrefix"]) == "new"


def test_plain_text_leaves_notes_and_raw_code_out() -> None:
    """What a reader would say: no footnote, no HTML; quotation marks and formulas are said."""
    content: list[Node] = [
        *text("one two"),
        {"t": "Note", "c": [plain(text("note"))]},
        {"t": "RawInline", "c": ["html", "<b>"]},
        {"t": "Quoted", "c": [{"t": "DoubleQuote"}, text("three")]},
        {"t": "Math", "c": [{"t": "InlineMath"}, "x^2"]},
    ]
    assert plain_text(content) == "one two“three”x^2"


def test_inlines_joins_paragraphs_with_a_space() -> None:
    """Two paragraphs of a caption read as one."""
    assert plain_text(inlines([plain(text("one")), plain(text("two"))])) == "one two"
