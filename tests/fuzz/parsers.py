"""Every parser of the project by its one door, with good inputs to begin from."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from textwrap import dedent
from typing import Any

from small_book import BIBLIOGRAPHY, notebook, write_book
from small_report import CELLS, FILES, write_report
from small_report import notebook as written_notebook
from travel_claims import documented_example, write_travel

Run = Callable[[bytes, Path], object]
"""Reads an input; the folder is empty at first, and the same for all inputs of a process."""


@dataclass(frozen=True)
class Parser:
    """A parser.

    Attributes:
        run: reads an input, and raises nothing but ``ReportError``.
        seeds: good inputs.
        words: pieces that mean something to it.
        cost: how many times the work of a cheap one an input is.
    """

    run: Run
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    cost: int = 1


def _yaml(data: bytes, _folder: Path) -> None:
    from reproreport.textfile import decode
    from reproreport.yamlfile import as_text, merged, parse_yaml, write_yaml

    text = decode(data, "a.yml")
    first = parse_yaml(text, "a.yml")
    merged(first, parse_yaml(text, "b.yml", as_texts=True))
    write_yaml(first.data)
    for value in first.data.values():
        as_text(value)


def _front_matter(data: bytes, _folder: Path) -> None:
    from reproreport.errors import Problems
    from reproreport.render.read.frontmatter import read_front_matter
    from reproreport.render.read.subset import check_authors, check_front_matter
    from reproreport.textfile import decode

    text = decode(data, "a.qmd")
    with Problems() as problems:
        front = read_front_matter(text, PurePosixPath("a.qmd"))
        check_front_matter(front, text, "a.qmd")
        check_authors(front, "a.qmd")
    _ = front.authors if not problems else (), front.keywords, front.text("title"), front.text("abstract")


def _config(data: bytes, folder: Path) -> None:
    from reproreport.project import load_project
    from reproreport.project.load import publications
    from reproreport.sources.bibliography import bibliographies

    if not (folder / "index.qmd").exists():
        write_report(folder)
        (folder / "a.css").write_text("p {}", encoding="utf-8")
    (folder / "_quarto.yml").write_bytes(data)
    load_project(folder)
    for name in publications(folder):
        load_project(folder, name)
    bibliographies(folder)


def _profile(data: bytes, folder: Path) -> None:
    from reproreport.project import load_project
    from reproreport.project.load import publications

    if not (folder / "index.qmd").exists():
        write_report(folder)
    (folder / "_quarto-alone.yml").write_bytes(data)
    publications(folder)
    load_project(folder, "alone")


def _codebook(data: bytes, folder: Path) -> None:
    from reproreport.sources import validate
    from reproreport.sources.codebook import read_codebook, refers_to_bibliography

    if not (folder / "data").exists():
        write_report(folder)
    source = folder / "data/coffee"
    (source / "codebook.yml").write_bytes(data)
    for entry in read_codebook(source, folder).data["files"].values():
        refers_to_bibliography(entry)
    validate(source, folder)


def _csv(data: bytes, folder: Path) -> None:
    from reproreport.sources import validate

    if not (folder / "data").exists():
        write_report(folder)
    (folder / "data/coffee/cups.csv").write_bytes(data)
    validate(folder / "data/coffee", folder)


def _printed(data: bytes, folder: Path, *, suffix: str) -> None:
    from reproreport.audit.printed.files import read_readings

    if not (folder / "data").exists():
        write_travel(folder)
    (folder / f"data/travel/travel.{suffix}").write_bytes(data)
    read_readings(folder / "data/travel/travel.csv", "data/travel/travel.csv")


def _claims(data: bytes, folder: Path) -> None:
    from reproreport.audit.claims.evaluate import evaluate
    from reproreport.audit.claims.read import read_claims

    if not (folder / "data").exists():
        write_travel(folder)
    (folder / "data/travel/claims.yml").write_bytes(data)
    for claim in read_claims(folder / "data/travel", folder):
        evaluate(claim)


def _notebook(data: bytes, folder: Path) -> None:
    from reproreport.notebooks.declared import declared
    from reproreport.notebooks.read import read_notebook

    (folder / "n.ipynb").write_bytes(data)
    path = PurePosixPath("n.ipynb")
    found = read_notebook(path, folder)
    found.check()
    found.prepared()
    for cell in found.cells:
        _ = (
            cell.options,
            cell.title,
            cell.key,
            cell.tags,
            found.line_of(cell.source),
            cell.with_options({"a": "b"}),
        )
        cell.option_line("label")
    declared(path, folder)


CHAPTER = """\
# Chapter {#sec-a}

Text with {{< var a.b >}}, @fig-a and @tbl-n.

{{< embed /build/notebooks/n.ipynb#tbl-n >}}

{{< embed /build/notebooks/n.ipynb#fig-n >}}

{{< embed /build/notebooks/n.ipynb#md >}}

![A cup](cup.svg){#fig-a fig-alt="A cup"}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle r="9"/></svg>'
CSS = """\
@font-face { font-family: "A"; src: url("a.woff2") }
p { color: red; background: url(data:image/png;x) }
"""


def _book(data: bytes, folder: Path, *, name: str, **settings: Any) -> None:
    from reproreport.project import load_project
    from reproreport.render.book import read_book

    if not (folder / "a.qmd").exists():
        cells = [
            ("#| label: tbl-n\n#| tbl-cap: 'T'\n1", "text/html", "<table><tr><td>1</td></tr></table>"),
            ("#| label: fig-n\n#| fig-cap: 'F'\n#| fig-alt: 'F'\n1", "image/svg+xml", SVG),
            ("#| label: md\n1", "text/markdown", "Some *text*."),
        ]
        cited = "\n\nSee @smith2010, @nguyen2015a and @nguyen2015b.\n"
        files = {
            "a.qmd": CHAPTER + cited,
            "cup.svg": SVG,
            "build/notebooks/n.ipynb": notebook(*cells),
            "a.css": "p {}",
        }
        write_book(folder, files, **settings)
    (folder / name).write_bytes(data)
    read_book(load_project(folder), {"a": {"b": "3"}})


def _embedded(data: bytes, folder: Path) -> None:
    from reproreport.notebooks.read import executed_cells, joined
    from reproreport.results.shown import shown_by

    _book(data, folder, name="build/notebooks/n.ipynb")
    content = json.loads(data)
    for cell in executed_cells(content, "n.ipynb"):
        outputs = [output["data"] for output in cell.raw.get("outputs", []) if "data" in output]
        shown_by("a.tbl-n", cell.name, outputs, [])
        joined(cell.raw["source"])


def _recorded(data: bytes, folder: Path) -> None:
    from reproreport.accepted.current import read_current
    from reproreport.pipeline.layout import Layout
    from reproreport.pipeline.tasks import _collect
    from reproreport.project import load_project

    if not (folder / "index.qmd").exists():
        write_report(folder)
    project = load_project(folder)
    layout = Layout.of(project)
    layout.recorded("coffee").parent.mkdir(parents=True, exist_ok=True)
    layout.recorded("coffee").write_bytes(data)
    _collect({"coffee": layout.recorded("coffee")}, layout)
    read_current(project)


def _observed(data: bytes, folder: Path) -> None:
    from reproreport.inputs import Look
    from reproreport.notebooks.observed import changed_own, read_observed

    (folder / "o.json").write_bytes(data)
    found = read_observed(folder / "o.json")
    look = Look(folder)
    for name in found.inputs:
        look.state(name)
    _ = [folder / name for name in found.written], found.as_json()
    list(changed_own(found, "n"))


def _journal(data: bytes, folder: Path) -> None:
    from reproreport import journal
    from reproreport.notebooks.observed import forbidden, observed

    (folder / "journal").write_bytes(data)
    lines = list(journal.read(folder / "journal"))
    observed(lines, [0, 1, 2], folder)
    list(forbidden(lines, [0, 1, 2], "n"))


def _record(data: bytes, folder: Path) -> None:
    from reproreport.pipeline.record import Record, States
    from reproreport.pipeline.task import Task

    (folder / "t.json").write_bytes(data)
    record = Record(folder / "t.json", "library", folder)
    task = Task(name="data coffee", action=lambda: None, products=(folder / "build/data/coffee.json",))
    record.is_volatile(task)
    record.changes(task, States(folder, [task]))


def _elsewhere(data: bytes, folder: Path) -> None:
    from reproreport.project import load_project
    from reproreport.render.book import read_elsewhere

    if not (folder / "a.qmd").exists():
        profile = {"project": {"type": "default", "output-dir": "build/x", "render": ["a.qmd"]}}
        more = {"author": "A", "output-file": "a", "format": {"html": {}}}
        write_book(folder, {"a.qmd": "# T\n\nx\n", "_quarto-alone.yml": json.dumps(profile | more)})
    (folder / "e.json").write_bytes(data)
    read_elsewhere(folder / "e.json", load_project(folder, "alone"))


def _accepted(data: bytes, _folder: Path) -> None:
    from reproreport.accepted.baseline import parse_accepted
    from reproreport.errors import ProjectError
    from reproreport.textfile import decode

    parse_accepted({"tests/accepted/a.json": decode(data, "a.json", error=ProjectError)})


def _allowed(data: bytes, folder: Path) -> None:
    from reproreport.errors import Problems
    from reproreport.project import load_project
    from reproreport.prose.problems import read_allowed

    if not (folder / "index.qmd").exists():
        write_report(folder)
    (folder / "chapters/allowed-numbers.yml").write_bytes(data)
    with Problems():
        entries = read_allowed(load_project(folder), ["index.qmd"])
    for entry in entries:
        list(entry.places("Python 3.11 and more"))


def _svg(data: bytes, _folder: Path) -> None:
    from reproreport.render.pandoc.memory import Memory
    from reproreport.render.read.images import faults, requests
    from reproreport.results.shown import drawing_rows

    for name in ("a.svg", "a.png", "a.jpg"):
        list(faults(data, PurePosixPath(name), Memory()))
    requests(data.decode(errors="replace"))
    drawing_rows([data.decode(errors="replace")])


def _html(data: bytes, _folder: Path) -> None:
    from reproreport.render.read.images import requests
    from reproreport.results.shown import html_rows

    text = data.decode(errors="replace")
    requests(text)
    html_rows(text)


def _memory(data: bytes, folder: Path) -> None:
    from reproreport.render.pandoc.memory import Memory

    (folder / "m.sqlite").write_bytes(data)
    memory = Memory(folder / "m.sqlite", "1")
    memory.get("a")
    memory.put("a", [1])
    memory.save()


def _value(data: bytes, _folder: Path) -> None:
    from reproreport.results.result import make_result

    try:
        given = json.loads(data.decode(errors="replace"))
    except ValueError:
        return
    if isinstance(given, dict) and isinstance(given.get("name"), str):
        make_result(
            given["name"],
            given.get("value"),
            kind=given.get("kind", "count"),
            unit=str(given.get("unit", "")),
            decimals=given.get("decimals"),
        )


def _seeds(*texts: str) -> tuple[bytes, ...]:
    return tuple(dedent(text).encode() for text in texts)


def _travel(name: str) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        write_travel(Path(folder))
        return (Path(folder) / "data/travel" / name).read_bytes()


QUARTO = (FILES["_quarto.yml"],)
FULL = """\
project: {type: book, output-dir: build/site}
profile: {default: book}
book:
  title: "Cups"
  subtitle: "And *tea*"
  description: "Of cups"
  author: [{name: {given: A, family: B}, email: a@b.org, url: https://example.org, orcid: 0000-0002-1825-0097,
    affiliations: [{ref: one}, "Two"], corresponding: true, degrees: [PhD], roles: [writing]}]
  chapters: [index.qmd, {part: "P", chapters: [{file: chapters/coffee/index.qmd, text: "C"}]}, references.qmd]
  appendices: []
affiliations: [{id: one, name: One, city: X, url: https://example.org}]
lang: vi
language: {crossref-fig-title: "Hình", title-block-author-single: A}
crossref: {fig-title: "Fig", tbl-prefix: "T"}
bibliography: [references.bib]
nocite: "@*"
citeproc: true
format:
  html: {toc: true, css: [a.css], toc-depth: 2, number-sections: true}
  typst: {papersize: a4, margin: {x: 2cm}, mainfont: "Libertinus Serif", linestretch: 1.2}
  docx: {toc: true}
report:
  parameters: {confidence: 0.9, label: x}
  inputs: [/srv/x.csv]
  authors: group
  title-page: {above: [A], details: [{label: S, text: [A, B]}], below: x, note: y}
  original: {authors: [A], work: mill1843}
"""
ALONE = """\
project: {type: default, output-dir: build/alone, render: [chapters/coffee/index.qmd]}
author: B
title: "T"
subtitle: "S"
keywords: [a, b]
output-file: alone
format: {docx: {}, jats: {}, html: {css: []}}
report: {original: {work: mill1843}}
"""
CODEBOOK = """\
title: Cups
files:
  cups.csv:
    title: Cups a day
    key: [name]
    columns:
      name: {type: identifier, description: who, values: [an, binh, chi]}
      cups: {type: printed count, unit: cups, description: how many, optional: yes}
    numbering: {column: cups, within: [name]}
    count: {column: cups, of: cups.csv}
    bibliography: {column: name, keyword: x}
"""
RECORDED = {
    "results": [
        {"name": "coffee.people", "kind": "count", "value": 3, "unit": "", "decimals": None, "text": "3",
         "rows": ["data/coffee/cups.csv:2"], "cell": "cell 2"},
        {"name": "coffee.level", "kind": "percent", "value": "9/10", "unit": "%", "decimals": 0,
         "text": "90%",
         "rows": [], "cell": "cell 2"},
    ],
    "shown": [
        {"name": "coffee.tbl-cups", "kind": "table", "rows": [["Name", "Cups"], ["an", "3"]], "head": 1,
         "cell": "tbl-cups", "picture": ""},
    ],
}  # fmt: skip
OBSERVED = {
    "cells": {
        "0": {"variable X": ""},
        "1": {"file data/x.csv": "abc", "import a,b\t.\tx": "a.py", "tree d": "x"},
    },
    "modules": {"helpers": ["helpers.py", 1]},
    "written": {"out.csv": "abc"},
    "volatile": ["cell 1 runs a program"],
}
JOURNAL = (
    {"kind": "cell", "place": 1},
    {"kind": "file", "name": "data/x.csv", "state": "a"},
    {"kind": "import", "name": "a", "folders": ["."], "state": "a.py"},
    {"kind": "module", "name": "a", "file": "a.py"},
    {"kind": "written", "name": "o.csv"},
    {"kind": "volatile", "name": "x"},
    {"kind": "outside", "name": "/x"},
    {"kind": "variable", "name": "X", "state": "y"},
)
RECORD = {
    "library": "library",
    "tasks": {
        "data coffee build/data/coffee.json": {
            "inputs": {"file data/x.csv": "a", "tree d": "b", "value x": "c", "import a\t.": ""},
            "products": {"file build/data/coffee.json": "a"},
            "volatile": [],
        }
    },
}
ACCEPTED = """\
{
"results": {
"coffee.people": {"value": 3, "kind": "count", "unit": "cups", "inputs": "a"},
"coffee.level": {"value": "9/10", "kind": "percent", "decimals": 0, "tolerance": {"absolute": 0.1},
"inputs": "a"},
"coffee.tbl-cups": {"value": [["Name", "Cups"], ["an", "3"]], "kind": "table", "head": 1, "inputs": "a"}
},
"inputs": {
"a": {"files": {"data/x.csv": "abc"}, "code": "x", "functions": {"f": "y"}, "parameters": {"c": 1},
"packages": {"numpy": "2"}}
}
}
"""
PROSE = """\
---
title: "T"
subtitle: "S"
author: [{name: A, affiliation: B}]
abstract: |
  An *abstract* of {{< var a.b >}}.
keywords: [a, b]
---

## Section {#sec-s}

Text[^1] with *emphasis*, `code`, a [link](index.qmd) and $x^2$ [see @smith2010, p. 3]. {{< var a.b >}}

{{< pagebreak >}}

::: {.callout-note title="A *title*"}
- [ ] one
- two
:::

| a | b |
|--:|:--|
| 1 | 2 |

: Caption {#tbl-t tbl-colwidths="[30,70]"}

::: {#fig-p layout-ncol=2}
![One](cup.svg){#fig-p-a fig-alt="x"}

![Two](cup.svg){#fig-p-b fig-alt="y"}

Both
:::

::: {.panel-tabset}
## A
x

## B
y
:::

$$ a = b $$ {#eq-e}

[^1]: Note.

@fig-p, @tbl-t, @eq-e, @sec-s, @nguyen2015a, @nguyen2015b. [5]{holds="a.b > 1"}
"""
BIB = (
    "\n".join(BIBLIOGRAPHY)
    + '\n@string{s = "x"}\n@comment{y}\n% z\n@misc{k, title = s # {\\DJ}, note={\\`a $x$}}\n'
)
CSL_JSON = [
    {"id": key, "type": "book", "title": "T", "author": [{"family": "F", "given": "G"}], "keyword": "a, b",
     "issued": {"date-parts": [[2010, 1]]}, "URL": "https://example.org", "DOI": "10.1/x"}
    for key in ("smith2010", "nguyen2015a", "nguyen2015b")
]  # fmt: skip
CSL_YAML = """\
---
references:
- id: smith2010
  type: book
  title: 'A *T*'
  author:
  - family: F
    given: G
...
"""
RIS = "TY  - BOOK\nID  - smith2010\nTI  - T\nAU  - F, G\nPY  - 2010\nKW  - a\nUR  - https://x.org\nER  - \n"
STYLE = """\
<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>T</title><id>x</id><updated>2020-01-01T00:00:00+00:00</updated></info>
  <citation><layout prefix="(" suffix=")"><text variable="title"/></layout></citation>
  <bibliography><layout><text variable="title"/></layout></bibliography>
</style>
"""
EMBEDDED = notebook(
    (
        "#| label: tbl-n\n#| tbl-cap: 'T *x*'\n1",
        "text/html",
        "<table><thead><tr><th colspan=2 style='text-align:left'>a</th></tr></thead><tbody><tr><td>1</td>"
        "<td rowspan=2><b>2</b></td></tr></tbody></table><p>note</p>",
    ),
    ("#| label: fig-n\n#| fig-cap: 'F'\n#| fig-alt: 'F'\n1", "image/svg+xml", SVG),
    ("#| label: md\n1", "text/markdown", "Some *text*.\n\n| a |\n|---|\n| 1 |\n"),
)
NOTEBOOK = written_notebook(
    [*CELLS, ("", "%%bash\n#| label: x\nls"), ("", "%matplotlib inline\nx = !ls\nobj?")]
)


def _lines(values: Sequence[object]) -> bytes:
    return "\n".join(json.dumps(value) for value in values).encode()


def _dumped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


_bib = partial(_book, name="references.bib")
PARSERS: dict[str, Parser] = {
    "yaml": Parser(_yaml, _seeds(FULL, CODEBOOK, "a: [1, {b: c}]\nd: |\n  text\ne: &x {f: 1}\ng: *x\n")),
    "front-matter": Parser(_front_matter, _seeds(PROSE)),
    "config": Parser(_config, _seeds(FULL, *QUARTO)),
    "profile": Parser(_profile, _seeds(ALONE)),
    "codebook": Parser(_codebook, _seeds(CODEBOOK, FILES["data/coffee/codebook.yml"]), cost=3),
    "csv": Parser(
        _csv, _seeds(FILES["data/coffee/cups.csv"], 'sep=;\nname;cups\n"an";"3"\nbinh;2\n'), cost=3
    ),
    "printed-table": Parser(partial(_printed, suffix="csv"), (_travel("travel.csv"),)),
    "printed-header": Parser(partial(_printed, suffix="yml"), (_travel("travel.yml"),)),
    "claims": Parser(_claims, _seeds(documented_example())),
    "notebook": Parser(
        _notebook, (NOTEBOOK.encode(), EMBEDDED.encode()), (b"#| ", b"%%", b"#| label: ", b"!!int x")
    ),
    "embedded": Parser(_embedded, (EMBEDDED.encode(),), (b"<table>", b"<td>", b"#| "), cost=20),
    "chapter": Parser(
        partial(_book, name="a.qmd"), _seeds(PROSE, CHAPTER), (b"{#fig-", b"[@", b"{.", b"|"), cost=20
    ),
    "bibtex": Parser(_bib, _seeds(BIB), (b"@book{", b"\\'", b"\\DJ"), cost=20),
    "csl-json": Parser(
        partial(_book, name="references.json", bibliography="references.json"), (_dumped(CSL_JSON),), cost=20
    ),
    "csl-yaml": Parser(
        partial(_book, name="references.yaml", bibliography="references.yaml"), _seeds(CSL_YAML), cost=20
    ),
    "ris": Parser(partial(_book, name="references.ris", bibliography="references.ris"), _seeds(RIS), cost=20),
    "csl-style": Parser(partial(_book, name="s.csl", csl="s.csl"), _seeds(STYLE), cost=20),
    "style-sheet": Parser(
        partial(_book, name="a.css", format={"html": {"css": "a.css"}}),
        _seeds(CSS),
        (b"url(", b"@import"),
        cost=20,
    ),
    "recorded": Parser(_recorded, (_dumped(RECORDED),)),
    "observed": Parser(_observed, (_dumped(OBSERVED),)),
    "journal": Parser(_journal, (_lines(JOURNAL),)),
    "record": Parser(_record, (_dumped(RECORD),)),
    "elsewhere": Parser(_elsewhere, (_dumped({"alone": {"fig-a": ["Figure", "1", "x"], "/b.qmd": []}}),)),
    "accepted": Parser(_accepted, (ACCEPTED.encode(),)),
    "allowed": Parser(_allowed, _seeds('index.qmd:\n  "Python 3.11": the oldest\n')),
    "picture": Parser(_svg, _seeds(SVG), (b"<!ENTITY x 'y'>", b"url(", b"xlink:href=", b"<style>")),
    "html": Parser(
        _html, _seeds("<table><tr><td colspan=2>a</td></tr></table>", "<a href='//[x'>"), (b"<td rowspan=9",)
    ),
    "memory": Parser(_memory, (b"SQLite format 3\0" + bytes(200),)),
    "value": Parser(
        _value,
        (
            b'{"name": "a.b", "value": 0.5, "kind": "percent", "unit": "%", "decimals": 1}',
            b'{"name": "a", "value": [0.1, 0.2], "kind": "interval", "decimals": 2}',
        ),
    ),
}
