"""The audit's page: well-formed, on its own, and every number with its mark."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from finding_examples import drinks_audit, drinks_claims, pets_audit
from reproreport.audit.finding import Verdict
from reproreport.audit.shown.marks import MARKS
from reproreport.audit.shown.page import as_page
from reproreport.errors import Problem

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}


class Nesting(HTMLParser):
    """Holds a page to HTML's nesting: every element closed, in the order in which they were opened."""

    def __init__(self) -> None:
        """Begin outside of every element."""
        super().__init__()
        self.open: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; inside a paragraph only what may stand in a line."""
        if "p" in self.open and tag in {"p", "div", "ul", "ol", "table", "section", "h3", "details"}:
            self.problems.append(f"{tag} in p at {self.getpos()}")
        if len({name for name, _ in attrs}) < len(attrs):
            self.problems.append(f"an attribute twice at {self.getpos()}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> at {self.getpos()}")


@pytest.fixture
def page(tmp_path: Path) -> str:
    """A page with something of everything."""
    audit = drinks_audit(tmp_path)
    problem = Problem("the file is empty", "x.csv:1", "fill it")
    return as_page([audit, pets_audit(tmp_path)], drinks_claims(audit), [problem])


@pytest.fixture
def root(page: str) -> html.HtmlElement:
    """The page, parsed."""
    return html.document_fromstring(page)


def words(element: html.HtmlElement) -> str:
    """The text of an element."""
    return " ".join(element.text_content().split())


def test_the_page_is_well_formed(page: str, root: html.HtmlElement) -> None:
    """HTML5 with a language, a title, one h1, unique identifiers, and no heading level left out."""
    parser = Nesting()
    parser.feed(page)
    assert (parser.problems, parser.open) == ([], [])
    assert page.startswith("<!DOCTYPE html>\n")
    assert root.get("lang") == "en"
    assert len(root.findall(".//h1")) == 1
    identifiers = Counter(root.xpath("//@id"))
    assert {name for name, number in identifiers.items() if number > 1} == set()
    levels = [int(heading.tag[1]) for heading in root.iter("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_asks_no_host_for_anything(page: str, root: html.HtmlElement) -> None:
    """No address but places in the page; no script, no image, no imported style or font."""
    links = root.xpath("//a/@href")
    assert links
    assert all(link.startswith("#") and link[1:] in root.xpath("//@id") for link in links)
    assert root.xpath("//script|//img|//link|//iframe|//object|//form|//@src|//@onclick") == []
    assert not re.search(r"https?:|//[a-z]|@import|url\(", page)


def test_every_number_has_its_colour_and_its_mark(root: html.HtmlElement) -> None:
    """Drawn as printed; a screen reader hears the verdict in words."""
    table, _ = root.xpath("//table[@class='drawn']")
    cells = table.xpath("./tbody/tr/td[@class]")
    assert len(cells) == 21
    for cell in cells:
        (mark,) = [mark for mark in MARKS.values() if mark.slug == cell.get("class")]
        (shown,) = cell.find_class("mark")
        assert (shown.text, shown.get("role"), shown.get("aria-label")) == (mark.sign, "img", mark.word)
    numbers = [words(cell) for cell in cells]
    assert numbers[6:12] == ["20 ✓", "50,0 ✓", "46 ✗", "60,0 ✗", "56 ✗", "56,0 ✓"]
    assert [words(cell) for cell in table.xpath("./tbody/tr/td[not(@class)]")] == ["", "", ""]


def test_a_number_leads_to_its_finding(root: html.HtmlElement) -> None:
    """46 to the percentage that it does not give; 56 to the sum of its row."""
    table = root.xpath("//table[@class='drawn']")[0]
    targets = {words(link): link.get("href")[1:] for link in table.iter("a")}
    assert set(targets) == {"46", "60,0", "56", "20", "33,4"}
    assert "46 of 60" in words(root.get_element_by_id(targets["46"]))
    assert "20 + 46 is 66" in words(root.get_element_by_id(targets["56"]))


def test_tables_have_headers(root: html.HtmlElement) -> None:
    """Every header cell says what it is the header of; every table has some."""
    for table in root.iter("table"):
        headers = list(table.iter("th"))
        assert headers
        assert all(header.get("scope") in {"col", "colgroup", "row", "rowgroup"} for header in headers)
        for row in table.xpath("./tbody/tr"):
            assert row[0].tag == "th"


def test_tables_scroll_in_a_box_that_the_keyboard_reaches(root: html.HtmlElement) -> None:
    """With a name of its own."""
    for table in root.iter("table"):
        box = table.getparent()
        assert (box.get("class"), box.get("tabindex"), box.get("role")) == ("scroll", "0", "region")
        name = box.get("aria-label") or words(root.get_element_by_id(box.get("aria-labelledby")))
        assert name


def test_what_the_page_says(root: html.HtmlElement) -> None:
    """Summary, findings, repairs, tests, readings, claims, and what could not be read."""
    text = words(root.find("body"))
    assert "Not audited x.csv:1: the file is empty (fill it)" in text
    assert "What people drink Percentages 7 1 0 1 All checks 14 1 1 3" in text
    assert "36 would agree with" in text
    assert "2. Coffee “0,000” 0.006 0.017 0.017" in text
    assert "with the changes 0.324 0.971" in text
    assert "Every test tried for the printed “0,000”" in text
    assert "Numbers that the readings do not have alike (1)" in text
    assert "✗ does not hold Women prefer tea to coffee." in text


def test_text_of_a_file_is_text(tmp_path: Path) -> None:
    """Whatever a title holds: no element, no template, no control character."""
    audit = drinks_audit(tmp_path)
    title = "<script>alert(1)</script> {{ 7 * 7 }} & \x1b[31m"
    shown = as_page([replace(audit, table=replace(audit.table, title=title))])
    root = html.document_fromstring(shown)
    assert root.xpath("//script") == []
    assert words(root.get_element_by_id("table-1")) == "<script>alert(1)</script> {{ 7 * 7 }} & [31m"
    assert "\x1b" not in shown


def test_a_clean_table_has_nothing_to_list(tmp_path: Path) -> None:
    """Its exact findings are folded away, and no repairs are shown."""
    audit = pets_audit(tmp_path)
    exact = tuple(finding for finding in audit.findings if finding.verdict is Verdict.EXACT)
    root = html.document_fromstring(as_page([replace(audit, findings=exact)]))
    text = words(root.find("body"))
    assert "Every printed number agrees with the others." in text
    assert "What is not exact" not in text
    assert "The smallest changes" not in text
    assert len(root.xpath("//details")) == 1


def test_no_p_value_is_printed(tmp_path: Path) -> None:
    """Then no column says so."""
    root = html.document_fromstring(as_page([pets_audit(tmp_path)]))
    (tests,) = root.xpath("//table[@class='tests']")
    assert [words(header) for header in tests.xpath("./thead//th")][:2] == ["Item", "p"]


def test_the_same_audit_gives_the_same_page(tmp_path: Path, page: str) -> None:
    """Byte for byte: no date, no path of this machine."""
    audit = drinks_audit(tmp_path)
    problem = Problem("the file is empty", "x.csv:1", "fill it")
    assert as_page([audit, pets_audit(tmp_path)], drinks_claims(audit), [problem]) == page
    assert str(tmp_path) not in page


def test_an_empty_page_is_a_page() -> None:
    """Nothing audited at all: only what the verdicts mean."""
    root = html.document_fromstring(as_page([]))
    assert [words(heading) for heading in root.iter("h1", "h2")] == ["Audit of printed tables"]


# A browser window is never narrower than 500 pixels; a frame in it may be.
FRAME = """<!doctype html><iframe src="page.html" width="390" height="900" style="border: 0"></iframe>
<script>onmessage = (message) => { document.documentElement.dataset.measured = message.data }</script>"""
MEASURE = (
    "<script>parent.postMessage([innerWidth, document.documentElement.scrollWidth].join(), '*')</script>"
)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_the_page_fits_a_phone(tmp_path: Path, page: str) -> None:
    """Wide tables scroll in their own boxes, so the page itself never scrolls sideways."""
    (tmp_path / "page.html").write_text(page.replace("</body>", f"{MEASURE}</body>"), encoding="utf-8")
    (tmp_path / "frame.html").write_text(FRAME, encoding="utf-8")
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update",
        f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000", "--dump-dom",
        (tmp_path / "frame.html").as_uri(),
    ]  # fmt: skip
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    measured = re.search(r'data-measured="(\d+),(\d+)"', shown)
    assert measured
    assert int(measured[2]) <= int(measured[1]) == 390
