"""What a check found: each cause once, with what it moved, on a terminal, in Markdown and in JUnit's XML."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import Result

from gate_examples import TABLE, accepted, current
from reproreport.accepted.compare import Cause, Comparison, Drift, difference
from reproreport.accepted.summary import Checked, as_junit, as_markdown, moved, show
from reproreport.errors import Problem
from reproreport.prose.usage import Broken

Edit = Callable[[Path, str, str], None]
Command = Callable[..., Result]

ROW = Cause("data/x.csv line 12: count", "data/x.csv:12", "44", "45")
PACKAGE = "reproreport"
SCIPY = Cause("scipy", "", "1.16", "1.17")


def changed(name: str, *causes: Cause, chapter: str = "coffee") -> Drift:
    """Return a count that changed."""
    old, now = accepted(3, name=name, chapter=chapter), current(4, name=name, chapter=chapter)
    return Drift("changed", name, old, now, causes=causes)


def checked(
    *drifts: Drift,
    prose: tuple[Problem, ...] = (),
    unused: tuple[str, ...] = (),
    chapters: tuple[str, ...] = (),
    appendices: tuple[str, ...] = (),
) -> Checked:
    """Return a check that found these drifts."""
    return Checked(Comparison(drifts, ("x.z",), ()), prose, unused, chapters, appendices)


def shown(found: Checked, *, verbose: bool = False) -> str:
    """Return what is piped of a check."""
    file = StringIO()
    show(found.moved(), verbose=verbose, file=file)
    return file.getvalue()


def test_each_cause_once() -> None:
    """Under it the sentences that became false, then the chapters in their order, the appendices counted."""
    sentence = Broken("'most' does not hold (tea.most): n > 3", "tea.qmd:7", statement="tea.most")
    statement = Drift("changed", "tea.most", now=current(False, "assertion", "tea.most"), causes=(ROW,))
    drifts = [changed(f"list.n{i}", ROW, chapter="list") for i in range(3)]
    drifts += [changed("coffee.a", ROW), changed("tea.b", ROW, chapter="tea"), statement]
    found = checked(*drifts, prose=(sentence,), chapters=("tea", "coffee"), appendices=("list",))
    assert shown(found).splitlines() == [
        "cause: data/x.csv line 12: count 44 → 45",
        "  1 sentence no longer holds:",
        "    tea.qmd:7: 'most' does not hold (tea.most): n > 3",
        "  tea: 1 result",
        "    changed tea.b: 3 → 4 (+1)",
        "  coffee: 1 result",
        "    changed coffee.a: 3 → 4 (+1)",
        "  in appendices: list 3",
        "",
    ]
    assert found.other_prose() == []


def test_a_sentence_without_a_cause_is_an_error_of_the_prose() -> None:
    """It was false when it was accepted, and has no drift."""
    sentence = Broken("'most' does not hold", "tea.qmd:7", statement="tea.most")
    assert checked(changed("coffee.a", ROW), prose=(sentence,)).other_prose() == [sentence]


def test_a_cause_that_comes_again_has_a_number() -> None:
    """What two causes moved together names the one that is told already."""
    found = moved([changed("a.a", ROW), changed("a.b", ROW), changed("a.c", ROW, SCIPY), changed("a.d")])
    assert [group.causes for group in found] == [
        ("1. data/x.csv line 12: count 44 → 45",),
        ("also 1.", "2. scipy 1.16 → 1.17"),
        ("3. no cause was found",),
    ]


def test_the_library_is_one_cause() -> None:
    """An author did not write it: however many of its functions changed, with the data or without."""
    library = [Cause(f"{PACKAGE}.part_{n}") for n in range(30)]
    found = moved(
        [changed("a.a", ROW, *library[:20]), changed("a.b", ROW, *library[10:]), changed("a.c", library[3])]
    )
    assert [group.causes for group in found] == [
        (str(ROW), f"the library itself: {PACKAGE}.part_0, and 29 more of its definitions"),
        (f"the library itself: {PACKAGE}.part_3",),
    ]


def test_one_screen() -> None:
    """However much moved, it fits; all of it is shown where it is asked for."""
    drifts = [
        changed(f"c{c}.n{i}", Cause(f"cause {c}"), chapter=f"c{c}") for c in range(50) for i in range(20)
    ]
    short = shown(checked(*drifts)).splitlines()
    assert len(short) <= 50
    assert "    … and 16 more" in short
    assert short[-2] == "… and 44 more causes, which moved 880 more: --verbose"
    full = shown(checked(*drifts), verbose=True)
    assert full.count("tolerance: exact") == 1_000
    assert "more" not in full


def test_a_table_by_its_cells() -> None:
    """Its first cell, or with --verbose each."""
    new = tuple((row[0], "9") if number else row for number, row in enumerate(TABLE))
    drift = difference(
        accepted(TABLE, "table", "coffee.tbl-cups", head=1), current(new, "table", "coffee.tbl-cups", head=1)
    )
    assert drift is not None
    assert "    changed coffee.tbl-cups: row 2 (an), Cups: 3 → 9 … 3 cells" in shown(checked(drift))
    assert "      row 4 (chi), Cups: 5 → 9" in shown(checked(drift), verbose=True)


def test_what_is_piped_has_no_colour() -> None:
    """Lines are whole, so that they can be searched, without spaces at their ends."""
    name = f"coffee.{'long_' * 40}name"
    text = shown(checked(changed(name, Cause("scipy " * 30))))
    assert name in text
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_markdown() -> None:
    """A table for each cause, whose cells no value can break; appendices are folded."""
    drift = Drift("changed", "x.a", accepted("a|b", "text"), current("<c>\n`d`", "text"), causes=(ROW,))
    listed = changed("list.a", ROW, chapter="list")
    problem = Problem("a number is typed", "index.qmd:3")
    found = checked(drift, listed, prose=(problem,), unused=("x.b", "x.c"), appendices=("list",))
    head = ["| Result | Accepted | Now | Difference | Tolerance | Cells |", "|---|---|---|---|---|---|"]
    assert as_markdown(found).splitlines() == [
        "### Results against the accepted ones",
        "",
        "2 results differ: 2 changed; 1 are as accepted.",
        "",
        "**data/x.csv line 12: count 44 → 45**",
        "",
        *head,
        "| changed `x.a` | “a\\|b” | “\\<c\\> \\`d\\`” | another text | exact |  |",
        "",
        "<details><summary>1 result in appendices</summary>",
        "",
        *head,
        "| changed `list.a` | 3 | 4 | +1 | exact |  |",
        "",
        "</details>",
        "",
        "Used by no chapter, shown in no table: `x.b`, `x.c`.",
        "",
        "### Prose",
        "",
        "- index.qmd:3: a number is typed",
    ]
    assert "All 1 results are as accepted." in as_markdown(checked())


def test_long_markdown_ends() -> None:
    """GitHub takes a megabyte."""
    text = as_markdown(checked(*(changed(f"x.n{i}") for i in range(205))))
    assert text.count("\n| changed") == 200
    assert "… and 5 more." in text


def test_junit() -> None:
    """A suite for each chapter, a case for each result; what XML does not have is replaced."""
    problem = Problem("a number is typed: \x07", "index.qmd:3", "record it")
    root = ET.fromstring(as_junit(checked(changed("coffee.a", ROW), prose=(problem,))))
    suites = {suite.get("name"): suite for suite in root}
    assert {name: (suite.get("tests"), suite.get("failures")) for name, suite in suites.items()} == {
        "coffee": ("1", "1"),
        "prose": ("1", "1"),
        "x": ("1", "0"),
    }
    failure = suites["coffee"].find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "changed coffee.a: 3 → 4 (+1; tolerance: exact)"
    assert "cause: data/x.csv line 12: count 44 → 45" in str(failure.text)
    assert "typed: �" in ET.tostring(suites["prose"], encoding="unicode")


def test_the_command(guarded: Path, command: Command, edit: Edit) -> None:
    """One moved cell in each form; the exit code is the same."""
    edit(guarded / "data/coffee/cups.csv", "chi,5", "chi,6")
    done = command(guarded, "check", "--markdown", "--junit", str(guarded / "check.xml"))
    assert done.exit_code == 1
    assert "| changed `coffee.tbl-cups` | 4 rows | 4 rows | 1 cell |" in done.stdout
    assert ET.parse(guarded / "check.xml").getroot().find(".//failure") is not None
    assert "tolerance: exact" in command(guarded, "check", "--verbose").stdout
    assert not json.loads(command(guarded, "check", "--json").stdout)["passed"]


@pytest.mark.parametrize("words", [("--json", "--markdown")])
def test_two_forms_at_once(guarded: Path, command: Command, words: tuple[str, ...]) -> None:
    """One goes to the standard output."""
    done = command(guarded, "check", *words)
    assert done.exit_code == 2
    assert "one of them" in done.stderr
