"""The site in a browser, as a reviewer uses it: cards, search, the menu, dark, print; and what axe finds."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest

from browsers import Heard, browser, in_browser, listen
from real_report import Built

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = in_browser

CHAPTER = "chapters/hai-phong-awareness/index.html"
NUMBER = ".text a.computed"
WIDTHS = (400, 900, 1600)

#: Milliseconds: machines may be slow, and no test measures how slow.
PATIENCE = 10_000

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Of axe's best practices: a report's tables have corners without words, which is none of WCAG's faults.
NOT_ASKED = ["empty-table-header"]


class Quiet(SimpleHTTPRequestHandler):
    """Serves the site, and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def site(whole: Built) -> Path:
    """Return the site of the real report."""
    return whole.root / "build/site"


@pytest.fixture(scope="module")
def shown() -> Iterator[Browser]:
    """Run one browser for all tests here."""
    with browser() as one:
        yield one


@pytest.fixture(params=["file", "http"])
def address(site: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of the site, from a disk and from a server."""
    if request.param == "file":
        yield site.resolve().as_uri()
        return
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def until(window: Page, expression: str) -> None:
    """Wait until something is true in a page, whose policy lets no text be run as a script."""
    for _ in range(PATIENCE // 50):
        if window.evaluate(expression):
            return
        window.wait_for_timeout(50)
    raise AssertionError(expression)


def opened(shown: Browser, address: str, page: str = CHAPTER, **how: Any) -> tuple[Page, Heard]:
    """Return a page in a window, and what it says and asks for."""
    window = shown.new_page(**{"viewport": {"width": 1200, "height": 900}, **how})
    window.set_default_timeout(PATIENCE)
    heard = listen(window)
    window.goto(f"{address}/{page}")
    return window, heard


def test_a_card_follows_the_mouse(shown: Browser, address: str) -> None:
    """It says the name, the value, the cell and the rows, from a disk and from a server; no host is asked."""
    window, heard = opened(shown, address)
    link = window.locator(f"{NUMBER}[href*='item_1.ward.percent']").first
    link.hover()
    card = window.locator(".card")
    card.wait_for(state="visible")
    text = card.inner_text()
    assert "hai_phong_awareness.awareness.item_1.ward.percent" in text
    assert "44/67 = 65.671641791%" in text
    assert "data/hai-phong-awareness/table-1.csv" in text
    assert card.locator("a[href*='notebooks/hai-phong-awareness.html#cell-']").count() == 1
    window.mouse.move(5, 5)
    card.wait_for(state="hidden")
    assert heard.errors == []
    assert heard.hosts <= {urlsplit(address).netloc}
    window.close()


def test_a_card_by_keyboard(shown: Browser, site: Path) -> None:
    """Focus shows it, Enter goes into it, Escape leads back to the number."""
    window, heard = opened(shown, site.resolve().as_uri())
    window.keyboard.press("Tab")
    window.locator(NUMBER).first.evaluate("one => one.focus({focusVisible: true})")
    card = window.locator(".card")
    card.wait_for(state="visible")
    assert window.locator(NUMBER).first.get_attribute("aria-describedby") == "_card"
    window.keyboard.press("Enter")
    until(window, "document.querySelector('.card').contains(document.activeElement)")
    window.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert window.evaluate("document.activeElement.className") == "computed"
    assert heard.errors == []
    window.close()


def test_a_card_by_touch(shown: Browser, site: Path) -> None:
    """A tap shows it, its link leads to all that is said of the number; a tap beside it closes it."""
    window, heard = opened(
        shown, site.resolve().as_uri(), viewport={"width": 390, "height": 800}, has_touch=True
    )
    window.locator(NUMBER).first.tap()
    card = window.locator(".card")
    card.wait_for(state="visible")
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    card.locator(".card-more a").tap()
    window.wait_for_url(re.compile("provenance/numbers/hai-phong-awareness.html#n-"))
    assert window.locator(".entry:target dl").count() == 1
    assert heard.errors == []
    window.close()


def test_works_tables_and_notes_are_shown_beside_their_links(shown: Browser, site: Path) -> None:
    """A citation on another page, a table on this one."""
    window, heard = opened(shown, site.resolve().as_uri())
    card = window.locator(".card")
    for link, words in (
        (".text a[href*='references.html#ref-']", "2025"),
        (".text a[href='#tbl-awareness']", "Every method is recognized"),
    ):
        window.locator(link).first.hover()
        until(window, f"document.querySelector('.card').innerText.includes({words!r})")
        window.keyboard.press("Escape")
        card.wait_for(state="hidden")
        window.mouse.move(5, 5)
    assert heard.errors == []
    window.close()


def test_without_a_script_a_number_leads_to_what_is_said_of_it(shown: Browser, site: Path) -> None:
    """And from there to the cell and the rows; the contents open, too."""
    context = shown.new_context(java_script_enabled=False, viewport={"width": 400, "height": 800})
    window = context.new_page()
    window.goto(f"{site.resolve().as_uri()}/{CHAPTER}")
    window.locator(".bar-menu").click()
    assert window.locator("#_contents li a").first.is_visible()
    window.keyboard.press("Escape")
    window.locator(f"{NUMBER}[href*='item_1.ward.percent']").first.click()
    entry = window.locator(".entry:target")
    assert "44/67 = 65.671641791%" in entry.inner_text()
    entry.locator("a[href*='#cell-']").click()
    assert window.locator(".cell:target").count() == 1
    window.go_back()
    window.locator(".entry:target a[href*='#line-']").first.click()
    assert window.locator("tr:target").count() == 1
    context.close()


def test_the_rows_of_a_number_are_marked(shown: Browser, site: Path) -> None:
    """All of them, in the table of their file."""
    page = "provenance/files/data/hai-phong-awareness/table-1.csv.html?lines=2-4,6#line-2"
    window, heard = opened(shown, site.resolve().as_uri(), page)
    marked = window.locator("tr.marked").evaluate_all("all => all.map(one => one.id)")
    assert marked == ["line-2", "line-3", "line-4", "line-6"]
    assert heard.errors == []
    window.close()


@pytest.mark.parametrize("asked", ["Bui Huyen Mai", "bùi huyền mai", "BUI HUYEN"])
def test_search_finds_with_and_without_diacritics(shown: Browser, site: Path, asked: str) -> None:
    """From a disk, by keyboard: / opens it, Escape closes it."""
    window, heard = opened(shown, site.resolve().as_uri())
    window.keyboard.press("/")
    box = window.locator("#_search-box")
    box.wait_for(state="visible")
    box.fill(asked)
    window.locator("#_search ol li").first.wait_for()
    assert window.locator("#_search ol mark").count() > 0
    window.keyboard.press("Escape")
    assert not window.locator("#_search").is_visible()
    assert heard.errors == []
    window.close()


def test_what_is_found_is_there(shown: Browser, address: str) -> None:
    """Enter leads to the first place."""
    window, heard = opened(shown, address)
    window.locator("[data-search]:visible").click()
    window.locator("#_search-box").fill("skillful people's mobilization")
    window.locator("#_search ol li").first.wait_for()
    window.keyboard.press("Enter")
    window.wait_for_load_state()
    assert not window.locator("#_search").is_visible()
    assert "skillful" in window.locator("main").inner_text().lower()
    assert heard.errors == []
    window.close()


def test_the_menu_keeps_the_focus_and_gives_it_back(shown: Browser, site: Path) -> None:
    """On a phone the bar stays; behind the open contents nothing can be reached."""
    window, heard = opened(shown, site.resolve().as_uri(), viewport={"width": 400, "height": 800})
    window.evaluate("scrollTo(0, 3000)")
    button = window.locator(".bar-menu")
    assert button.evaluate("one => one.getBoundingClientRect().top") >= 0
    button.click()
    until(window, "document.getElementById('_contents').contains(document.activeElement)")
    for _ in range(40):
        window.keyboard.press("Tab")
        inside = "!document.activeElement.closest('main')"
        assert window.evaluate(inside)
    window.keyboard.press("Escape")
    until(window, "document.activeElement.className === 'bar-menu'")
    assert window.evaluate("scrollY") > 2000
    assert heard.errors == []
    window.close()


@pytest.mark.parametrize("width", [400, 900])
def test_what_has_the_focus_is_not_below_the_bar(shown: Browser, site: Path, width: int) -> None:
    """SC 2.4.11, going back through a page by keyboard."""
    window, _ = opened(shown, site.resolve().as_uri(), viewport={"width": width, "height": 700})
    window.locator(NUMBER).nth(60).evaluate("one => one.focus({focusVisible: true})")
    for _ in range(30):
        window.keyboard.press("Shift+Tab")
        top, bar, inside = window.evaluate(
            "[document.activeElement.getBoundingClientRect().bottom,"
            " document.querySelector('.bar').getBoundingClientRect().bottom,"
            " !!document.activeElement.closest('main')]"
        )
        assert not inside or top > bar
    window.close()


def test_contents_mark_the_place(shown: Browser, site: Path) -> None:
    """They stay in view, and say where the reader is."""
    window, _ = opened(shown, site.resolve().as_uri(), viewport={"width": 1600, "height": 900})
    window.locator("#sec-hai-phong-concepts").evaluate("one => one.scrollIntoView()")
    until(window, "document.querySelector('.toc [aria-current]').hash === '#sec-hai-phong-concepts'")
    assert window.locator(".toc").bounding_box() is not None
    window.close()


def test_large_text_own_colours_and_still_pages(shown: Browser, site: Path) -> None:
    """What axe does not see: text of 200% runs off no page, nothing moves, a card always has an edge."""
    context = shown.new_context(
        bypass_csp=True,
        viewport={"width": 640, "height": 800},
        forced_colors="active",
        reduced_motion="reduce",
    )
    window = context.new_page()
    for page in ("index.html", CHAPTER, "provenance/numbers/hai-phong-awareness.html", "downloads.html"):
        window.goto(f"{site.resolve().as_uri()}/{page}")
        window.add_style_tag(content="html { font-size: 200% !important }")
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), page
        assert window.evaluate("document.getAnimations().length") == 0
    window.goto(f"{site.resolve().as_uri()}/{CHAPTER}")
    window.locator(NUMBER).first.hover()
    card = window.locator(".card")
    card.wait_for(state="visible")
    assert card.evaluate("one => getComputedStyle(one).borderTopWidth") == "1px"
    context.close()


def test_printed_pages_have_only_the_text(shown: Browser, site: Path) -> None:
    """No bar, no cards, no links to notebooks; figures with their own colours."""
    window, _ = opened(shown, site.resolve().as_uri(), color_scheme="dark")
    window.emulate_media(media="print")
    for hidden in (".bar", ".contents", ".from", ".built"):
        assert not window.locator(hidden).first.is_visible()
    image = window.locator("main img[src$='.svg']").first
    assert image.evaluate("one => getComputedStyle(one).filter") == "none"
    window.close()


def test_the_single_file_says_it_all(shown: Browser, whole: Built) -> None:
    """Cards, search, and where numbers come from, without another file."""
    folder = whole.root / "build/publications/hai-phong-awareness/html"
    window, heard = opened(shown, folder.resolve().as_uri(), "hai-phong-awareness.html")
    window.locator(f"{NUMBER}[href*='item_1.ward.percent']").first.hover()
    card = window.locator(".card")
    card.wait_for(state="visible")
    assert "44/67 = 65.671641791%" in card.inner_text()
    window.mouse.move(5, 5)
    window.keyboard.press("/")
    window.locator("#_search-box").fill("questionnaire")
    window.locator("#_search ol li").first.wait_for()
    assert heard.errors == []
    assert heard.hosts == {""}
    window.close()


@pytest.mark.skipif(find_spec("axe_playwright_python") is None, reason="axe is not installed (make tools)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(shown: Browser, site: Path, scheme: Literal["light", "dark"]) -> None:
    """WCAG 2.2 AA on every page, on a phone, a tablet and a desk; in the dark on a phone."""
    from axe_playwright_python.sync_playwright import Axe

    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {name: {"enabled": False} for name in NOT_ASKED},
        "resultTypes": ["violations"],
    }
    names = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    pages = [name for name in names if not name.startswith(("provenance/files", "downloads/"))]
    pages += [name for name in names if name.startswith("provenance/files")][:2]
    wrong = []
    # The policy keeps scripts of others out, axe too.
    context = shown.new_context(bypass_csp=True, color_scheme=scheme)
    window = context.new_page()
    for name in pages:
        window.goto(f"{site.resolve().as_uri()}/{name}")
        for width in WIDTHS if scheme == "light" and not name.startswith("provenance/") else WIDTHS[:1]:
            window.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(window, options=options).response["violations"]
            wrong += [f"{name}, {width} px: {one['id']}: {one['nodes'][0]['target']}" for one in found]
    context.close()
    assert wrong == []
