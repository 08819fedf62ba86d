"""Number chapters, sections, tables, figures and equations, and resolve references to them.

The numbers are Quarto's (its ``crossref`` filters): "Table 1.1", "Figure 1.2", "Section 1.3", "Chapter 1",
"Appendix A", "Equation 1.1", each with a no-break space, in the words of the publication's language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from reproreport.errors import Problems, gather, wrong
from reproreport.near import nearest
from reproreport.project.words import CALLOUT_KINDS, Words
from reproreport.render.pandoc.memory import Blocks, derive, key_of, nodes_of, remember
from reproreport.render.pandoc.nodes import (
    NBSP,
    SPACE,
    Node,
    div,
    find,
    has_class,
    link,
    plain,
    plain_text,
    rewrite,
    span,
    text,
)
from reproreport.render.read.labels import OTHER, is_reference, kind_of
from reproreport.render.read.source import Source


@dataclass(frozen=True)
class Target:
    """Something with a label: its *kind* (tbl, fig, sec, eq), number, and where it stands."""

    kind: str
    number: str
    chapter: PurePosixPath
    word: str
    where: str

    @property
    def name(self) -> str:
        """Return the words of a reference: "Table 1.1"."""
        return f"{self.word}{NBSP}{self.number}"


@dataclass(frozen=True)
class Elsewhere:
    """What a publication only refers to, because another one holds it: (word, number) of each label.

    *phrase* stands behind such a reference, which is no link: "Appendix A of the full report"; *where* is
    the file in which it is set.
    """

    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    phrase: str = ""
    where: str = ""


NOWHERE = Elsewhere()


@dataclass(frozen=True)
class TocEntry:
    """One heading in a page's table of contents."""

    identifier: str
    number: str
    title: tuple[Node, ...]
    level: int


@dataclass
class Numbering:
    """The state of numbering across the book: chapters are given in reading order."""

    words: Words = field(default_factory=Words)
    labels: dict[str, Target] = field(default_factory=dict)
    _chapter: int = 0
    _appendix: int = 0

    def chapter_number(self, *, numbered: bool, appendix: bool) -> str:
        """Return the next chapter's number: 1, 2 …, A, B … for appendices, or nothing."""
        if not numbered:
            return ""
        if appendix:
            self._appendix += 1
            return chr(ord("A") + self._appendix - 1)
        self._chapter += 1
        return str(self._chapter)

    def add(self, label: str, target: Target) -> None:
        """Note a label; a second use of it is a problem."""
        first = self.labels.setdefault(label, target)
        if first is not target:
            what = f"label '{label}' is used twice (first at {first.where})"
            wrong(what, target.where, "give one of them another label")

    def number(
        self, blocks: Sequence[Node], chapter: str, source: Source, *, article: bool = False
    ) -> tuple[Sequence[Node], tuple[TocEntry, ...]]:
        """Number one chapter's blocks; *chapter* is its number, empty if it has none.

        The sections of an *article* are numbered without a chapter's number, from 1.
        """
        counter = _Counter(self, chapter, source, article)
        if not isinstance(blocks, Blocks):
            return counter.number(nodes_of(blocks)), tuple(counter.toc)

        numbered: list[Node] | None = None

        def make(nodes: list[Node]) -> list[Node]:
            return numbered or _Counter(Numbering(self.words), chapter, source, article).number(nodes)

        key = key_of("numbers", blocks.key, chapter, article, self.words.key)
        found = blocks.memory.get(key)
        if found is None:
            with Problems() as problems:
                numbered = counter.number(blocks.nodes)
            gather(*problems)
            found = [counter.labels, [[e.identifier, e.number, list(e.title), e.level] for e in counter.toc]]
            if not problems:
                blocks.memory.put(key, found)
        else:
            for label, kind, number, where in found[0]:
                self.add(label, Target(kind, number, source.chapter, self.words.prefix(kind), where))
        toc = tuple(TocEntry(name, number, tuple(title), level) for name, number, title, level in found[1])
        return derive(blocks, "numbered", [chapter, article, self.words.key], make), toc


@dataclass
class _Counter:
    """The counters of one chapter."""

    book: Numbering
    chapter: str
    source: Source
    article: bool
    toc: list[TocEntry] = field(default_factory=list)
    labels: list[tuple[str, str, str, str]] = field(default_factory=list)
    _sections: list[int] = field(default_factory=list)
    _firsts: int = 0
    _floats: Counter[str] = field(default_factory=Counter)

    def number(self, blocks: list[Node]) -> list[Node]:
        """Return the blocks with their numbers."""
        return rewrite(blocks, {"Header": self.header, "Div": self.block, "Span": self.equation})

    def header(self, node: Node) -> list[Node]:
        level, attributes, content = node["c"]
        identifier, classes, pairs = attributes
        if level == 1:
            what = f"a second heading of level 1: '{plain_text(content)}'"
            line = self.source.where_is(f"# {plain_text(content)}")
            fix = "a chapter has one title: start its sections with ##"
            wrong(what, line, fix, "strict")
        number = ""
        if level == 1 and self.chapter.isdecimal() and "unnumbered" not in classes:
            self._firsts += 1  # as by Quarto: it counts on, and the next chapter does not know
            self._sections = []
            number = str(int(self.chapter) + self._firsts)
            pairs = [*pairs, ["number", number]]
        elif level > 1 and (self.chapter or self.article) and "unnumbered" not in classes:
            number = self._next_section(level)
            pairs = [*pairs, ["number", number]]
        if identifier.startswith("sec-"):
            self.label(identifier, "sec", number)
        if "unlisted" not in classes:
            self.toc.append(TocEntry(identifier, number, tuple(content), level))
        return [{"t": "Header", "c": [level, [identifier, classes, pairs], content]}]

    def _next_section(self, level: int) -> str:
        depth = level - 1
        self._sections = [*self._sections[:depth], *[0] * (depth - len(self._sections))]
        self._sections[depth - 1] += 1
        chapter = str(int(self.chapter) + self._firsts) if self._firsts else self.chapter
        return ".".join([*([chapter] if chapter else []), *map(str, self._sections)])

    def block(self, node: Node) -> list[Node] | None:
        """Number a figure, a table, a callout or a theorem that has a label."""
        (identifier, classes, _), _ = node["c"]
        kind = identifier.split("-")[0]
        if "float" in classes and kind == classes[1] and "sub" not in classes:
            return self._float(node, kind)
        if "callout" in classes and kind in CALLOUT_KINDS:
            return self._callout(node, kind)
        if "theorem" in classes:
            return self._theorem(node, kind)
        return None

    def _float(self, node: Node, kind: str) -> list[Node]:
        """Number a figure or table in its caption, and the parts of a panel after it."""
        (identifier, classes, pairs), blocks = node["c"]
        number = self._count(kind)
        self.label(identifier, kind, number)
        if "panel" in classes:
            blocks = rewrite(blocks, {"Div": _Letters(self, kind, number).part})
        name = f"{self.book.words.title(kind)}{NBSP}{number}"
        numbered = _with_number(blocks, name, name + self.book.words.delimiter)
        return [div([identifier, classes, [*pairs, ["number", number]]], numbered)]

    def _callout(self, node: Node, kind: str) -> list[Node]:
        (identifier, classes, pairs), (head, *rest) = node["c"]
        number = self._count(kind)
        self.label(identifier, kind, number)
        name = f"{self.book.words.title(kind)}{NBSP}{number}"
        title = head["c"][1][0]["c"]
        words = [*text(name + self.book.words.delimiter), SPACE, *title] if title else text(name)
        new = [div(head["c"][0], [plain(words)]), *rest]
        return [div([identifier, classes, [*pairs, ["number", number]]], new)]

    def _theorem(self, node: Node, kind: str) -> list[Node]:
        """Number a theorem, a listing and the like in its first line."""
        (identifier, classes, pairs), (head, *rest) = node["c"]
        number = self._count(kind)
        self.label(identifier, kind, number)
        name = f"{self.book.words.title(kind)}{NBSP}{number}"
        title = head["c"][1][0]["c"]
        mark: Node = span(
            ["", ["number"], []], text(name + (self.book.words.delimiter if kind == "lst" else ""))
        )
        words = [mark, SPACE, *title] if kind == "lst" and title else [mark]
        if title and kind != "lst":
            words = [mark, SPACE, *text("("), *title, *text(")")]
        line: Node = {"t": "Para", "c": [{"t": "Strong", "c": words}]}
        return [div([identifier, classes, pairs], [div(["", ["theorem-title"], []], [line]), *rest])]

    def equation(self, node: Node) -> list[Node] | None:
        (identifier, classes, pairs), content = node["c"]
        if "equation" not in classes or not identifier:
            return None
        number = self._count("eq")
        self.label(identifier, "eq", number)
        return [span([identifier, classes, [*pairs, ["number", number]]], content)]

    def _count(self, kind: str) -> str:
        self._floats[kind] += 1
        number = str(self._floats[kind])
        return f"{self.chapter}.{number}" if self.chapter else number

    def label(self, label: str, kind: str, number: str) -> None:
        # Where it stands a second time, the second place is the one to name.
        before = sum(name == label for name, *_ in self.labels)
        places = self.source.find_all(f"#{label}")[before:]
        where = places[0] if places else self.source.where_is(f"#{label}")
        if kind != "sec" and not self.chapter and not self.article:
            what = f"'{label}' stands in a chapter without a number: Quarto's PDF would call it 0.{number}"
            wrong(what, where, "move it into a chapter that has one", "strict")
        self.labels.append((label, kind, number, where))
        self.book.add(label, Target(kind, number, self.source.chapter, self.book.words.prefix(kind), where))


@dataclass
class _Letters:
    """The parts of one panel: Quarto calls them (a), (b) … and refers to them as "Figure 1.1 (a)"."""

    counter: _Counter
    kind: str
    number: str
    _count: int = 0

    def part(self, node: Node) -> list[Node] | None:
        (identifier, classes, pairs), blocks = node["c"]
        if "sub" not in classes:
            return None
        letter = f"({chr(ord('a') + self._count)})"
        self._count += 1
        number = f"{self.number} {letter}"
        if identifier:
            self.counter.label(identifier, self.kind, number)
        return [
            div([identifier, classes, [*pairs, ["number", number]]], _with_number(blocks, letter, letter))
        ]


def _with_number(blocks: list[Node], alone: str, before: str) -> list[Node]:
    """Return a float's content with its number in the caption; *before* is used where it has one."""
    has_caption = blocks and blocks[0]["t"] == "Div" and has_class(blocks[0]["c"][0], "caption")
    caption = blocks[0]["c"][1][0]["c"] if has_caption else []
    rest = blocks[1:] if has_caption else blocks
    mark = before if caption else alone
    content = [span(["", ["number"], []], text(mark)), *([SPACE] if caption else []), *caption]
    return [div(["", ["caption"], []], [plain(content)]), *rest]


def resolve(
    blocks: Sequence[Node],
    labels: Mapping[str, Target],
    source: Source,
    elsewhere: Elsewhere = NOWHERE,
    *,
    linked: bool = True,
) -> Sequence[Node]:
    """Replace every reference by a link with Quarto's words, or by words alone where it is *elsewhere*.

    They are words, too, where references are not to be *linked*.
    """

    def cite(node: Node) -> list[Node] | None:
        citations = node["c"][0]
        kinds = [kind_of(citation["citationId"]) for citation in citations]
        if not any(kinds):
            return None
        if not all(kinds):
            names = ", ".join(f"@{c['citationId']}" for c in citations)
            where = source.where_is(f"@{citations[0]['citationId']}")
            fix = "write them in brackets of their own"
            wrong(f"references and citations are mixed: {names}", where, fix)
            return []
        result: list[Node] = []
        for citation in citations:
            result += text(", ") if result else []
            found = _reference(citation, labels, source, elsewhere)
            result += found if linked else _unlinked(found)
        return result

    references = remember(blocks, "references", _references)
    made = [cite(node) for node in references]
    return derive(blocks, "referred", made, lambda nodes: rewrite(nodes, {"Cite": cite}))


def _unlinked(nodes: Iterable[Node]) -> list[Node]:
    return [inner for node in nodes for inner in (node["c"][1] if node["t"] == "Link" else [node])]


def _references(blocks: list[Node]) -> list[Node]:
    """Return everything that refers to a label."""
    return [
        node
        for node in find(blocks, ("Cite",))
        if any(is_reference(citation["citationId"]) for citation in node["c"][0])
    ]


def _reference(
    citation: Mapping[str, object],
    labels: Mapping[str, Target],
    source: Source,
    elsewhere: Elsewhere,
) -> Iterable[Node]:
    key = str(citation["citationId"])
    label = key[0].lower() + key[1:]
    target = labels.get(label)
    outside = elsewhere.names.get(label) if target is None else None
    if target is None and outside is not None:
        target = Target("", outside[1], source.chapter, outside[0], "")
    if target is None:
        fix = nearest(label, labels, "give the table, figure or section this label", sign="@")
        if kind_of(key) in OTHER:
            fix = "only tables, figures, sections and equations can be referred to"
        for where in source.find_all(f"@{key}") or [str(source.chapter)]:
            wrong(f"reference @{key} points to nothing", where, fix)
        return []
    if not target.number:
        fix = f"write a link instead: [the text](#{label})"
        where = source.where_is(f"@{key}")
        wrong(f"@{key} points to a section without a number", where, fix)
        return []
    if citation["citationSuffix"]:
        fix = "write the words after the reference outside its brackets"
        wrong(f"words after @{key} would be lost", source.where_is(f"@{key}"), fix)
    prefix = citation["citationPrefix"]
    mode = citation["citationMode"]
    if isinstance(prefix, list) and prefix:
        content = [*prefix, *text(f"{NBSP}{target.number}")]
    elif isinstance(mode, dict) and mode["t"] == "SuppressAuthor":
        content = text(target.number)
    else:
        name = target.name
        content = text(name[0].upper() + name[1:] if key[0].isupper() else name)
    if outside is not None:
        if not elsewhere.phrase:
            what = f"@{key} is only in the full report, and nothing says so in this language"
            fix = f"give the words behind it in {elsewhere.where}: report: {{elsewhere: of the full report}}"
            wrong(what, source.where_is(f"@{key}"), fix)
        return [*content, SPACE, *text(elsewhere.phrase)]
    return [link(content, f"/{target.chapter}#{label}", "xref")]
