"""The glossary against the chapters, the data and the sources' own words.

What is expected comes from the texts in which the abbreviations stand: the prose and notebooks of the
chapters, and the numbers of documents in the data.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from real_report import ROOT

FILE = ROOT / "data/glossary/abbreviations.csv"
CHAPTERS = sorted(path.parent for path in ROOT.glob("chapters/*/index.qmd"))
#: In the chapters' prose, but no abbreviations: proper names, and halves of an abbreviation with a hyphen.
NAMES = {"JSM", "XH"}
UNREAD = re.compile(r"\{\{<.*?>\}\}|\{[#.][^}]*\}|\[@[^\]]*\]|@[\w:-]+|`[^`]*`")


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def tokens(text: str) -> set[str]:
    """Return the words of a text, without diacritics on D, those with a hyphen also as a whole."""
    plain = text.replace("Đ", "D")
    return {*re.findall(r"[^\W_]+", plain), *re.findall(r"[^\W_]+-[^\W_]+", plain)}


def prose(chapter: Path) -> str:
    """Return what a reader reads of a chapter's own text."""
    return UNREAD.sub(" ", (chapter / "index.qmd").read_text(encoding="utf-8"))


def computed(chapter: Path) -> str:
    """Return the code of a chapter's notebook, in which the words of its tables stand."""
    path = chapter / "notebook.ipynb"
    if not path.is_file():
        return ""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def numbers() -> dict[str, set[str]]:
    """Return the letters of every document's number, with the kinds beside which they are printed."""
    kinds: dict[str, set[str]] = {}
    for path in ROOT.glob("data/*/documents.csv"):
        for row in rows(path):
            for letters in re.findall(r"[A-Za-z]+\d*", row["number"].replace("Đ", "D")):
                kinds.setdefault(letters, set()).add(row["kind"])
    return kinds


#: An abbreviation can be a word and a letter group, as CT is.
GLOSSARY = {(row["abbreviation"], row["group"]): row for row in rows(FILE)}
ABBREVIATIONS = {abbreviation for abbreviation, _ in GLOSSARY}
LETTERS = {key[0]: row for key, row in GLOSSARY.items() if key[1] in ("kind of document", "issuing body")}


@pytest.mark.parametrize(("abbreviation", "group"), GLOSSARY)
def test_every_abbreviation_is_used_where_the_glossary_says(abbreviation: str, group: str) -> None:
    """No chapter that uses it is forgotten, and none is named that does not."""
    row = GLOSSARY[abbreviation, group]
    where = {
        chapter.name
        for chapter in CHAPTERS
        if chapter.name != "glossary" and abbreviation in tokens(prose(chapter) + "\n" + computed(chapter))
    }
    if row["example"]:
        assert abbreviation in numbers(), f"no document in the data has the letters {abbreviation}"
        where.add("legal-documents")
    assert set(row["used_in"].split("; ")) == (where or {"glossary"})


def test_every_abbreviation_of_the_chapters_is_explained() -> None:
    """Words in capitals that a reader meets have a row in the glossary."""
    for chapter in CHAPTERS:
        met = {word for word in tokens(prose(chapter)) if re.fullmatch(r"[A-Z]{2,}[a-z]?\d*", word)}
        assert met - NAMES <= ABBREVIATIONS, chapter.name


def test_every_letter_of_a_documents_number_is_explained() -> None:
    """The register's numbers hold no letters that the glossary leaves out."""
    assert set(numbers()) <= set(LETTERS)


def test_letters_of_a_kind_mean_the_kinds_beside_which_they_stand() -> None:
    """NQ is explained as Resolution, because every document with NQ in its number is called so."""
    for letters, kinds in numbers().items():
        row = LETTERS[letters]
        if row["group"] == "kind of document":
            assert row["meaning"] == " or ".join(sorted(kinds))


def test_examples_are_numbers_of_the_register() -> None:
    """An example is a number that stands in the data of the original that the glossary names."""
    folders = {"mai2025thesis": "thesis", "nguyen2025awareness": "hai-phong-awareness"}
    for row in GLOSSARY.values():
        if row["example"]:
            folder = folders.get(row["source"], "hanoi-urban-government")
            documents = rows(ROOT / f"data/{folder}/documents.csv")
            assert row["line"] in {one["line"] for one in documents if one["number"] == row["example"]}
