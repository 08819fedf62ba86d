"""Citations and the reference list, by Pandoc's citeproc over the whole book at once.

All chapters go through one run, so that "Nguyễn 2010a" means the same work everywhere; of their text
only what is beside a citation (``skeleton``).

What of a text has to go through citeproc: its citations, with the words beside them.

With a style that sets citations in the text, Pandoc looks no further than to the words beside one. So
of a long paragraph a few words are enough; the rest is put back afterwards. Around notes and raised
numbers it moves punctuation from farther away: then all of a block goes through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import ContentError, Problem, Problems, RenderError, ReportError, gather, wrong
from reproreport.inside import is_dir, is_file
from reproreport.near import nearest
from reproreport.project import CONFIG, Project
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.memory import Memory, derive, key_of, remember
from reproreport.render.pandoc.nodes import (
    LEAVES,
    Node,
    as_json,
    blocks_of,
    document,
    find,
    has_class,
    plain_text,
    rewrite,
    value_of,
)
from reproreport.render.read.harmless import check_text, link_harms
from reproreport.render.read.labels import is_reference
from reproreport.render.read.limits import check_markdown
from reproreport.render.read.source import Source
from reproreport.render.resolve.latex import spelled, unknown_commands
from reproreport.sources.bibliography import FORMATS, csl_yaml, entries, require_small
from reproreport.textfile import lines_of, read_text, read_xml
from reproreport.yamlfile import as_text

BEFORE, AFTER = 2, 4
"""How many inlines beside a citation go along: Pandoc looks at two before it, and after it at all
punctuation up to the next space or letter."""

RAISED = re.compile(r'<style[^>]*\bclass="note"|vertical-align="sup"')
"""What a style has that sets notes or raised numbers."""

KEPT = "report-kept"
Kept = list[list[Node]]
Skeleton = tuple[Node, Kept]


def cites(value: object) -> bool:
    """Say whether there is a citation, or the place of the list of references."""
    return any(node["t"] == "Cite" or node["c"][0][0] == "refs" for node in find(value, ("Cite", "Div")))


def in_text(style: str) -> bool:
    """Say whether a CSL style sets citations as words of the text; the default, empty, one does."""
    return RAISED.search(style) is None


def reduce(block: Node) -> Skeleton:
    """Return a block with little more than its citations, and what :func:`restore` puts back."""
    kept: Kept = []
    return _node(block, kept), kept


def restore(block: Node, kept: Kept) -> Node:
    """Return a reduced block, after citeproc, with all of its words."""

    def put_back(node: Node) -> list[Node] | None:
        attributes = node["c"][0]
        return kept[int(value_of(attributes, "n") or 0)] if has_class(attributes, KEPT) else None

    return rewrite([block], {"Span": put_back, "Div": put_back})[0]  # type: ignore[no-any-return]


def _node(node: Node, kept: Kept) -> Node:
    if node["t"] == "Cite" or "c" not in node:
        return node
    if node["t"] == "Div" and node["c"][0][0] == "refs":
        return node
    return {"t": node["t"], "c": _content(node["c"], kept)}


def _content(value: Any, kept: Kept) -> Any:
    """Reduce whatever a node holds: lists of nodes, or lists of such lists."""
    if type(value) is not list or not cites(value):
        return value
    if all(type(item) is dict and "t" in item for item in (value[0], value[-1])):  # not so: Quoted
        return _nodes(value, kept)
    return [_content(item, kept) for item in value]


def _nodes(nodes: list[Node], kept: Kept) -> list[Node]:
    """Keep what cites, with its neighbours, and put a mark in the place of every other run of nodes."""
    wanted: set[int] = set(range(BEFORE))  # a citation before this list may look at its first word
    citing = {index for index, node in enumerate(nodes) if node["t"] not in LEAVES and cites([node])}
    for index in citing:
        wanted.update(range(index - BEFORE, _end(nodes, index) + 1))
    result: list[Node] = []
    run: list[Node] = []
    for index, node in enumerate(nodes):
        if index not in wanted:
            run.append(node)
            continue
        _mark(run, result, kept)
        run = []
        result.append(_node(node, kept) if index in citing else node)
    _mark(run, result, kept)
    return result


def _end(nodes: list[Node], citation: int) -> int:
    """Return the last index after a citation that Pandoc looks at."""
    end = citation + 1
    while end < len(nodes) and not _stops(nodes[end]):
        end += 1
    return max(end, citation + AFTER)


def _stops(node: Node) -> bool:
    return node["t"] in ("Space", "SoftBreak", "LineBreak") or (
        node["t"] == "Str" and any(letter.isalnum() for letter in node["c"])
    )


def _mark(run: list[Node], result: list[Node], kept: Kept) -> None:
    if not run:
        return
    attributes = ["", [KEPT], [["n", str(len(kept))]]]
    kept.append(run)
    if run[0]["t"] in BLOCKS:
        result.append({"t": "Div", "c": [attributes, []]})
    else:
        result.append({"t": "Span", "c": [attributes, [{"t": "Str", "c": "x"}]]})


BLOCKS = frozenset(
    {"Plain", "Para", "LineBlock", "CodeBlock", "RawBlock", "BlockQuote", "OrderedList", "BulletList"}
    | {"DefinitionList", "Header", "HorizontalRule", "Table", "Figure", "Div"}
)


CSL = "{http://purl.org/net/xbiblio/csl}"


def style_problems(path: Path, name: str) -> Iterator[Problem]:
    """Yield what keeps Pandoc from setting citations in a style; *name* is what to call its file."""
    from lxml import etree

    try:
        content = read_xml(path, name)
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except ReportError as error:
        yield from error.problems
        return
    except etree.XMLSyntaxError as error:
        what, line = str(error.msg).rpartition(", line")[0], error.lineno or 1
        yield Problem(f"not XML: {what or error.msg}", f"{name}:{line}", "download the style once more")
        return
    parent = root.find(f".//{CSL}link[@rel='independent-parent']")
    if content != path.read_bytes():
        fix = "save the file as UTF-8, and let its first line say so"
        yield Problem("Pandoc reads a citation style in UTF-8 only", f"{name}:1", fix)
    elif root.tag != f"{CSL}style":
        yield Problem("this is no citation style", f"{name}:1", "name a CSL file, <style xmlns=…>")
    elif parent is not None:
        what = f"the style only refers to another one, {parent.get('href')}, which Pandoc would have to fetch"
        yield Problem(what, f"{name}:{parent.sourceline}", "download that one, and name it instead")
    elif root.find(f"{CSL}citation") is None:
        yield Problem("the citation style has no <citation>", f"{name}:1", "download the style once more")


LATEX = ("biblatex", "bibtex")


@dataclass(frozen=True)
class Bibliography:
    """The works that can be cited: Pandoc's metadata for them, and where each key stands.

    Works are missing where a file could not be read; then it is not *complete*.
    """

    references: tuple[Node, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True


def read_bibliography(project: Project, memory: Memory) -> Bibliography:
    """Read every bibliography file; one that cannot be read, or a key given twice, is a problem."""
    if project.bibliography and project.metadata.get("citeproc") is not True:
        what = "'citeproc: true' is missing: Quarto's PDF would set citations in a style of its own"
        wrong(what, CONFIG, "add it beside 'bibliography:'", "strict")
    _require_style(project)
    jobs: dict[PurePosixPath, Job] = {}
    places: dict[PurePosixPath, dict[str, list[str]]] = {}
    told: set[PurePosixPath] = set()  # commands that nobody knows are raw code for Pandoc
    for path in project.bibliography:
        try:
            jobs[path], places[path] = _job(project, path)
        except ReportError as error:
            gather(*error.problems)
            continue
        if jobs[path].reader in LATEX:
            text = spelled(jobs[path].text)
            lost = [*_lost(text, jobs[path].reader, path, memory)]
            gather(*lost)
            told |= {path} if lost else set()
            jobs[path] = Job(text, jobs[path].reader)
    references: list[Node] = []
    keys: dict[str, str] = {}
    complete = len(jobs) == len(set(project.bibliography))
    answers = convert(list(jobs.values()), memory, lang=project.lang)
    for (path, stand), answer in zip(places.items(), answers, strict=True):
        if answer.error:
            complete = False
            gather(_unreadable(path, answer.error, stand))
            continue
        for entry in json.loads(answer.text)["meta"].get("references", {"c": []})["c"]:
            key = work_key(entry)
            found = stand.get(key, [])
            where = found[0] if found else str(path)
            if key in keys:
                where = found[1] if len(found) > 1 else where
                what = f"key '{key}' is used twice (first at {keys[key]})"
                wrong(what, where, "remove one entry or give it another key")
            else:
                keys[key] = where
                references.append(entry)
                gather(*_harms(entry, where) if path not in told else ())
    return Bibliography(tuple(references), keys, complete)


def _job(project: Project, path: PurePosixPath) -> tuple[Job, dict[str, list[str]]]:
    """Return what Pandoc has to read of a bibliography, and where each key stands in it.

    Raises:
        ReportError: the file is absent, no text, or of no format that is read.
    """
    if path.suffix not in FORMATS or not is_file(project.root / path):
        absent = "is a folder" if is_dir(project.root / path) else "does not exist"
        what = absent if path.suffix in FORMATS else f"is none of {', '.join(FORMATS)}"
        fix = "correct 'bibliography:' in _quarto.yml"
        raise ContentError(Problem(f"bibliography '{path}' {what}", CONFIG, fix))
    text = read_text(project.root / path, str(path), error=ContentError)
    places: dict[str, list[str]] = {}
    if FORMATS[path.suffix] in LATEX:
        require_small(text, str(path))
    elif FORMATS[path.suffix] == "markdown":
        with Problems() as deep:
            check_markdown((line, f"{path}:{n}") for n, line in enumerate(lines_of(text), 1))
        deep.stop(ContentError)
    for key, where, _ in entries(text, str(path)):
        places.setdefault(key, []).append(where)
    form = FORMATS[path.suffix]
    # Pandoc reads CSL YAML as the metadata of a document.
    return Job(f"---\n{csl_yaml(text)[0]}---\n" if form == "markdown" else text, form), places


def _require_style(project: Project) -> None:
    """Note a citation style that Pandoc could not read."""
    if project.csl is None:
        return
    if not is_file(project.root / project.csl):
        fix = "correct 'csl:' in _quarto.yml"
        wrong(f"citation style '{project.csl}' does not exist", CONFIG, fix)
    else:
        gather(*style_problems(project.root / project.csl, str(project.csl)))


def _unreadable(path: PurePosixPath, error: str, places: Mapping[str, list[str]]) -> Problem:
    """Return what is wrong with a bibliography that Pandoc cannot read, as it stands in the file."""
    line = re.search(r"line (\d+)", error)
    reason = re.search(r"unexpected .*", error)
    what = f"not a bibliography: {reason[0] if reason else ' '.join(error.split())}"
    if not line:
        return Problem(what, str(path), "export it once more")
    begun = [(int(where.rpartition(":")[2]), key) for key, found in places.items() for where in found]
    before = max((entry for entry in begun if entry[0] < int(line[1])), default=None)
    fix = "a comma or a brace is missing here, or just before"
    if before and reason and reason[0].endswith(("'@'", "end of input")):
        fix = f"close the entry '{before[1]}' of line {before[0]}: it lacks a brace"
    return Problem(what, f"{path}:{line[1]}", fix)


def _lost(text: str, reader: str, path: PurePosixPath, memory: Memory) -> Iterator[Problem]:
    """Yield the LaTeX commands of a bibliography of which nothing would be printed."""
    for command, line in unknown_commands(text, reader, memory):
        fix = "write the letter or sign itself, or leave the command out"
        yield Problem(
            f"the LaTeX command '{command}' is not known: its text would be lost", f"{path}:{line}", fix
        )


def _harms(entry: Node, where: str) -> Iterator[Problem]:
    """Yield what no work may hold: raw code, and addresses that no link may have."""
    with Problems() as found:
        for name, value in entry["c"].items():
            check_text([value], where)
            if name.lower() == "url":
                gather(*(Problem(what, where, fix) for what, _, fix in link_harms(said(value))))
    yield from dict.fromkeys(found)


def said(value: Node) -> str:
    """Return a value of Pandoc's metadata as text."""
    content = value["c"]
    return plain_text(content) if isinstance(content, list) else as_text(content)


def work_key(entry: Node) -> str:
    """Return the key of a work in Pandoc's metadata."""
    return said(entry["c"]["id"])


def check(parts: Iterable[Sequence[Node]], source: Source, bibliography: Bibliography) -> bool:
    """Note every citation of an unknown work; say whether anything is cited."""
    cited = [key for part in parts for key in cited_keys(part)]
    for key in dict.fromkeys(cited if bibliography.complete else ()):
        if key not in bibliography.keys and not is_reference(key):
            fix = nearest(key, bibliography.keys, "add the work to the bibliography", sign="@")
            for where in source.find_all(f"@{key}") or [str(source.chapter)]:
                wrong(f"citation @{key} is in no bibliography", where, fix)
    return bool(cited)


def cited_keys(blocks: Sequence[Node]) -> list[str]:
    """Return the keys that are cited, as often as they are."""
    return remember(blocks, "citations", _cited)


def _cited(blocks: list[Node]) -> list[str]:
    return [citation["citationId"] for node in find(blocks, ("Cite",)) for citation in node["c"][0]]


def unused(
    parts: Iterable[Sequence[Node]], bibliography: Bibliography, uncited: Sequence[str]
) -> list[Problem]:
    """Return a problem for each work that the book never cites and does not list under ``nocite``.

    A reference list that nobody cites from goes stale; Quarto leaves such a work out in silence.
    """
    if "*" in uncited:
        return []
    cited = {key for part in parts for key in cited_keys(part)}
    fix = "cite it, or remove the entry"
    return [
        Problem(f"the work '{key}' is cited nowhere", where, fix, "strict")
        for key, where in bibliography.keys.items()
        if key not in cited and key not in uncited
    ]


def nocite(value: object) -> list[str]:
    """Return the keys of a ``nocite:`` value, ``*`` for all."""
    return re.findall(r"@(\*|[\w:.#$%&+?<>~/-]*\w)", str(value or ""))


def cite(
    parts: Sequence[Sequence[Node]],
    bibliography: Bibliography,
    project: Project,
    home: PurePosixPath,
    uncited: Sequence[str],
    memory: Memory,
) -> list[Sequence[Node]]:
    """Return the parts of the book (lists of blocks) with citations and reference list set.

    *home* is the chapter that holds ``::: {#refs}``; *uncited* are works to list all the same.
    """
    meta: dict[str, Node] = {
        "references": {"t": "MetaList", "c": list(bibliography.references)},
        "link-citations": {"t": "MetaBool", "c": True},
        "lang": {"t": "MetaString", "c": project.lang},
    }
    style = ""
    if project.csl:
        meta["csl"] = {"t": "MetaString", "c": str(project.root / project.csl)}
        style = read_text(project.root / project.csl, str(project.csl))
    if uncited:
        meta["nocite"] = {"t": "MetaInlines", "c": [cite_node(key) for key in uncited]}
    small = in_text(style)
    skeletons = [remember(part, f"skeleton {small}", partial(_skeleton, small=small)) for part in parts]
    answers = _answers(skeletons, meta, style, home, memory)
    return [
        derive(part, "cited", [small, key], partial(_cited_text, small=small, key=key, memory=memory))
        if skeleton
        else part
        for part, skeleton, key in zip(parts, skeletons, answers, strict=True)
    ]


def _skeleton(blocks: list[Node], *, small: bool) -> list[str]:
    """Return what of a text has to go through citeproc, each block as Pandoc's JSON."""
    return [as_json(reduce(block)[0] if small else block) for block in blocks if cites([block])]


def _answers(
    skeletons: Sequence[list[str]],
    meta: Mapping[str, Node],
    style: str,
    home: PurePosixPath,
    memory: Memory,
) -> list[str]:
    """Set all citations of the book; return, for each part, the key of its blocks in the memory."""
    empty = document([], meta).removesuffix("]}")
    # How the text is cut into parts decides whose the answers are.
    asked = key_of("citeproc", empty, skeletons, style, str(home))
    keys: list[str] | None = memory.get(asked)
    if keys is not None and all(map(memory.has, keys)):
        return keys
    text = empty + ",".join(block for skeleton in skeletons for block in skeleton) + "]}"
    answer = convert([Job(text, "json", "json", citeproc=True)])[0]
    if answer.messages or answer.error:
        reason = answer.error or answer.messages[0].text
        raise RenderError(Problem(f"Pandoc could not set the citations: {reason}"))
    settled = _settled(blocks_of(answer.text), home)
    if len(settled) != sum(map(len, skeletons)):
        raise RenderError(Problem("Pandoc changed the number of blocks when it set the citations"))
    blocks = iter(settled)
    keys = []
    for skeleton in skeletons:
        own = [next(blocks) for _ in skeleton]
        keys.append(key_of("answer", own))
        memory.put(keys[-1], own)
    memory.put(asked, keys)
    return keys


def _cited_text(blocks: list[Node], *, small: bool, key: str, memory: Memory) -> list[Node]:
    """Return a text with its citations as they were set."""
    answer = iter(memory.get(key))
    return [
        (restore(next(answer), reduce(block)[1]) if small else next(answer)) if cites([block]) else block
        for block in blocks
    ]


def _settled(blocks: list[Node], home: PurePosixPath) -> list[Node]:
    """Turn citations into spans and point their links to the chapter with the list."""

    def link(node: Node) -> list[Node] | None:
        attributes, content, (url, title) = node["c"]
        if not url.startswith("#ref-"):
            return None
        return [{"t": "Link", "c": [attributes, content, [f"/{home}{url}", title]]}]

    def span(node: Node) -> list[Node]:
        citations, content = node["c"]
        keys = " ".join(citation["citationId"] for citation in citations)
        return [{"t": "Span", "c": [["", ["citation"], [["data-cites", keys]]], content]}]

    return rewrite(blocks, {"Link": link, "Cite": span})


def cite_node(key: str) -> Node:
    """Return a citation of one work."""
    citation: dict[str, Any] = {
        "citationId": key,
        "citationPrefix": [],
        "citationSuffix": [],
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[citation], [{"t": "Str", "c": f"[@{key}]"}]]}
