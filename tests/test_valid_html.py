"""The pages of the whole report, held against the standard."""

from __future__ import annotations

from html_validator import errors
from real_report import Built
from reproreport.render.read.images import requests


def test_every_page_is_valid(whole: Built) -> None:
    """Without an error of the W3C's checker."""
    assert errors(whole.root / "build/site") == []


def test_every_page_of_a_publication_is_valid(whole: Built) -> None:
    """The thesis's site, and each publication on one page."""
    assert errors(whole.root / "build/publications") == []


def test_no_file_asks_another_host(whole: Built) -> None:
    """Pages, style sheets and pictures load nothing but each other."""
    site = whole.root / "build/site"
    files = [path for path in site.rglob("*") if path.is_file() and site / "downloads" not in path.parents]
    known = {".html", ".css", ".svg", ".png", ".jpg", ".js", ".csv", ".ipynb"}
    assert {path.suffix for path in files} <= known
    texts = [path for path in files if path.suffix in (".html", ".css", ".svg")]
    assert len(texts) > 10
    assert {path.name: found for path in texts if (found := requests(path.read_text(encoding="utf-8")))} == {}
