"""A publication for tests of what is written from one: a part of a small book, with every construct."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from textwrap import dedent
from typing import Any

from reproreport.project import Project, load_project
from reproreport.render.book import Book, read_book, read_elsewhere, write_elsewhere

Write = Callable[..., Project]

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="144" height="72">'
    '<rect width="144" height="72" fill="#1f4e79"/></svg>'
)
ARTICLE = """\
    project:
      type: default
      output-dir: build/publications/alone/quarto
      render: [a/index.qmd]
    subtitle: A reproduction
    author: {name: The maintainers}
    keywords: [văn hoá, counting]
    output-file: alone
    format: {docx: {}, jats: {}}
    report:
      authors: group
      original: {work: smith2010, authors: [{name: Anna Smith, affiliation: "Institute, Hà Nội"}]}
    """
THESIS = """\
    project: {type: book, output-dir: build/publications/thesis/site}
    format: {docx: {}}
    report:
      title-page:
        above: [Ministry, Academy]
        author: Nguyễn Thị Hồng Hạnh
        kind: Summary of a thesis
        details: [{label: Supervisors, text: [Trần B, Lê C]}, {label: Reviewer 1}]
        below: Hà Nội, 2025
        note: Not the original.
    """
CHAPTER = """\
    # Counting cups {#sec-a}

    ::: {.callout-note}
    ## A note

    Restated from @smith2010.
    :::

    ## Abstract {.unnumbered}

    What *this* says [@nguyen2015a].

    ## Method {#sec-method}

    See @tbl-wide, [-@tbl-wide], @fig-box, @eq-one, @sec-method and @sec-b; a note.[^n] Also
    [the other chapter](../b/index.qmd#sec-b), [the top](index.qmd), and @tbl-b with @fig-b.

    [^n]: Đây là chú thích, see @sec-deeper.

    {{< embed /build/n.ipynb#tbl-wide >}}

    ### Deeper {#sec-deeper}

    ![A blue box](box.svg){#fig-box fig-alt="A box, blue & wide"}

    $$ a^2 + b^2 $$ {#eq-one}

    Inline $x < y$, `code`, a [link](https://example.org/?a=1&b=2).

    - one
    - two

      1. deeper

    Term
    :   What it means.

    > A quotation.

    ```
    code < block
    ```
    """
OTHER = """\
    # The other chapter {#sec-b}

    Text, and [@nguyen2015b].[^m]

    [^m]: Another note.

    | x | y |
    |---|--:|
    | 1 | 2 |

    : Other {#tbl-b}

    ![Another box](box.svg){#fig-b fig-alt="Another box"}
    """
TABLE = (
    "<table><thead>"
    '<tr><th rowspan="2" scope="col">Item</th>'
    '<th colspan="2" class="gt_column_spanner_outer" scope="colgroup">City (<em>N</em> = 53)</th></tr>'
    '<tr><th style="text-align: right">n</th><th style="text-align: right">%</th></tr></thead><tbody>'
    '<tr><th colspan="3" scope="colgroup">Role</th></tr>'
    '<tr><th scope="row">Khó khăn</th><td style="text-align: right">11</td>'
    '<td style="text-align: right; background-color: #123456">20.8</td></tr>'
    '<tr><th scope="row">Normal</th><td style="text-align: right">36</td>'
    '<td style="text-align: right">67.9</td></tr>'
    '</tbody><tfoot><tr><td colspan="3">A note below.</td></tr></tfoot></table>'
)
Files = Mapping[str, str]


def files(notebook: Callable[..., str], **more: str) -> dict[str, str]:
    """Return the files of a book with two chapters, an article and a thesis."""
    cells = notebook(('#| label: tbl-wide\n#| tbl-cap: "How *difficult*"', "text/html", TABLE))
    written = {
        "_quarto-alone.yml": ARTICLE,
        "_quarto-thesis.yml": THESIS,
        "a/index.qmd": CHAPTER,
        "b/index.qmd": OTHER,
    }
    return {
        **{name: dedent(text) for name, text in written.items()},
        "a/box.svg": SVG,
        "b/box.svg": SVG,
        "build/n.ipynb": cells,
        **more,
    }


def read_part(project: Project, name: str, variables: Mapping[str, Any] | None = None) -> Book:
    """Return one publication of a book, read beside the whole of it."""
    whole = read_book(project, variables or {})
    part = load_project(project.root, name)
    path = Path(project.root / "build/elsewhere.json")
    write_elsewhere(whole, [part], path)
    others = _paths(project) - _paths(part)
    return read_book(part, variables or {}, read_elsewhere(path, part), others)


def _paths(project: Project) -> frozenset[PurePosixPath]:
    return frozenset(chapter.path for chapter in project.chapters)
