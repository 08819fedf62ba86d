"""Citations and the reference list, by Pandoc's citeproc over the whole book at once.

All chapters go through one run, so that "Nguyễn 2010a" means the same work everywhere; of their text
only what is beside a citation (``skeleton``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from analysis.errors import Problem, RenderError
from analysis.project import CONFIG, Project
from analysis.render.ast import Node, as_json, blocks_of, document, find, rewrite
from analysis.render.characters import control_codes
from analysis.render.crossref import is_reference
from analysis.render.latex import spelled, unknown_commands
from analysis.render.memory import Memory, derive, key_of, remember
from analysis.render.pandoc import Job, convert
from analysis.render.skeleton import cites, in_text, reduce, restore
from analysis.render.source import Source, nearest
from analysis.sources.bibliography import entries

LATEX = ("biblatex", "bibtex")
READERS = {".bib": "biblatex", ".bibtex": "bibtex", ".json": "csljson", ".ris": "ris"}


@dataclass(frozen=True)
class Bibliography:
    """The works that can be cited: Pandoc's metadata for them, and where each key stands."""

    references: tuple[Node, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)


def read_bibliography(project: Project, problems: list[Problem], memory: Memory) -> Bibliography:
    """Read every bibliography file; one that cannot be read, or a key given twice, is a problem."""
    jobs: list[Job] = []
    paths: list[PurePosixPath] = []
    if project.bibliography and project.metadata.get("citeproc") is not True:
        what = "'citeproc: true' is missing: Quarto's PDF would set citations in a style of its own"
        problems.append(Problem(what, CONFIG, "add it beside 'bibliography:'"))
    for path in project.bibliography:
        reader = READERS.get(path.suffix)
        if reader is None or not (project.root / path).is_file():
            what = "does not exist" if reader else f"is none of {', '.join(READERS)}"
            fix = "correct 'bibliography:' in _quarto.yml"
            problems.append(Problem(f"bibliography '{path}' {what}", "_quarto.yml", fix))
            continue
        text = (project.root / path).read_text(encoding="utf-8")
        if reader in LATEX:
            text = spelled(text)
            lines = enumerate(text.split("\n"), 1)
            problems += control_codes((line, f"{path}:{number}") for number, line in lines)
            problems += _lost(text, reader, path, memory)
        jobs.append(Job(text, reader))
        paths.append(path)
    if project.csl and not (project.root / project.csl).is_file():
        fix = "correct 'csl:' in _quarto.yml"
        problems.append(Problem(f"citation style '{project.csl}' does not exist", "_quarto.yml", fix))
    references: list[Node] = []
    keys: dict[str, str] = {}
    for path, job, answer in zip(paths, jobs, convert(jobs, memory), strict=True):
        if answer.error:
            line = re.search(r"line (\d+)", answer.error)
            where = f"{path}:{line[1]}" if line else str(path)
            reason = " ".join(answer.error.split("\n")[-3:])
            fix = "correct the entry before this line"
            problems.append(Problem(f"not a bibliography: {reason}", where, fix))
            continue
        places: dict[str, list[str]] = {}
        for key, where, _ in entries(job.text, str(path)):
            places.setdefault(key, []).append(where)
        for entry in json.loads(answer.text)["meta"].get("references", {"c": []})["c"]:
            key = work_key(entry)
            found = places.get(key, [])
            where = found[0] if found else str(path)
            if key in keys:
                where = found[1] if len(found) > 1 else where
                what = f"key '{key}' is used twice (first at {keys[key]})"
                problems.append(Problem(what, where, "remove one entry or give it another key"))
            else:
                keys[key] = where
                references.append(entry)
    return Bibliography(tuple(references), keys)


def _lost(text: str, reader: str, path: PurePosixPath, memory: Memory) -> Iterator[Problem]:
    """Yield the LaTeX commands of a bibliography of which nothing would be printed."""
    for command, line in unknown_commands(text, reader, memory):
        fix = "write the letter or sign itself, or leave the command out"
        yield Problem(
            f"the LaTeX command '{command}' is not known: its text would be lost", f"{path}:{line}", fix
        )


def work_key(entry: Node) -> str:
    """Return the key of a work in Pandoc's metadata."""
    value = entry["c"]["id"]["c"]
    return value if isinstance(value, str) else "".join(node["c"] for node in value)


def check(
    parts: Iterable[Sequence[Node]], source: Source, bibliography: Bibliography, problems: list[Problem]
) -> bool:
    """Note every citation of an unknown work; say whether anything is cited."""
    cited = [key for part in parts for key in cited_keys(part)]
    for key in dict.fromkeys(cited):
        if key not in bibliography.keys and not is_reference(key):
            fix = nearest(key, bibliography.keys, "@") or "add the work to the bibliography"
            for where in source.find_all(f"@{key}") or [str(source.chapter)]:
                problems.append(Problem(f"citation @{key} is in no bibliography", where, fix))
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
        Problem(f"the work '{key}' is cited nowhere", where, fix)
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
        style = (project.root / project.csl).read_text(encoding="utf-8")
    if uncited:
        meta["nocite"] = {"t": "MetaInlines", "c": [cite_node(key) for key in uncited]}
    small = in_text(style)
    skeletons = [remember(part, f"skeleton {small}", partial(_skeleton, small=small)) for part in parts]
    answers = _answers(skeletons, meta, style, home, memory)
    return [
        derive(part, "cited", key, partial(_cited_text, small=small, key=key, memory=memory))
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
    text = empty + ",".join(block for skeleton in skeletons for block in skeleton) + "]}"
    asked = key_of("citeproc", text, style, str(home))
    keys: list[str] | None = memory.get(asked)
    if keys is not None and all(map(memory.has, keys)):
        return keys
    answer = convert([Job(text, "json", "json", citeproc=True)])[0]
    if answer.messages or answer.error:
        reason = answer.error or answer.messages[0].text
        raise RenderError(Problem(f"Pandoc could not set the citations: {reason}"))
    blocks = iter(_settled(blocks_of(answer.text), home))
    keys = []
    for skeleton in skeletons:
        own = [next(blocks) for _ in skeleton]
        keys.append(key_of("answer", own))
        memory.store(keys[-1], own)
    memory.put(asked, keys)
    return keys


def _cited_text(blocks: list[Node], *, small: bool, key: str, memory: Memory) -> list[Node]:
    """Return a text with its citations as they were set."""
    answer = iter(memory.load(key))
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
