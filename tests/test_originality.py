"""No sentence of a source is reproduced: no run of eight words of any file is one of a source.

Held to it are the chapters, the data, what the notebooks show, and every other text of the project.
Exempt are titles and other fields of the bibliography, names, and quotations with a citation. The sources
are not part of the project: their runs are kept as hashes (``tests/originality/``, made by
``tests/ngrams.py``).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import ngrams
from real_report import ROOT, Built

#: A break is a word that no source holds, so no run goes across it.
BREAK = " brkbrk "
QUOTED = re.compile(r'“[^”]*”|"[^"\n]*"')
SHORTCODE = re.compile(r"\{\{<.*?>\}\}|\{[#.][^}]*\}")
#: What a sentence asserts of the results; no reader sees it.
HOLDS = re.compile(r"""\{holds=("[^"]*"|'[^']*')\}""")
CITATION = re.compile(r"\[[^\[\]]*@[\w:-]+[^\[\]]*\]|(?<!\w)@[\w:-]+")
SENTENCE = re.compile(r"(?<=[.!?:;])\s+(?=[A-Z“\"*\[])|\n\n")

#: A run with fewer words than these beside its figures is data: a row of a table, a number with its date.
LEAST = 6

#: Not by hand, or not ours: what is built, fetched or installed, and the sources' own titles.
PASSED_OVER = ("build", ".venv", ".git", "originality")
KINDS = (".qmd", ".md", ".yml", ".yaml", ".csv", ".ipynb", ".py", ".json", ".toml", ".cff", ".j2", ".lua")


def committed() -> list[Path]:
    """Return every text of the project, without what a build makes."""
    found = (path for path in sorted(ROOT.rglob("*")) if path.suffix in KINDS and path.is_file())
    inside = (path for path in found if not set(path.relative_to(ROOT).parts) & set(PASSED_OVER))
    return [path for path in inside if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)]


FILES = [path for path in committed() if path.name != "_variables.yml"]


@cache
def printed() -> dict[str, set[bytes]]:
    """Return the hashes of each source's runs, by its name."""
    return {path.stem: ngrams.read(path) for path in sorted(ngrams.FOLDER.glob("*.txt"))}


@cache
def exempt() -> set[bytes]:
    """Return the hashes of runs inside a record of the bibliography, as it is cited, or inside a name."""
    names = (ngrams.FOLDER / "names.md").read_text(encoding="utf-8")
    known = re.findall(r"^- (.*)$", names, re.MULTILINE)
    for entry in (ROOT / "references.bib").read_text(encoding="utf-8").split("\n@")[1:]:
        fields = dict(re.findall(r"^\s+(\w+)\s*=\s*\{(.*)\}\s*,?\s*$", entry, re.MULTILINE))
        author, year = fields.get("author", ""), fields.get("year", "")
        known += [*fields.values(), f"{author} {year}", f"{author} {year} {fields['title']}"]
    return {ngrams.hashed(run) for name in known for run in ngrams.runs(name)}


def shared(text: str) -> list[str]:
    """Return the runs of a text that a source has too, each with the source's name; figures are facts."""
    return [
        f"{name}: {' '.join(run)}"
        for run in ngrams.runs(text)
        if sum(not word.isdigit() for word in run) >= LEAST and (found := ngrams.hashed(run)) not in exempt()
        for name, hashes in printed().items()
        if found in hashes
    ]


def prose(text: str) -> str:
    """Return a chapter's text without shortcodes, citations, and quotations that a citation follows."""
    sentences = []
    for sentence in SENTENCE.split(HOLDS.sub("", text)):
        cited = [match.start() for match in CITATION.finditer(sentence)]
        last = cited[-1] if cited else -1
        kept = QUOTED.sub(lambda match, last=last: BREAK if match.end() <= last else match[0], sentence)
        sentences.append(CITATION.sub(BREAK, kept))
    return SHORTCODE.sub(BREAK, "\n\n".join(sentences))


def own_text(path: Path) -> str:
    """Return what stands in a file by the words of this project."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".qmd":
        return prose(text)
    if path.suffix == ".csv":
        return BREAK.join(cell for row in csv.reader(text.splitlines()) for cell in row)
    if path.is_relative_to(ROOT / "tests/parity") and path.suffix == ".json":
        # Outlines of rendered pages, fact by fact; an entry of the bibliography is a record.
        facts = json.loads(text)["facts"]
        return BREAK.join(words for kind, words, *_ in facts if kind != "entry")
    if path.suffix == ".ipynb":
        return BREAK.join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_no_sentence_of_a_source_is_reproduced(path: Path) -> None:
    """Every shared run is shown, so that it can be reworded."""
    assert shared(own_text(path)) == []


def test_nor_in_what_the_notebooks_show(whole: Built) -> None:
    """Tables cell by cell, figures by their data and alternative texts, results by their texts."""
    texts: list[str] = []
    for path in sorted((whole.root / "build/notebooks").glob("*.ipynb")):
        texts += outputs(json.loads(path.read_text(encoding="utf-8")))
    for path in sorted((whole.root / "build/results").glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        texts += [str(cell) for shown in found["shown"] for row in shown["rows"] for cell in row]
        texts += [result["text"] for result in found["results"]]
    assert len(texts) > 5000
    assert [run for text in texts for run in shared(text)] == []


def outputs(notebook: dict[str, Any]) -> Iterator[str]:
    """Yield the texts that an executed notebook shows."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            yield str(output.get("metadata", {}).get("image/svg+xml", {}).get("alt", ""))
            if found := "".join(output.get("data", {}).get("text/html", "")):
                yield from html.fragment_fromstring(found, create_parent=True).itertext()


def test_the_comparison_finds_what_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is found with other marks, capitals and line ends, and in quotation marks without a citation.

    What is copied here is a title, so that no sentence of a source stands in this test; it is exempt, until
    nothing is.
    """
    copied = "Leadership content and methods of the Hanoi Party Committee in building urban government"
    assert shared(copied) == []
    monkeypatch.setattr(f"{__name__}.exempt", set)
    assert shared(copied)
    assert shared(f"… {copied.upper().replace(' ', chr(10))}!")
    assert shared(prose(f'It says "{copied}".'))
    assert shared(prose(f'It says "{copied}". Another thing [@hoa2024urban].'))
    assert shared(prose(f'It says "{copied}" [@hoa2024urban, p. 1].')) == []
    assert shared(" ".join(copied.split()[:7])) == []
    assert shared("44 83 0 50 62 5 128 65 7 182 68 2") == []
    assert shared("Propaganda, advocacy and persuasion 41 77,4 66 82,5 117 87,3") == []
    assert shared("Further reading: Plan No 145-KH/TU on the review of the pilot implementation")


def test_hashes_are_those_of_the_runs(tmp_path: Path) -> None:
    """What is written is read again; nine words have two runs; order and text are gone."""
    text = "One two three four five six seven eight nine, one two three four five six seven eight"
    path = ngrams.write("x", text, tmp_path)
    assert ngrams.read(path) == {ngrams.hashed(run) for run in ngrams.runs(text)}
    assert "three" not in path.read_text(encoding="utf-8")
    assert len(list(ngrams.runs("a b c d e f g h i"))) == 2


def test_every_source_has_its_hashes() -> None:
    """The readings that the codebooks name, each with as many runs as a text of its length has."""
    readings = {
        name
        for path in ROOT.glob("data/*/codebook.yml")
        for name in re.findall(r'^  "(\d+)": \{file:', path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert set(printed()) == readings
    assert all(len(hashes) > 2000 for hashes in printed().values())
