"""What authors write beyond the subset, as the subset has it: shown as Quarto shows it, or noted.

``subset`` says of each such construct where it stands: a report that is ``strict`` is stopped there, any
other one is told at the end of the build. HTML is read as content, which is all that a page may hold of it:
nothing of it runs, nothing asks another host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from reproreport.errors import Level, wrong
from reproreport.project.words import CALLOUT_KINDS, THEOREMS
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.nodes import (
    Handler,
    Node,
    attr,
    blocks_of,
    div,
    document,
    find,
    has_class,
    inlines,
    link,
    plain,
    plain_text,
    rewrite,
    span,
    text,
    value_of,
)
from reproreport.render.read.harmless import check_text
from reproreport.render.read.marks import number_of
from reproreport.render.read.source import Source
from reproreport.textfile import lines_of

OWN = frozenset(
    {
        "float",
        "panel",
        "sub",
        "callout",
        "callout-body",
        "callout-title",
        "equation",
        "conditional",
        "page-break",
    }
    | {"layout", "layout-row", "layout-cell", "tabset", "tab", "tab-title", "caption", "number", "theorem"}
    | {"references", "csl-bib-body", "csl-entry", "citation", "title-block", "text", "toc", "contents", "bar"}
)
"""Names of the renderer's own classes: an author's of the same name gets ``own-`` before it."""

PAIRS = {
    **dict.fromkeys(("b", "strong"), "Strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "Emph"),
    **dict.fromkeys(("s", "del", "strike"), "Strikeout"),
    **dict.fromkeys(("u", "ins"), "Underline"),
    "sub": "Subscript",
    "sup": "Superscript",
}
"""Elements of HTML in a line that Pandoc has a kind for."""

BESIDES = {
    "kbd": "kbd",
    "mark": "mark",
    "small": "small",
    "abbr": "abbr",
    "q": "q",
    "font": "font",
    "label": "label",
}
"""Others, which are kept as a class."""

LED = re.compile(
    r"<(iframe|video|audio|embed|object)\b[^>]*?(?:src|data)\s*=\s*[\"']([^\"']+)[\"'][^>]*>", re.IGNORECASE
)
RUNS = re.compile(r"<(script|form|input|button|select|textarea|canvas|svg|base|applet)\b", re.IGNORECASE)
LOOKS = re.compile(r"<style\b.*?(?:</style>|\Z)|<(?:link|meta)\b[^>]*>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)((?:\s[^<>]*)?)/?>")
VALUE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
BREAKS = re.compile(r"\\(?:newpage|pagebreak|clearpage)\b")
COMMENT = re.compile(r"<!--(?:(?!-->).)*-->", re.DOTALL)
FOREIGN = re.compile(r"@preview|@local|#?\b(?:import|include|read|plugin|image|sys)\b|\beval\s*\(")
"""What raw Typst may not hold: it would read files, or ask for packages."""

HTML_ONLY = "html epub"


def adapted(blocks: Sequence[Node], source: Source) -> list[Node]:
    """Return Pandoc's reading of a chapter without what only some writers know."""
    reading = _Adapting(source)
    return reading.blocks(list(blocks))


class _Adapting:
    """The adapting of one chapter."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def blocks(self, blocks: list[Node]) -> list[Node]:
        if find(blocks, ("RawBlock", "RawInline")):
            blocks = self._content(self._tables(blocks))
        handlers: dict[str, Handler] = {
            "Div": _div,
            "Header": _header,
            "Image": _image,
            "Link": _link,
            "Span": _span,
            "Code": _code,
            "CodeBlock": _code_block,
            "Table": _table,
        }
        return rewrite(blocks, handlers)

    def _problem(self, what: str, needle: str, fix: str, *, warns: bool = True) -> None:
        first = lines_of(needle.strip())[0] if needle.strip() else ""
        level: Level = "warning" if warns else "error"
        wrong(what, self._source.where_is(first), fix, level)

    def _tables(self, blocks: list[Node]) -> list[Node]:
        """Join the pieces of which Pandoc reads a table of HTML in markdown."""
        result: list[Node] = []
        run: list[Node] = []
        depth = 0
        for block in blocks:
            if block["t"] == "RawBlock" and block["c"][0] == "html":
                depth += len(re.findall(r"<table\b", block["c"][1])) - block["c"][1].count("</table")
            run.append(block)
            if depth > 0:
                continue
            if len(run) > 1:
                html = convert([Job(document(run), "json", "html")])[0].checked
                result.append({"t": "RawBlock", "c": ["html", html]})
            else:
                result += run
            run = []
        return result + run

    def _content(self, blocks: list[Node]) -> list[Node]:
        """Return blocks with raw code read as content, kept for its format, or noted."""
        handlers: dict[str, Handler] = {
            "RawBlock": self._raw_block,
            **dict.fromkeys(("Para", "Plain"), self._line),
            "Header": lambda node: [{"t": "Header", "c": [*node["c"][:2], self._inlines(node["c"][2])]}],
        }
        return rewrite(blocks, handlers)

    def _raw_block(self, node: Node) -> list[Node]:
        form, code = node["c"]
        if form == "html":
            return [node] if COMMENT.fullmatch(code.strip()) else self._html(code)
        if form == "typst":
            return [node] if self._sound(code) else []
        if form in ("tex", "latex"):
            if BREAKS.search(code) and not BREAKS.sub("", code).strip():
                return [div(attr(classes=["page-break"]), [])]
            self._problem(f"LaTeX, '{_short(code)}', is not shown", code, "no format is made by LaTeX here")
            return []
        self._problem(f"raw {form}, '{_short(code)}', is not shown", code, "no format of that name is made")
        return []

    def _sound(self, code: str) -> bool:
        found = FOREIGN.search(code)
        if found:
            fix = "write it without: a build reads no other file for it, and asks no other host"
            self._problem(f"raw Typst with '{found[0].lstrip('#')}' is not supported", code, fix, warns=False)
        return not found

    def _html(self, code: str) -> list[Node]:
        """Return HTML as the blocks that it holds: a table everywhere, other things on pages only."""
        links = [match[2] for match in LED.finditer(code)]
        code = self._allowed(code)
        read = blocks_of(convert([Job(code, "html")])[0].checked) if code.strip() else []
        where = self._source.where_is(lines_of(code.strip())[0] if code.strip() else "")
        check_text(read, where)
        read += [{"t": "Para", "c": [link(text(address), address)]} for address in links]
        if not read or links or find(read, ("Table",)):
            return read
        return [div(attr(classes=["conditional"], formats=HTML_ONLY), read)]

    def _allowed(self, code: str) -> str:
        """Return HTML without what would run or ask for something; what a reader would miss is said."""
        if found := RUNS.search(code):
            fix = "leave it out: in a page of the report nothing runs"
            self._problem(f"<{found[1].lower()}> in raw HTML is not supported", code, fix, warns=False)
            return ""
        for match in LED.finditer(code):
            fix = "its address is shown as a link"
            self._problem(f"<{match[1].lower()}> is not played in the page", match[0], fix)
        if LOOKS.search(code):
            self._problem("a style sheet in the text has no effect", code, "name a file under 'css:'")
        return re.sub(
            r"</?(?:iframe|video|audio|embed|object|source)\b[^>]*>", "", LOOKS.sub("", code), flags=re.I
        )

    def _line(self, node: Node) -> list[Node] | None:
        if not any(inner["t"] in ("RawInline",) for inner in node["c"]):
            return None
        content = self._inlines(node["c"])
        return [{"t": node["t"], "c": content}] if content else []

    def _inlines(self, content: list[Node]) -> list[Node]:
        """Return inlines with pairs of tags as what they stand for."""
        stack: list[tuple[str, dict[str, str], list[Node]]] = [("", {}, [])]
        for node in content:
            if node["t"] != "RawInline":
                stack[-1][2].append(node)
                continue
            form, code = node["c"]
            if form == "typst" and self._sound(code):
                stack[-1][2].append(node)
            elif form in ("tex", "latex"):
                self._problem(
                    f"LaTeX, '{_short(code)}', is not shown", code, "no format is made by LaTeX here"
                )
            elif form == "html":
                self._tag(code, stack)
        while len(stack) > 1:
            self._close(stack)
        return stack[0][2]

    def _tag(self, code: str, stack: list[tuple[str, dict[str, str], list[Node]]]) -> None:
        if COMMENT.fullmatch(code.strip()):
            stack[-1][2].append({"t": "RawInline", "c": ["html", code]})
            return
        match = TAG.fullmatch(code.strip())
        name = match[2].lower() if match else ""
        if match and name in ("br", "wbr", "hr"):
            stack[-1][2].extend([{"t": "LineBreak"}] if name != "wbr" else [])
        elif match and match[1]:
            if any(opened == name for opened, *_ in stack):
                while self._close(stack) != name:
                    pass
        elif (
            match
            and name not in ("img", "iframe", "video", "audio", "embed", "object", "source")
            and not RUNS.match(code)
        ):
            values = {key.lower(): a or b or c for key, a, b, c in VALUE.findall(match[3])}
            stack.append((name, values, []))
        else:
            for block in self._html(code):
                inner = block["c"][1] if block["t"] == "Div" else [block]
                stack[-1][2].extend(inlines(inner))

    def _close(self, stack: list[tuple[str, dict[str, str], list[Node]]]) -> str:
        """Close the innermost element, and return its name."""
        name, values, content = stack.pop()
        identifier = values.get("id") or (values.get("name", "") if name == "a" else "")
        classes = values.get("class", "").split()
        new: list[Node]
        if name in PAIRS:
            new = [{"t": PAIRS[name], "c": content}]
        elif name == "a" and values.get("href"):
            new = [link(content, values["href"])]
            check_text(new, self._source.where_is(values["href"]))
        elif name in ("code", "tt", "samp") and content:
            new = [{"t": "Code", "c": [attr(), plain_text(content)]}]
        elif name in BESIDES:
            new = [span(attr(classes=[BESIDES[name], *classes]), content)]
        else:
            new = content
        if identifier:
            new = [span(attr(identifier, classes), new)]
        stack[-1][2].extend(new)
        return name


def _short(code: str) -> str:
    return " ".join(code.split())[:60]


def _classes(names: Sequence[str]) -> list[str]:
    return [f"own-{name}" if name in OWN else name for name in names]


def _style(pairs: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return a style that asks for nothing and covers nothing."""
    given = next((value for key, value in pairs if key == "style"), "")
    sound = re.fullmatch(r"[\w\s:;.,#%()!-]*", given) and not re.search(
        r"url|position|expression|@", given, re.I
    )
    return [["style", given]] if given and sound else []


def _div(node: Node) -> list[Node] | None:
    (identifier, classes, pairs), blocks = node["c"]
    kind = identifier.split("-")[0]
    if has_class(node["c"][0], "callout-body", "conditional", "page-break"):  # made here
        return None
    if kind in THEOREMS and "-" in identifier:
        return [_theorem(identifier, kind, classes, value_of(node["c"][0], "name") or "", blocks)]
    if "cell" in classes or "hidden" in classes:
        classes = [name for name in classes if name not in ("cell", "hidden")]
    kept = [
        [key, value]
        for key, value in pairs
        if key in DIV_KEYS or key.startswith(("when-", "unless-", "layout"))
    ]
    if any(name.startswith("callout-") for name in classes):
        names = {f"callout-{name}" for name in CALLOUT_KINDS.values()}
        classes = [name for name in classes if name in names or not name.startswith("callout")]
    if identifier != "refs":
        classes = _classes(classes)
    return [div([identifier, classes, [*kept, *_style(pairs)]], blocks)]


DIV_KEYS = frozenset({"lang", "fig-alt", "title", "collapse", "appearance", "icon", "formats"})


def _theorem(identifier: str, kind: str, classes: list[str], name: str, blocks: list[Node]) -> Node:
    """Return a theorem and the like: a Div .theorem with its kind, and its name in a Div .caption first."""
    title: list[Node] = text(name) if name else []
    if blocks and blocks[0]["t"] == "Header":
        title, blocks = blocks[0]["c"][2], blocks[1:]
    head = div(attr(classes=["theorem-title"]), [plain(title)])
    return div([identifier, ["theorem", kind, *_classes(classes)], []], [head, *blocks])


def _header(node: Node) -> list[Node]:
    level, (identifier, classes, _), content = node["c"]
    kept = [name for name in classes if name in ("unnumbered", "unlisted")]
    return [{"t": "Header", "c": [level, [identifier, kept, []], content]}]


def _image(node: Node) -> list[Node]:
    (identifier, classes, pairs), content, target = node["c"]
    kept = [[key, value] for key, value in pairs if key in ("fig-alt", "alt", "width", "height")]
    align = next(
        (value for key, value in pairs if key == "fig-align" and value in ("left", "right", "center")), ""
    )
    names = [*_classes(classes), *([f"align-{align}"] if align else [])]
    return [{"t": "Image", "c": [[identifier, names, [*kept, *_style(pairs)]], content, target]}]


def _link(node: Node) -> list[Node]:
    (identifier, classes, pairs), content, target = node["c"]
    kept = [[key, value] for key, value in pairs if key == "target" and value in ("_blank", "_self")]
    return [{"t": "Link", "c": [[identifier, _classes(classes), kept], content, target]}]


def _span(node: Node) -> list[Node]:
    if number_of(node):
        return [node]
    (identifier, classes, pairs), content = node["c"]
    kept = [
        [key, value]
        for key, value in pairs
        if key in ("lang", "cell", "holds", "formats") or key.startswith(("when-", "unless-"))
    ]
    names = classes if set(classes) & {"report-embed", "report-page-break"} else _classes(classes)
    return [span([identifier, names, [*kept, *_style(pairs)]], content)]


def _table(node: Node) -> list[Node]:
    """Return a table whose rows and cells have no attributes but a sound style."""
    attributes, caption, columns, head, bodies, foot = node["c"]

    def rows(given: list[Any]) -> list[Any]:
        return [[_bare(row), [[_bare(cell[0]), *cell[1:]] for cell in cells]] for row, cells in given]

    new = [[_bare(body), count, rows(first), rows(others)] for body, count, first, others in bodies]
    ends = [[_bare(end), rows(lines)] for end, lines in (head, foot)]
    identifier, classes, pairs = attributes
    kept = [pair for pair in pairs if pair[0] == "tbl-colwidths"]
    return [
        {"t": "Table", "c": [[identifier, _classes(classes), kept], caption, columns, ends[0], new, ends[1]]}
    ]


def _bare(attributes: list[Any]) -> list[Any]:
    return attributes if not attributes[2] else [attributes[0], attributes[1], _style(attributes[2])]


def _code(node: Node) -> list[Node]:
    (_, classes, _), content = node["c"]
    return [{"t": "Code", "c": [["", classes[:1], []], content]}]


def _code_block(node: Node) -> list[Node]:
    (identifier, classes, _), content = node["c"]
    code: Node = {"t": "CodeBlock", "c": [["", list(_language(classes)), []], content]}
    name, caption = (value_of(node["c"][0], key) for key in ("filename", "lst-cap"))
    head: list[Node] = [{"t": "Para", "c": [{"t": "Code", "c": [attr(), name]}]}] if name else []
    if identifier.startswith("lst-"):
        return [_theorem(identifier, "lst", ["listing"], caption or "", [*head, code])]
    if identifier or head:
        return [div(attr(identifier, ["code-with-filename"] if name else []), [*head, code])]
    return [code]


def _language(classes: Sequence[str]) -> Iterator[str]:
    if classes and not classes[0].startswith("{"):
        yield classes[0]


def stepped(blocks: list[Node], last: int = 1) -> list[Node]:
    """Return blocks whose headings leave out no level: a screen reader would lose its way in a PDF."""

    def header(node: Node) -> list[Node] | None:
        nonlocal last
        level = node["c"][0]
        last = min(level, last + 1)
        return None if last == level else [{"t": "Header", "c": [last, *node["c"][1:]]}]

    def title(node: Node) -> None:
        nonlocal last
        if has_class(node["c"][0], "tab-title"):
            last = min(int(value_of(node["c"][0], "level") or 1), last + 1)

    return rewrite(blocks, {"Header": header, "Div": title})
