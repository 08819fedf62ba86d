"""Any row of edits gives, page by page, what a build without a memory gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reproreport.errors import ReportError
from reproreport.render.book import read_book
from reproreport.render.html.write import write_one_file, write_site
from reproreport.render.pandoc.memory import Memory
from reproreport.render.typst.document import typst_document
from small_book import notebook, write_book

CSL = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>Numbers</title><id>numbers</id></info>
<citation><sort><key variable="citation-number"/></sort>
<layout prefix="[" suffix="]" delimiter=", "><text variable="citation-number"{}/></layout></citation>
<bibliography><layout><text variable="citation-number"/><text variable="title" prefix=" "/></layout>
</bibliography></style>
"""
STYLES = {"plain.csl": CSL.format(""), "raised.csl": CSL.format(' vertical-align="sup"')}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="9"/>'
TABLE = "<table><tr><th>Name</th></tr><tr><td>{}</td></tr></table>"

KINDS = {
    "words": "# Words{} {{#sec-{}}}\n\nPlain words of {}; see @tbl-k5.\n",
    "headings only": "# Headings{} {{#sec-{}}}\n\n## One\n\n### Two of {}\n",
    "a title only": "# Alone{} {{#sec-{}}} \n\n<!-- {} -->\n",
    "citations": "# Cites{} {{#sec-{}}}\n\nAs @smith2010 has it [p. 3], so [see @nguyen2015a, ch. {}].\n",
    "the other Nguyễn": "# Other{} {{#sec-{}}}\n\nWords before ({} of them), and [@nguyen2015b].\n\nMore.\n",
    "a table": "# T{0} {{#sec-{1}}}\n\n| x |\n|---|\n| {2} |\n\n: C {{#tbl-{1}}}\n\n@tbl-{1}, @fig-drawn.\n",
    "an include": "# Include{} {{#sec-{}}}\n\n{{{{< include _part.md >}}}}\n\n{}\n",
    "unnumbered": "# Apart{} {{.unnumbered}}\n\nNote^[of {} {}].\n",
    "a callout": "# Box{} {{#sec-{}}}\n\n::: {{.callout-note title='{}'}}\nIn it [@smith2010].\n:::\n",
}
FIRST = "# First {#sec-first}\n\n{{< var n >}} people.\n\n{{< embed /build/n.ipynb#fig-drawn >}}\n\n"
FIRST += "{{< embed /build/n.ipynb#tbl-shown >}}\n\nSee [the last](references.qmd).\n"


@dataclass
class Report:
    """The small book while it is edited."""

    order: list[str] = field(default_factory=lambda: [f"k{number}.qmd" for number in range(len(KINDS))])
    texts: dict[str, str] = field(
        default_factory=lambda: {
            f"k{number}.qmd": kind.format("", f"k{number}", number)
            for number, kind in enumerate(KINDS.values())
        }
    )
    part: str = "Included, see @sec-first.\n"
    number: int = 5
    drawn: int = 9
    style: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    made: int = 0

    def add(self, one: int, two: int) -> None:
        """Put a chapter of some kind somewhere."""
        self.made += 1
        name = f"c{self.made}"
        kind = list(KINDS.values())[one % len(KINDS)]
        self.texts[f"{name}.qmd"] = kind.format("", name, two)
        self.order.insert(two % (len(self.order) + 1), f"{name}.qmd")

    def remove(self, one: int, _: int) -> None:
        """Take a chapter away."""
        if len(self.order) > 1:
            del self.texts[self.order.pop(one % len(self.order))]

    def swap(self, one: int, two: int) -> None:
        """Change the order of two chapters."""
        first, second = one % len(self.order), two % len(self.order)
        self.order[first], self.order[second] = self.order[second], self.order[first]

    def rename(self, one: int, _: int) -> None:
        """Give a chapter's file another name."""
        self.made += 1
        old = self.order[one % len(self.order)]
        self.order[self.order.index(old)] = new = f"renamed{self.made}.qmd"
        self.texts[new] = self.texts.pop(old)

    def double(self, one: int, two: int) -> None:
        """Have the text of a chapter a second time, or its label, which is an error."""
        self.made += 1
        text = self.texts[self.order[one % len(self.order)]]
        self.texts[f"d{self.made}.qmd"] = (
            text if two % 4 == 0 else text.replace("#sec-", f"#sec-d{self.made}-")
        )
        self.order.append(f"d{self.made}.qmd")

    def move(self, one: int, two: int) -> None:
        """Move the last paragraph of a chapter to the end of another one."""
        source, target = self.order[one % len(self.order)], self.order[two % len(self.order)]
        text, _, last = self.texts[source].rstrip("\n").rpartition("\n\n")
        if text:
            self.texts[source] = text + "\n"
            self.texts[target] += f"\n{last}\n"

    def say(self, one: int, two: int) -> None:
        """Add a sentence."""
        self.texts[self.order[one % len(self.order)]] += f"\nOne more, {two}.\n"

    def cite(self, one: int, two: int) -> None:
        """Add a citation."""
        work = ("smith2010", "nguyen2015a", "nguyen2015b")[two % 3]
        self.texts[self.order[one % len(self.order)]] += f"\nSee @{work}.\n"

    def settle(self, one: int, two: int) -> None:
        """Change something that stands outside of the chapters."""
        style = [None, *STYLES][two % 3]
        if one % 6 == 0:
            self.more = {**self.more, "csl": style} if style else {}
        elif one % 6 == 1:
            self.more = {**self.more, "lang": ("en", "vi")[two % 2]}
        elif one % 6 == 2:
            self.number = two
        elif one % 6 == 3:
            self.drawn = 1 + two
        elif one % 6 == 4:
            self.style = f"{two}. "
        else:
            self.part = f"Put in, {two}, see @sec-first.\n"

    def divide(self, one: int, _: int) -> None:
        """Let the chapters from one on be a part of their own, or appendices."""
        self.more = {**self.more, "cut": one % (1 + len(self.order)), "appendix": one % 2 == 0}

    def write(self, root: Path) -> Any:
        """Write the book and return its project."""
        cells = notebook(
            (f"#| label: fig-drawn\n#| fig-cap: 'Cap'\n#| fig-alt: 'A {self.drawn}'", "image/svg+xml",
             SVG.format(self.drawn)),
            ("#| label: tbl-shown\n#| tbl-cap: 'Shown'", "text/html", TABLE.format(self.drawn)),
        )  # fmt: skip
        styles = {file: text.replace("[", f"[{self.style}") for file, text in STYLES.items()}
        beside = {"_part.md": self.part, "build/n.ipynb": cells, **styles}
        chosen = {key: value for key, value in self.more.items() if key not in ("cut", "appendix")}
        files = {"first.qmd": FIRST, **{name: self.texts[name] for name in self.order}, **beside}
        project = write_book(root, files, **chosen)
        if "cut" in self.more:
            chapters: list[Any] = ["index.qmd", "first.qmd", *self.order[: self.more["cut"]]]
            rest = self.order[self.more["cut"] :]
            book = {"title": "T", "author": "A", "chapters": chapters}
            if self.more["appendix"]:
                book["appendices"] = rest
            elif rest:
                chapters.append({"part": "A part", "chapters": rest})
            chapters.append("references.qmd")
            project = write_book(root, files, **chosen, book=book)
        return project


EDITS = ("add", "remove", "swap", "rename", "double", "move", "say", "cite", "settle", "divide")


def made(project: Any, number: int, memory: Memory, folder: Path) -> dict[str, str]:
    """Return all that is written of a book, or what is wrong with it."""
    try:
        book = read_book(project, {"n": str(number)}, memory=memory)
        write_site(book, folder / "site")
        write_one_file(book, folder / "one.html")
        source = typst_document(book).source
    except ReportError as error:
        return {"error": str(error)}
    finally:
        memory.save()
    pages = (path for path in folder.rglob("*") if path.suffix in (".html", ".svg"))
    return {"typst": source, **{str(path.relative_to(folder)): path.read_text() for path in pages}}


@pytest.fixture(scope="module")
def remembered(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return what a first build of the book leaves to the next one."""
    root = tmp_path_factory.mktemp("first")
    assert "error" not in made(Report().write(root / "book"), 5, Memory(root / "memory", "1"), root / "made")
    return (root / "memory").read_bytes()


steps = st.lists(
    st.tuples(st.sampled_from(EDITS), st.integers(0, 59), st.integers(0, 59)), min_size=1, max_size=3
)
steady = settings(
    deadline=None, derandomize=True, max_examples=12, suppress_health_check=[HealthCheck.too_slow]
)


@steady
@given(steps)
@example([("add", 0, 0)])
@example([("remove", 3, 0), ("swap", 1, 6)])
@example([("swap", 0, 5), ("move", 3, 4)])
@example([("settle", 0, 1), ("settle", 4, 7)])
@example([("divide", 3, 0), ("rename", 5, 0)])
@example([("settle", 1, 1), ("double", 3, 1)])
def test_edits_give_what_a_clean_build_gives(remembered: bytes, edits: list[tuple[str, int, int]]) -> None:
    """Chapters come, go, move and change, also their settings; what is wrong is the same, too."""
    report = Report()
    with TemporaryDirectory() as name:
        root = Path(name)
        (root / "memory").write_bytes(remembered)
        for edit, one, two in edits:
            step: Callable[[int, int], None] = getattr(report, edit)
            step(one, two)
            project = report.write(root / "book")
            kept = made(project, report.number, Memory(root / "memory", "1"), root / "kept")
        assert kept == made(project, report.number, Memory(), root / "clean")
