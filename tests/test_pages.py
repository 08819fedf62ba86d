"""The site in a browser: on a phone nothing runs off the page."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import awkward
from real_report import Built
from reproreport.render.book import read_book
from reproreport.render.html.write import write_one_file, write_site
from small_book import write_book

WIDTH = 390
# A browser window is never narrower than 500 pixels; a frame in it may be.
MEASURE = (
    "<script>parent.postMessage([innerWidth, document.documentElement.scrollWidth].join(), '*')</script>"
)
FRAME = """<!doctype html><iframe src="{page}" width="{width}" height="900" style="border: 0"></iframe>
<script>onmessage = (message) => {{ document.documentElement.dataset.measured = message.data }}</script>"""


def measure(page: Path, profile: Path) -> tuple[int, int]:
    """Return the width of a phone's window and of the page in it, as headless Chromium lays it out."""
    frame = page.with_name("frame.html")
    frame.write_text(FRAME.format(page=page.name, width=WIDTH), encoding="utf-8")
    command = [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update", f"--user-data-dir={profile}",
        "--virtual-time-budget=5000", "--dump-dom", frame.as_uri(),
    ]  # fmt: skip
    html = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    found = re.search(r'data-measured="(\d+),(\d+)"', html)
    assert found, html[:500]
    return int(found[1]), int(found[2])


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_no_page_is_wider_than_a_phone(whole: Built, tmp_path: Path) -> None:
    """Wide tables scroll inside their own box, so the page itself never scrolls sideways."""
    none_is_wider(Path(shutil.copytree(whole.root / "build/site", tmp_path / "site")), tmp_path)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_no_awkward_page_is_wider_than_a_phone(tmp_path: Path) -> None:
    """Long names, wide tables, large pictures and formulas; as a site and as one page."""
    book = read_book(write_book(tmp_path / "book", awkward.FILES), {})
    write_site(book, tmp_path / "site")
    write_one_file(book, tmp_path / "site" / "all.html")
    none_is_wider(tmp_path / "site", tmp_path)


def none_is_wider(site: Path, tmp_path: Path) -> None:
    """Hold every page of a site to the width of a phone."""
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        text = re.sub(
            r"<meta http-equiv=.Content-Security-Policy[^>]*>", "", text
        )  # it forbids what measures
        page.write_text(text.replace("</body>", f"{MEASURE}</body>"), encoding="utf-8")
        window, content = measure(page, tmp_path / "profile")
        assert window == WIDTH
        assert content <= window, page
