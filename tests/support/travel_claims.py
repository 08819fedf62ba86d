"""A small survey to bind claims to: one printed table, two lists, and ways to write claims about them."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

from real_report import ROOT
from reproreport.audit.claims.claim import BoundClaim
from reproreport.audit.claims.read import read_claims

#: Two questions put to 200 women and 100 men: 41.5 and 38.0 per cent cycle, 60.5 and 50.0 walk.
FILES = {
    "_quarto.yml": "project: {type: book}\n",
    "data/travel/codebook.yml": """\
        title: Travel
        readings:
          "1": {file: one.txt, extraction: text layer}
          "2": {file: two.txt, extraction: recognition}
        files:
          travel.csv: {title: Answers, columns: {item: {type: identifier, description: x}}}
          stated.csv: {title: Counts, columns: {list: {type: identifier, description: x}}}
          lists.csv: {title: Lists, columns: {list: {type: identifier, description: x}}}
        """,
    "data/travel/travel.yml": """\
        title: Travel
        source: doe2024travel
        kind: multiple response
        percent_of: group
        total: all
        groups:
          - {id: women, label: Women, n: "200"}
          - {id: men, label: Men, n: "100"}
          - {id: all, label: All, n: "300"}
        p_values:
          - {printed: "0,569", for: cycle}
          - {printed: "n.s.", for: walk}
        """,
    "data/travel/travel.csv": """\
        item,group,count,percent
        cycle,women,83,"41,5"
        cycle,men,38,"38,0"
        cycle,all,121,"40,3"
        walk,women,121,"60,5"
        walk,men,50,"50,0"
        walk,all,171,"57,0"
        """,
    "data/travel/stated.csv": """\
        list,stated,section
        cities,four,methods
        towns,05,results
        towns,3,methods
        """,
    "data/travel/lists.csv": """\
        list,label
        cities,An
        cities,Binh
        cities,Chi
        cities,Dung
        towns,Em
        towns,Em
        towns,Giang
        """,
}

CELL = "{table: travel, item: cycle, group: women, number: percent}"


def write_travel(root: Path) -> Path:
    """Write a project with one data folder, without its claims, and return it."""
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root


def write(root: Path, text: str) -> None:
    """Write the file of claims."""
    (root / "data/travel/claims.yml").write_text(text, encoding="utf-8")


def head(*entries: str) -> str:
    """Return a file of claims with these entries; the first begins on line 4."""
    return 'source: doe2024travel\nreading: "1"\nclaims:\n' + "".join(entries)


def entry(fields: str, *, name: str = "one") -> str:
    """Return one claim on one line of the file for each field."""
    common = f"  - id: {name}\n    section: results\n    line: 7\n    says: It is so.\n"
    return common + "".join(f"    {line}\n" for line in dedent(fields).strip().splitlines())


def read(root: Path) -> tuple[BoundClaim, ...]:
    """Read the claims of the folder."""
    return read_claims(root / "data/travel", root)


def one(root: Path, fields: str) -> BoundClaim:
    """Write and read one claim."""
    write(root, head(entry(fields)))
    return read(root)[0]


def change_header(root: Path, old: str, new: str) -> None:
    """Change the table's header."""
    path = root / "data/travel/travel.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def documented_example() -> str:
    """Return the file of claims that the page shows."""
    page = (ROOT / "docs/claims.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    return str(example)
