"""The chapters restate the sources in their own words: no run of eight words is shared with one.

Titles (of the works in the bibliography and of the sources) and what stands in quotation marks are
exempt. The sources are not part of the project, so the test skips where they are not at hand.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from real_report import ROOT

SOURCES = ROOT.parent / "shared" / "sources"
RUN = 8

CHAPTERS = sorted(path for path in ROOT.glob("**/*.qmd") if "build" not in path.parts)
QUOTED = re.compile(r'“[^”]*”|"[^"\n]*"')
SHORTCODE = re.compile(r"\{\{<.*?>\}\}|\{[#.][^}]*\}|\[@[^\]]*\]|@[\w:-]+")


#: What a sentence asserts of the results; no reader sees it.
HOLDS = re.compile(r"""\{holds=("[^"]*"|'[^']*')\}""")


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case, without marks."""
    return re.findall(r"[^\W_]+", text.lower().replace("’", "'").replace("'", ""))


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of eight words."""
    found = words(text)
    return {tuple(found[start : start + RUN]) for start in range(len(found) - RUN + 1)}


def own_text(chapter: Path) -> str:
    """Return a chapter's text without quotations, shortcodes and citations; each leaves a break."""
    text = HOLDS.sub("", chapter.read_text(encoding="utf-8"))
    # A break is a word that no source holds, so no run goes across it.
    return SHORTCODE.sub(" ¤ ", QUOTED.sub(" brkbrk ", text)).replace("¤", "brkbrk")


@pytest.fixture(scope="module")
def source_runs() -> set[tuple[str, ...]]:
    """Return the runs of all sources, without those of titles."""
    files = sorted(SOURCES.glob("0*.txt"))
    if not files:
        pytest.skip(f"the source documents are not at {SOURCES}")
    shared = set().union(*(runs(path.read_text(encoding="utf-8")) for path in files))
    entries = (ROOT / "references.bib").read_text(encoding="utf-8")
    titles = re.findall(r"\b(?:book)?title\s*=\s*\{(.*?)\}\s*,?\s*\n", entries, re.DOTALL)
    return shared - set().union(*map(runs, titles))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[str(path.relative_to(ROOT)) for path in CHAPTERS])
def test_no_sentence_of_a_source_is_reproduced(chapter: Path, source_runs: set[tuple[str, ...]]) -> None:
    """Every shared run is shown, so that it can be reworded."""
    shared = runs(own_text(chapter)) & source_runs
    assert sorted(" ".join(run) for run in shared) == []


def test_the_comparison_finds_a_copied_sentence(source_runs: set[tuple[str, ...]]) -> None:
    """A run taken from a source is found, also with other marks and capitals."""
    run = min(source_runs)
    assert runs(" ".join(run).upper() + ".") & source_runs == {run}
