"""Every count in prose is bound: it is a result, or stands in a sentence that results have to support.

What may be typed is what the preface names: names, dates and years, the numbers of documents, sections,
tables and list items, and the conventions of statistics.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from real_report import ROOT

CHAPTERS = [ROOT / "index.qmd", ROOT / "references.qmd", *sorted(ROOT.glob("chapters/*/index.qmd"))]
NOTEBOOKS = sorted(ROOT.glob("chapters/*/notebook.ipynb"))

#: A span whose words results have to support; it may have a citation or another span inside.
BOUND = re.compile(r"""\[(?:[^\[\]]|\[[^\[\]]*\])*\]\{holds=("[^"]*"|'[^']*')\}""")
NOT_PROSE = re.compile(r"\{\{<.*?>\}\}|\{[#.:][^}]*\}|`[^`]*`|“[^”]*”|\"[^\"]*\"|@[\w:-]+|https?://\S+")
WORDS = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twice|thrice|half|thirds)\b", re.I
)

#: Conventions, and words that count nothing.
PERMITTED = re.compile(
    "an expected count is below five|the customary five of an expected count|zero at three decimals|two-sided"
    "|no run of eight words"
)

MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
#: Digits that the preface allows.
DIGITS = re.compile(
    rf"(?:\d{{1,2}} )?{MONTH} \d{{4}}|\d{{1,2}} {MONTH}\b"
    r"|\b(?:19|20)\d\d(?:–(?:19|20)?\d\d)?\b"
    r"|\bNo\.[ \u00a0][\w/-]+|\b(?:Plan|Resolution|Decision|Decree)[ \u00a0]\d[\w/-]*"
    r"|§\u00a0[\d.]*\d"
    r"|\b(?:Table|Decision|reading|cause|issue|solution|Solution|item)s?[ \u00a0]\d+(?:(?:, | and )\d+)*"
    r"|\b\d+(?:th|st|nd|rd)\b|SPSS 20\.0|QH14|^\d+\. |10\.59394/JSM\.28|Python 3\.11"
    r"|\bvolume 06, issue 03\b|\bpages \d+–\d+|\bsec\. [\d.]*\d|\bCovid-19\b"
)


def captions(chapter: Path) -> Iterator[str]:
    """Yield the captions in a chapter's notebook, in YAML's quotation marks or none."""
    if (notebook := chapter.with_name("notebook.ipynb")).exists():
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            for found in re.findall(r"^#\| (?:tbl|fig)-cap: (.*)$", "".join(cell["source"]), re.MULTILINE):
                yield str(yaml.safe_load(found))


def prose(path: Path) -> list[str]:
    """Return a chapter's lines, captions too, without what is bound, quoted, cited or set by the build."""
    text = "\n".join([path.read_text(encoding="utf-8"), *captions(path)])
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    for _ in range(2):
        text = BOUND.sub(" ", text)
    return [NOT_PROSE.sub(" ", line) for line in text.splitlines()]


@pytest.mark.parametrize("path", CHAPTERS, ids=[str(path.relative_to(ROOT)) for path in CHAPTERS])
def test_number_words_are_bound(path: Path) -> None:
    """No number word from two to twelve is typed outside a sentence that results support."""
    found = []
    for line in prose(path):
        rest = PERMITTED.sub(" ", line)
        found += [rest[max(0, m.start() - 40) : m.end() + 40] for m in WORDS.finditer(rest)]
    assert found == []


def shown_texts(notebook: Path) -> Iterator[str]:
    """Yield the sentences that a notebook's code can show: its texts of several words, no docstring."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        told = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                yield node.value if " " in node.value else ""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.parent.name for path in NOTEBOOKS])
def test_tables_and_notes_type_no_number_word(path: Path) -> None:
    """What a notebook writes into cells, notes and alternative texts counts by its data alone."""
    texts = list(shown_texts(path))
    assert len(texts) > 20
    assert [text for text in texts if WORDS.search(PERMITTED.sub(" ", text))] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=[str(path.relative_to(ROOT)) for path in CHAPTERS])
def test_digits_are_names_or_dates(path: Path) -> None:
    """No number is typed in digits but those that name something."""
    found = []
    for line in prose(path):
        rest = DIGITS.sub(" ", line)
        found += [rest[max(0, m.start() - 40) : m.end() + 40] for m in re.finditer(r"\d", rest)]
    assert found == []


def test_what_counts_as_typed(tmp_path: Path) -> None:
    """A bound span, a result and a quotation are no typing; the same words outside them are."""
    path = tmp_path / "index.qmd"
    path.write_text(
        '[All three agree]{holds="a.three"} with {{< var a.b >}} of “12”.\nThree agree with 3 of them.\n',
        encoding="utf-8",
    )
    bound, typed = prose(path)
    assert not WORDS.search(bound)
    assert not re.search(r"\d", bound)
    assert [match[0] for match in WORDS.finditer(typed)] == ["Three"]
    assert re.findall(r"\d", DIGITS.sub(" ", typed)) == ["3"]
