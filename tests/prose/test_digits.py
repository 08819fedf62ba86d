"""Which digits in prose are typed numbers, and which are part of a name."""

from __future__ import annotations

import pytest

from reproreport.prose.masking import running, visible
from reproreport.prose.problems import around, typed_numbers

NAMES = [
    # years and dates
    "In 1954, from 2011–2020 and 2015–20 to the 1990s (2024), since 2015.",
    "received on 5 March, revised on 11 May and accepted on 18 June 2024",
    "from 5–7 March, on March 5, on 2024-03-05, on 5/3/2024 or 5.3.2024, and the 5 and 6 May",
    # sections, chapters, tables, figures, documents
    "section 3.2.2, Section 4, sections 1 to 7 and sections 3.1, 3.2 and 3.3; sec. 2.3.1; § 7; §§ 7 and 8",
    "(2.1.1.2) and 4.1.1 alone need no word",
    "Table 1 gives more than Figure 2 and Appendix A1; Tables 1 and 2; *Table 1* and Fig. 3",
    "volume 06, issue 03, pages 9501–9506 and p. 7, pp. 62-65",
    "item 1, question 12, step 3, causes 1 and 4, headings 1.1 to 4.2, version 20.0",
    "Resolution No. 18-NQ/TW, Decisions No. 446-QD/TU, No. 2200-QĐ/TU and No. 2; Nos. 7 and 8",
    "Plan 145-KH/TU and Resolution 97/2019/QH14 of 27 November 2019",
    "doi 10.59394/JSM.28, and 10.1000/182",
    # words, ordinals, names
    "Covid-19, QH14, A4, H1N1 and the 13th Party Congress in the 21st century",
    'It takes "Decision 23", and uses SPSS 20.0. It is called Apollo 13, or Decision 23.',
]


@pytest.mark.parametrize("words", NAMES)
def test_digits_in_names(words: str) -> None:
    """None of them is a typed number."""
    assert [number.text for number in typed_numbers(words)] == []


TYPED = [
    ("We asked 267 officials.", ["267"]),
    ("65.7% and 65,7 % of 1,234 (0.5)", ["65.7%", "65,7 %", "1,234", "0.5"]),
    ("between 10–20 people, or 3 to 4", ["10–20", "3", "4"]),
    # not years
    ("1,954 and 1954.5 and 2015% and N = 2015, 2015 per cent", ["1,954", "1954.5", "2015%", "2015", "2015"]),
    ("about 19540 or 195", ["19540", "195"]),
    # not dates
    ("88 may do, and so may 12", ["88", "12"]),
    ("May 12 officials do it? In June 12 officials did.", ["12", "12"]),
    # not numbered things
    ("In Table 2, 41 of its 45 cells", ["41", "45"]),
    ("The tables 3 people read; it issues 12 decrees; 4 causes", ["3", "12", "4"]),
    ("at the level 0.05, a score of 3.2 and a mean of (2.1)", ["0.05", "3.2", "2.1"]),
    ("The number 25, and 12 sections", ["25", "12"]),
    # not codes, words or names
    ("a 12-item scale, a 5-year plan, 5km and 3x", ["12", "5", "5", "3"]),
    ("n=134, p<0.05, x²(2) = 6.956", ["134", "0.05", "2", "6.956"]),
    ("The 267 said so. Of 45 cells 6 agree.", ["267", "45", "6"]),
    ("in Hai Phong 267 officials answered", ["267"]),
    ("Only 6. All 7, in fact.", ["6", "7"]),
    ("No 45 officials; half ½ of it", ["45", "½"]),
    ("1.234.567 people", ["1.234.567"]),
    ("**7** and [8]{.x} and | 9 |", ["7", "8", "9"]),
]


@pytest.mark.parametrize(("words", "numbers"), TYPED)
def test_typed_numbers(words: str, numbers: list[str]) -> None:
    """Each is found whole, with its sign."""
    assert [number.text for number in typed_numbers(running(visible(words)))] == numbers


def test_what_the_report_counts_is_no_year() -> None:
    """Before the unit of a result no number is a year, and none a label."""
    words = "In 2024 officials met; we question 267 officials."
    assert [number.text for number in typed_numbers(words, {"officials"})] == ["2024", "267"]
    assert [number.text for number in typed_numbers(words)] == []


def test_the_words_around() -> None:
    """They are cut between words, and what is no word is a space."""
    text = "Of all officials, {{< var a >}} in\nnumber, 88 recognize\nthe `x` methods of the city."
    words = running(visible(text))
    place = words.index("88")
    assert around(words, place, place + 2) == "…in number, 88 recognize the…"
    assert around("7 cups", 0, 1) == "7 cups"
