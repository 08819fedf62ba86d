"""Debian's Chromium, driven by Playwright: pages as a reader sees them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")

in_browser = pytest.mark.skipif(
    CHROMIUM is None or find_spec("playwright") is None,
    reason="chromium or playwright is not installed (apt install chromium; make tools)",
)


@contextmanager
def browser() -> Iterator[Browser]:
    """Run Chromium while the block runs."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield one
        finally:
            one.close()


@dataclass
class Heard:
    """What a page said and asked for.

    Attributes:
        errors: what its console calls an error, and what its scripts raised.
        hosts: the hosts that it asked for anything.
    """

    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)


def listen(page: Page) -> Heard:
    """Note what a page says and asks for from now on."""
    from urllib.parse import urlsplit

    heard = Heard()

    def console(message: Any) -> None:
        if message.type == "error":
            heard.errors.append(message.text)

    page.on("console", console)
    page.on("pageerror", lambda error: heard.errors.append(str(error)))
    page.on("request", lambda request: heard.hosts.add(urlsplit(request.url).netloc))
    return heard
