"""The register of documents, against counts made by hand in the three originals.

The sentences of the appendix that say "no" (no number twice, no contradicting date, no document in two
originals) are held here: data that make one of them false must also change the sentence.
"""

from __future__ import annotations

import csv
from collections import Counter

from lxml import html

from real_report import ROOT, Built

SOURCES = {
    "thesis": "thesis",
    "hai_phong": "hai-phong-awareness",
    "urban_government": "hanoi-urban-government",
}


def text(whole: Built, name: str) -> str:
    """Return a result, not in words."""
    return str(whole.results[f"legal_documents.{name}"]["value"])


def cited() -> dict[str, Counter[str]]:
    """Return, for each original, how often it cites each document."""
    places = {}
    for name, folder in SOURCES.items():
        with (ROOT / f"data/{folder}/documents.csv").open(encoding="utf-8") as file:
            places[name] = Counter(row["id"] for row in csv.DictReader(file))
    return places


def test_every_document_is_counted_once(whole: Built) -> None:
    """22 documents: 2 of the thesis, 8 of the article on Hai Phong, 12 of that on urban government."""
    assert text(whole, "documents") == "22"
    assert [text(whole, f"cited_by.{name}") for name in SOURCES] == ["2", "8", "12"]
    assert [str(len(counter)) for counter in cited().values()] == ["2", "8", "12"]
    assert text(whole, "places") == str(sum(counter.total() for counter in cited().values()))


def test_the_sentences_that_say_no(whole: Built) -> None:
    """No document in two originals, no number on two documents, no contradicting date or body."""
    names = ("shared", "same_number", "dates_differ", "bodies_differ")
    assert {name: text(whole, name) for name in names} == dict.fromkeys(names, "0")


def test_party_and_state(whole: Built) -> None:
    """By hand: 3 of the Central Committee, 3 of the Politburo, 1 of the Secretariat, 3 and 3 of cities."""
    assert (text(whole, "party"), text(whole, "state"), text(whole, "without_issuer")) == ("13", "5", "4")


def test_dates(whole: Built) -> None:
    """By hand: 16 with a day, two laws with a year, four with nothing; from 2008 to 2023."""
    assert (text(whole, "to_the_day"), text(whole, "undated")) == ("16", "4")
    assert (text(whole, "first.year"), text(whole, "last.year")) == ("2008", "2023")


def test_the_register_has_every_document_once(whole: Built) -> None:
    """The table of the built page has one row for each document."""
    page = html.parse(str(whole.root / "build/site/chapters/legal-documents/index.html")).getroot()
    (table,) = page.xpath("//figure[@id='tbl-legal-documents-register']//table")
    rows = table.xpath(".//tbody/tr[not(contains(@class, 'group'))]")
    assert len(rows) == len(set().union(*cited().values()))
    labels = [row[0].text_content() + row[2].text_content() for row in rows]  # a law has no number
    assert len(set(labels)) == len(labels)
