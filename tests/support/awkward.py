"""Chapters with what does not fit a page by itself: long names, wide tables, large pictures and formulas."""

from __future__ import annotations

from small_book import notebook

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
NAME = HASH + HASH
MAIL = "a.very.long.name.of.a.person@department.of.a.university.example.org"
FILE = "data/hanoi/a-very-long-name-of-a-file-with-the-answers-of-the-survey-2025.csv"
WORDS = "word " * 100

SUM = " + ".join(f"x_{{{n}}}" for n in range(16))
LINES = " ".join(f"x_{{{n}}} &= y \\\\" for n in range(20))


def drawing(width: int, height: int) -> str:
    """Return an SVG picture of a size in pixels."""
    box = f'<rect width="{width}" height="{height}" fill="#9cf"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{box}</svg>'


def pipe(heads: list[str], rows: list[list[str]], caption: str = "") -> str:
    """Return a table of markdown."""
    lines = [heads, ["---:"] * len(heads), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{table}\n\n: {caption}\n\n" if caption else f"{table}\n\n"


def html(heads: list[str], rows: list[list[str]], note: str = "") -> str:
    """Return a table of HTML, as a notebook shows it."""
    head = "".join(f"<th>{cell}</th>" for cell in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    foot = f'<tfoot><tr><td colspan="{len(heads)}">{note}</td></tr></tfoot>' if note else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table>"


def numbers(columns: int) -> list[list[str]]:
    """Return three rows of numbers of up to nine letters."""
    return [[f"{row * 1_000_000 + column * 12_345:,}" for column in range(columns)] for row in range(3)]


PROSE = f"""\
# Prose {{#sec-prose}}

A name {NAME} in the text, `{NAME}` as code, **{NAME}** as [a link {NAME}](https://example.org), an address
<https://example.org/{HASH}/{HASH}?a={HASH}>, {MAIL} and {FILE}.

- one {NAME}
    - two {NAME}
        - three {MAIL}
            1. four `{NAME}`

> A quotation of {NAME}.

A term {NAME}
:   What it means: {NAME}.

::: {{.callout-note title="A title {NAME}"}}
In a callout: {NAME}.

- in its list {NAME}
:::

## A heading {NAME}

A note.[^long]

[^long]: At the foot {NAME} of the page.

```
{NAME}{HASH}
    if a_function_with_a_very_long_name(an_argument, another_argument) and something_else_entirely(x):
```

::: {{layout-ncol=2}}
On the left {NAME}.

On the right `{NAME}`.
:::

- [ ] to do
- [x] done

{WORDS * 9}

$$ {SUM} = 0 $$ {{#eq-long}}

$$ \\begin{{aligned}}{LINES}\\end{{aligned}} $$ {{#eq-high}}
"""

PICTURES = f"""\
# Pictures, with {WORDS} {{#sec-pictures}}

## {WORDS}

![A caption {NAME} {WORDS * 4}](square.svg){{#fig-square fig-alt="A box"}}

![High](high.svg){{#fig-high fig-alt="A box"}}

![](wide.svg){{fig-alt="A box" width=2000}}

![](high.svg){{fig-alt="A box" height=3000}}

![](high.svg){{fig-alt="A box" width=150%}}

In a line ![](wide.svg){{fig-alt="A box" width=300}} of text.

::: {{#fig-stack layout-ncol=1}}
![One](high.svg){{#fig-stack-one fig-alt="A box"}}

![Two](high.svg){{#fig-stack-two fig-alt="A box"}}

![Three](square.svg){{#fig-stack-three fig-alt="A box"}}

A stack {WORDS}
:::

| a | b |
|---|---|
| ![](wide.svg){{fig-alt="A box"}} | ![](high.svg){{fig-alt="A box"}} text |

: Pictures in cells {{#tbl-pictures}}
"""

TABLES = (
    "# Tables {#sec-tables}\n\nText before.\n\n"
    + pipe([f"Col {n}" for n in range(12)], numbers(12), "Twelve {#tbl-twelve}")
    + pipe([f"Col {n}" for n in range(14)], numbers(14), "Fourteen {#tbl-fourteen}")
    + pipe(["Hash", "E-mail", "File", "Count"], [[HASH, MAIL, FILE, "1,234"]] * 2, "Names {#tbl-names}")
    + pipe(
        ["a", "b", "c"],
        [["Unreasonably-long-word-here", "1,234,567,890", "2"]],
        'Widths {#tbl-widths tbl-colwidths="[5,5,90]"}',
    )
    + "".join(
        f"{{{{< embed /build/tables.ipynb#tbl-{name} >}}}}\n\nWords between them.\n\n"
        for name in ("words", "hashes", "twenty", "row", "head", "group", "code", "note", "caption", "blocks")
    )
    + f"""\
- In a list:

    | Hash | Count |
    |------|-------|
    | {HASH} | 1,234 |

::: {{.callout-note}}
| Hash | Hash | Count |
|------|------|-------|
| {HASH} | {HASH} | 1,234 |
:::

::: {{#tbl-panel layout-ncol=2}}
| Hash | Count |
|------|-------|
| {HASH} | 1,234 |

: First {{#tbl-panel-first}}

| Number | Number | Number | Number |
|--------|--------|--------|--------|
| 1,234,567 | 1,234,567 | 1,234,567 | 1,234,567 |

: Second {{#tbl-panel-second}}

A panel
:::
"""
)

LONG_HEADS = [
    "Internationalisation", "Donaudampfschifffahrtsgesellschaftskapitän", "Unconstitutionality",
    "Counterrevolutionaries", "Electroencephalographically", "Responsibilities",
]  # fmt: skip

LIST = f"<ul><li>Responsibilities<ol><li>{MAIL}</li></ol></li><li>Unconstitutionality</li></ul>"
CODE = f"<pre><code>{FILE}</code></pre>"

GROUP = (
    "<table><thead><tr><th>Group</th><th>Row</th></tr></thead><tbody>"
    + "".join(
        f'<tr><td rowspan="70">Group {group}</td>'
        + "</tr><tr>".join(f"<td>row {group}.{row}</td>" for row in range(70))
        + "</tr>"
        for group in range(2)
    )
    + "</tbody></table>"
)


def _cell(name: str, table: str, caption: str = "") -> tuple[str, str, str]:
    return f'#| label: tbl-{name}\n#| tbl-cap: "{caption or name}"', "text/html", table


NOTEBOOK = notebook(
    _cell("words", html(LONG_HEADS, [list("123456")] * 3)),
    _cell("hashes", html(["Hash", "Hash", "Mail", "N"], [[HASH, HASH[::-1], MAIL, "1,234,567"]] * 3)),
    _cell("twenty", html([f"Column {n}" for n in range(20)], [[f"{n}.{n}%" for n in range(20)]] * 40)),
    _cell("row", html(["a", "b", "c"], [["x", WORDS * 9, "y"], ["p", "q", "r"]])),
    _cell("head", html(["a", WORDS * 4, "c"], [["x", "1", "y"]])),
    _cell("group", GROUP),
    _cell("code", html(["Name", "What"], [[f"<code>{'illi_' * 14}</code>", WORDS]] * 3)),
    _cell(
        "blocks",
        html(
            ["List", "Code", "N", "N", "N"], [[LIST, f"<pre><code>{FILE}</code></pre>", *["1,234,567"] * 3]]
        ),
    ),
    _cell("note", html(["a", "b"], [["1", "2"]], f"A note {NAME} {WORDS * 6}")),
    _cell("caption", html(["a", "b"], [["1", "2"]] * 15), f"A caption {NAME} {WORDS * 6}"),
)

FILES = {
    "prose/index.qmd": PROSE,
    "pictures/index.qmd": PICTURES,
    "tables/index.qmd": TABLES,
    "pictures/square.svg": drawing(600, 600),
    "pictures/high.svg": drawing(300, 1200),
    "pictures/wide.svg": drawing(2000, 300),
    "build/tables.ipynb": NOTEBOOK,
}
"""A book of all of them."""
