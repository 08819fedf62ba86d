"""A small report to break: one chapter, one notebook, one data file, nothing of the real report."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any
from uuid import uuid4

FILES = {
    "_quarto.yml": """\
        project:
          type: book
          output-dir: build/site
        book:
          title: "Cups of coffee"
          author: "A. Nguyễn"
          output-file: coffee
          chapters:
            - index.qmd
            - chapters/coffee/index.qmd
            - references.qmd
        bibliography: references.bib
        citeproc: true
        format:
          html: {toc: true}
          typst: {papersize: a4}
        report:
          parameters:
            confidence: 0.9
        """,
    "index.qmd": """\
        # Preface {.unnumbered}

        A report about coffee.
        """,
    "chapters/coffee/index.qmd": """\
        # Coffee {#sec-coffee}

        We asked {{< var coffee.people >}} people [@mill1843], see @tbl-cups and @fig-cup.

        {{< embed /build/notebooks/coffee.ipynb#tbl-cups >}}

        {{< embed /build/notebooks/coffee.ipynb#fig-cup >}}

        ![A drawn cup](cup.svg){fig-alt="A cup" #fig-drawn}
        """,
    "chapters/coffee/cup.svg": """\
        <svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle cx="9" cy="9" r="8"/></svg>
        """,
    "references.qmd": """\
        # References {.unnumbered}

        ::: {#refs}
        :::
        """,
    "references.bib": """\
        @book{mill1843, author = {John Stuart Mill}, title = {A System of Logic}, year = {1843},
          publisher = {Parker}}
        """,
    "data/coffee/codebook.yml": """\
        title: Cups
        files:
          cups.csv:
            title: Cups a day
            key: [name]
            columns:
              name: {type: identifier, description: who}
              cups: {type: printed count, unit: cups, description: how many}
        """,
    "data/coffee/cups.csv": """\
        name,cups
        an,3
        binh,2
        chi,5
        """,
}

CELLS = [
    ("parameters", "confidence: float = 0.95  # of the interval\nlabel: str = 'cups'"),
    (
        "",
        "from IPython.display import display\nfrom reproreport import sources\n"
        "from reproreport.results import record\n"
        "cups = sources.read('data/coffee/cups.csv')\n"
        "record('people', len(cups), kind='count', rows=cups)\n"
        "record('level', confidence, kind='percent', decimals=0)",
    ),
    (
        "",
        '#| label: tbl-cups\n#| tbl-cap: "Cups of coffee a day"\n'
        "rows = ''.join(f'<tr><td>{r.name_}</td><td>{r.cups}</td></tr>'"
        " for r in cups.rename(columns={'name': 'name_'}).itertuples())\n"
        "head = '<thead><tr><th>Name</th><th>Cups</th></tr></thead>'\n"
        "html = '<table>' + head + '<tbody>' + rows + '</tbody></table>'\n"
        "display({'text/html': html, 'text/plain': ''}, raw=True)",
    ),
    (
        "",
        '#| label: fig-cup\n#| fig-cap: "A cup"\n'
        'svg = \'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle r="9"/></svg>\'\n'
        "display({'image/svg+xml': svg}, raw=True, metadata={'image/svg+xml': {'alt': 'A round cup'}})",
    ),
]


def notebook(cells: list[tuple[str, str]]) -> str:
    """Return a notebook with these code cells, each with its tag, as JupyterLab writes one that was run.

    Ids are random, sources are lists of lines, and what an earlier run showed is still there.
    """
    code: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": count,
            "id": str(uuid4()),
            "metadata": {"tags": [tag]} if tag else {"collapsed": False},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": ["as it was\n"]}],
            "source": source.splitlines(keepends=True),
        }
        for count, (tag, source) in enumerate(cells, 1)
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    language = {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "name": "python",
        "version": "3.11.7",
    }
    document: dict[str, Any] = {
        "cells": code,
        "metadata": {"kernelspec": kernel, "language_info": language},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def write_report(root: Path, cells: list[tuple[str, str]] | None = None) -> Path:
    """Write the small report into a folder and return it."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    (root / "chapters/coffee/notebook.ipynb").write_text(notebook(cells or CELLS), encoding="utf-8")
    return root


PARTS = {
    "_quarto-alone.yml": """\
        project:
          type: default
          output-dir: build/publications/alone/quarto
          render: [chapters/coffee/index.qmd]
        author: B. Trần
        output-file: alone
        format: {docx: {}, jats: {}}
        """,
    "_quarto-thesis.yml": """\
        project: {type: book, output-dir: build/publications/thesis/site}
        book:
          title: Tea
          author: A. Nguyễn
          output-file: thesis
          chapters: [index.qmd, chapters/tea/index.qmd, references.qmd]
        format: {docx: {}}
        """,
    "_quarto-book.yml": """\
        book:
          title: "Cups of coffee"
          author: "A. Nguyễn"
          output-file: coffee
          chapters:
            - index.qmd
            - chapters/coffee/index.qmd
            - chapters/tea/index.qmd
            - references.qmd
        """,
    "chapters/tea/index.qmd": """\
        # Tea {#sec-tea}

        Leaves, as @mill1843 has them; compare @tbl-cups.
        """,
}


def write_parts(root: Path) -> Path:
    """Add a chapter to the small report, and publish each of the two alone; return the folder."""
    for name, text in PARTS.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    config = root / "_quarto.yml"
    text = config.read_text(encoding="utf-8")
    book = text[text.index("book:") : text.index("bibliography:")]
    # What the whole report alone has moves into its own profile.
    config.write_text("profile: {default: book}\n" + text.replace(book, ""), encoding="utf-8")
    chapter = root / "chapters/coffee/index.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nTea is in @sec-tea.\n", encoding="utf-8")
    return root
