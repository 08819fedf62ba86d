"""The same inputs give the same bytes, whoever builds them, where and when."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from small_report import CELLS, write_report

NOTEBOOK = [
    *CELLS,
    (
        "",
        """
        #| label: fig-plot
        #| fig-cap: "Cups, drawn"
        #| fig-alt: "Bars of cups"
        import matplotlib.pyplot as plt
        import seaborn as sns
        axes = sns.barplot(cups.assign(cups=cups.cups.astype(int)), x="name", y="cups")
        plt.show()
        """,
    ),
    (
        "",
        """
        #| label: tbl-gt
        #| tbl-cap: "Cups, set"
        from great_tables import GT
        GT(cups)
        """,
    ),
    ("", "record('order', ' '.join({'an', 'binh', 'chi', 'đào'}), kind='text')"),
]
CHAPTER = """
# Coffee {#sec-coffee}

Text of [@mill1843; @hanh2024; @stanley], as {{< var coffee.people >}} say in {{< var coffee.order >}}.

{{< embed /build/notebooks/coffee.ipynb#tbl-cups >}}

{{< embed /build/notebooks/coffee.ipynb#fig-plot >}}

{{< embed /build/notebooks/coffee.ipynb#tbl-gt >}}
"""
BIBLIOGRAPHY = """
@book{mill1843, author = {Mill, John Stuart}, title = {A system of logic: ratiocinative and inductive},
  date = {1843}, publisher = {Parker}}
@article{hanh2024, author = {Nguyễn, Thị Hạnh}, title = {on the meaning of words in print},
  journaltitle = {Journal of words}, date = {2024-02-03}, urldate = {2024-05-06}}
@book{stanley, author = {Stanley, J.}, title = {How words work}, date = {2015}}
"""
ARTICLE = """
project: {type: default, output-dir: build/publications/coffee/quarto, render: [chapters/coffee/index.qmd]}
author: {name: A. Nguyễn}
output-file: alone
format: {docx: {}, jats: {}}
"""
#: What a build is started with, twice; what both have is left as it is here.
HERE = {
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "USER": "root",
    "PYTHONHASHSEED": "1",
    "COLUMNS": "80",
    "TERM": "dumb",
}
THERE = {
    "LANG": "vi_VN.UTF-8",
    "LC_ALL": "",
    "LC_NUMERIC": "de_DE.UTF-8",
    "LANGUAGE": "vi:fr",
    "TZ": "Asia/Ho_Chi_Minh",
    "USER": "nguyen",
    "LOGNAME": "nguyen",
    "HOSTNAME": "elsewhere",
    "PYTHONHASHSEED": "random",
    "COLUMNS": "41",
    "TERM": "xterm-256color",
    "FORCE_COLOR": "1",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "3",
    "EDITOR": "vi",
    "QUARTO_PYTHON": "/nowhere",
    "LUA_INIT": "error('not mine')",
    "SOURCE_DATE_EPOCH": "1000000000",
}

#: Where the library stands.
LIBRARY = Path(__file__).parents[2] / "analysis"


def write(root: Path) -> Path:
    """Write a report with every format, a figure, tables and a bibliography."""
    write_report(root, [(tag, dedent(code).strip()) for tag, code in NOTEBOOK])
    config = root / "_quarto.yml"
    text = config.read_text(encoding="utf-8").replace("  typst:", "  docx: {}\n  typst:")
    config.write_text("profile: {default: book}\n" + text, encoding="utf-8")
    (root / "_quarto-book.yml").write_text("lang: en\n", encoding="utf-8")
    (root / "_quarto-coffee.yml").write_text(ARTICLE, encoding="utf-8")
    (root / "chapters/coffee/index.qmd").write_text(CHAPTER.lstrip(), encoding="utf-8")
    (root / "references.bib").write_text(BIBLIOGRAPHY, encoding="utf-8")
    return root


def build(root: Path, environment: Mapping[str, str], jobs: int, umask: int, *before: str) -> None:
    """Build a report by the command, as somebody else would."""
    home = root.parent / f"home of {root.name}"
    home.mkdir()
    report = [sys.executable, "-c", "from reproreport.cli import main; main()"]
    done = subprocess.run(
        [*before, *report, "build", "--jobs", str(jobs), "--renderer", "pandoc"],
        cwd=root,
        env={
            **os.environ,
            "HOME": str(home),
            "PYTHONPATH": str(Path(__file__).parents[2] / "analysis"),
            **environment,
        },
        umask=umask,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr + done.stdout


def published(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return every published file, and results and executed notebooks, with their modes."""
    found = [*(root / "build").glob("results.json")]
    for folder in ("site", "pdf", "publications", "notebooks", "results"):
        found += (path for path in (root / "build" / folder).rglob("*"))
    return {
        path.relative_to(root).as_posix(): (
            path.read_bytes() if path.is_file() else b"",
            path.stat().st_mode,
        )
        for path in found
    }


def test_two_people(tmp_path: Path) -> None:
    """Language, time zone, umask, home, user, host, processors, terminal, seed, day and folder differ."""
    first, second = write(tmp_path / "one"), tmp_path / "deeper" / "Đường tới đó"
    shutil.copytree(first, second)
    build(first, HERE, 1, 0o022)
    later = shutil.which("faketime"), shutil.which("taskset")
    before = [later[0], "-f", "+400d"] if later[0] else []
    before += [later[1], "--cpu-list", "0"] if later[1] else []
    build(second, THERE, 4, 0o077, *before)
    one, other = published(first), published(second)
    assert one.keys() == other.keys()
    assert {name for name in one if one[name][0] != other[name][0]} == set()
    for name in one:
        if name.startswith(("build/site", "build/pdf", "build/publications")):
            assert one[name][1] == other[name][1], name
    assert {Path(name).suffix for name in one} >= {".html", ".pdf", ".docx", ".xml", ".ipynb", ".svg"}
