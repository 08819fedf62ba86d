"""Photograph pages of the site as readers see them: on a phone, a tablet and a desk, in light and in dark.

    .venv/bin/python tools/screenshots.py build/site [PAGE.html …]

Without pages: the first, the one with most tables, the one with most figures, the longest, and the last.
Pictures are written to build/screenshots/. What is wrong at a glance is said: a page wider than its window,
an error in the console, a request to a foreign host. It needs Debian's chromium and `make tools`.
"""

from __future__ import annotations

import functools
import re
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, FloatRect, Page, Request

WIDTHS = {400: 800, 900: 1100, 1600: 1000}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FOLDER = Path("build/screenshots")
#: Higher pages are cut off: a picture of a whole chapter on a phone is 20,000 pixels high.
HIGHEST = 6000


class Quiet(SimpleHTTPRequestHandler):
    """Serves the site, and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def key_pages(site: Path) -> list[str]:
    """Return the pages that show most of what there is to see."""
    texts = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}
    linked = dict.fromkeys(re.findall(r'<a[^>]+href="([^":#]+\.html)"', texts["index.html"]))
    order = ["index.html", *(name for name in linked if name in texts)]
    most = (max(order, key=lambda name: texts[name].count(mark)) for mark in ("<table", "<svg", "<img"))
    longest = max(order, key=lambda name: len(texts[name]))
    return list(dict.fromkeys([order[0], *most, longest, order[-1]]))


def photograph(browser: Browser, address: str, page: str) -> Iterator[str]:
    """Write the pictures of a page; yield what is wrong with it at a glance."""
    name = page.removesuffix(".html").removesuffix("/index").replace("/", "-")
    for width, height in WIDTHS.items():
        for scheme in SCHEMES:
            where = f"{page}, {width} px, {scheme}"
            window = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            said: list[str] = []
            listen(window, address, said)
            window.goto(f"{address}/{page}", wait_until="load")
            wide, high = window.evaluate("[document.documentElement.scrollWidth, document.body.scrollHeight]")
            target = FOLDER / f"{name}-{width}-{scheme}.png"
            part: FloatRect = {"x": 0, "y": 0, "width": width, "height": min(high, HIGHEST)}
            window.screenshot(path=target, full_page=True, clip=part)
            window.close()
            if wide > width:
                yield f"{where}: {wide} px wide"
            yield from (f"{where}: {one}" for one in said)


def listen(window: Page, address: str, said: list[str]) -> None:
    """Note what a page calls an error, and what it asks other hosts for."""

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and "favicon.ico" not in str(message.location):
            said.append(message.text)

    def request(one: Request) -> None:
        said.extend(foreign(one.url, address))

    window.on("console", console)
    window.on("request", request)


def foreign(url: str, address: str) -> list[str]:
    """Return a request as words where it goes to another host."""
    parts = urlsplit(url)
    own = parts.scheme in ("data", "blob") or parts.netloc == urlsplit(address).netloc
    return [] if own else [f"asks {parts.netloc} for {parts.path}"]


def main(words: Sequence[str]) -> int:
    """Photograph pages; return 1 where something is wrong with one."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        chromium = None
    if chromium is None:
        print(
            "error: it needs chromium (apt-get install chromium) and playwright (make tools)", file=sys.stderr
        )
        return 1
    site = Path(words[0] if words else "build/site")
    if not (site / "index.html").is_file():
        print(f"error: there is no site in {site}: report build --formats html", file=sys.stderr)
        return 1
    pages = list(words[1:]) or key_pages(site)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for page in pages:
            wrong += list(photograph(browser, address, page))
        browser.close()
    server.shutdown()
    print("\n".join([*wrong, f"{len(list(FOLDER.iterdir()))} pictures of {', '.join(pages)} in {FOLDER}"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
