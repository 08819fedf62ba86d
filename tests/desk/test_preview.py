"""``report preview`` in a browser, with an author who saves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import reproreport
from browsers import Heard, browser, in_browser, listen
from reproreport.desk.server import bind

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Edit = Callable[[Path, str, str], None]
CHAPTER = "chapters/coffee/index.qmd"
PAGE = "chapters/coffee/index.html"

#: Milliseconds: machines may be slow, and no test measures how slow.
PATIENCE = 60_000


def free_port() -> int:
    """Return a port that nobody listens to."""
    with closing(bind(None)) as one:
        return int(one.getsockname()[1])


@contextmanager
def previewed(
    root: Path, *words: str, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``report preview`` while the block runs; give the process and its address."""
    command = [sys.executable, "-m", "reproreport", "preview", "--no-browser", "--renderer", "pandoc", *words]
    process = subprocess.Popen(
        command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        while line and "http://" not in line:
            line = process.stderr.readline()
        assert line, "the preview ended"
        yield process, line.split()[1]
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Run one browser for all tests."""
    with browser() as one:
        yield one


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a window of a small screen."""
    one = chromium.new_page(viewport={"width": 900, "height": 500})
    one.set_default_timeout(PATIENCE)
    yield one
    one.close()


@pytest.fixture
def long_chapter(built: Path) -> Path:
    """Return a report with a chapter that is longer than a window."""
    chapter = built / CHAPTER
    much = "Much more of it. " * 120
    more = [f"\n## Section {letter} {{#sec-{letter}}}\n\n{much}\n" for letter in "abcde"]
    chapter.write_text("".join([chapter.read_text(encoding="utf-8"), *more]), encoding="utf-8")
    return built


OVERLAY = """// While a page is reloaded it has nothing.
const host = document.querySelector('report-preview');
const panel = host && host.shadowRoot.querySelector('section');
const text = document.body ? document.body.innerText : '';
const top = (name) => document.querySelector(name).getBoundingClientRect().top;"""


def said(page: Page) -> str:
    """Return what the page's overlay says; an empty text where there is none."""
    return str(page.evaluate(f"() => {{ {OVERLAY} return panel.hidden ? '' : panel.innerText }}"))


def wait_until(page: Page, condition: str) -> None:
    """Wait until a JavaScript expression is true in a page with the preview's script."""
    page.wait_for_function(f"() => {{ {OVERLAY} return panel && ({condition}) }}", timeout=PATIENCE)


def hears_nothing(heard: Heard, address: str) -> None:
    """Hold a page to no error in its console, and no request to another host."""
    assert heard.errors == []
    assert heard.hosts <= {address.removeprefix("http://").strip("/"), ""}


@in_browser
def test_a_word_an_error_and_its_mending(long_chapter: Path, page: Page, edit: Edit) -> None:
    """The page follows a save in its place; an error stands over the last good page until it is mended."""
    chapter = long_chapter / CHAPTER
    with previewed(long_chapter) as (_, address):
        heard = listen(page)
        page.goto(f"{address}{PAGE}")
        wait_until(page, "document.querySelector('#sec-d')")
        page.evaluate("document.querySelector('#sec-d').scrollIntoView({behavior: 'instant'})")
        page.evaluate("scrollBy({top: 40, behavior: 'instant'})")
        top = page.evaluate("document.querySelector('#sec-d').getBoundingClientRect().top")

        edit(chapter, "We asked", f"Before all that: {'new words. ' * 200}\n\nLately we asked")
        wait_until(page, "text.includes('Lately we asked')")
        wait_until(page, f"Math.abs(top('#sec-d') - {top}) < 2")
        assert said(page) == ""

        edit(chapter, "see @tbl-cups", "see @tbl-<b>cups</b> and @tbl-mugs")
        wait_until(page, "!panel.hidden")
        assert "@tbl-mugs" in said(page)
        assert "chapters/coffee/index.qmd:5" in said(page)
        assert page.evaluate(f"() => {{ {OVERLAY} return panel.querySelectorAll('b').length }}") == 0
        assert "Lately we asked" in page.inner_text("body")

        edit(chapter, "see @tbl-<b>cups</b> and @tbl-mugs", "see @tbl-cups again")
        wait_until(page, "panel.hidden && text.includes('again')")
        wait_until(page, f"Math.abs(top('#sec-d') - {top}) < 2")
        hears_nothing(heard, address)


@in_browser
def test_a_datum_and_a_cell(built: Path, page: Page, edit: Edit) -> None:
    """A row more is counted on the page; a cell that raises is named, and mended."""
    with previewed(built) as (_, address):
        page.goto(f"{address}{PAGE}")
        wait_until(page, "text.includes('asked 3 people')")
        with (built / "data/coffee/cups.csv").open("a", encoding="utf-8") as rows:
            rows.write("dung,4\n")
        wait_until(page, "text.includes('asked 4 people')")
        notebook = built / "chapters/coffee/notebook.ipynb"
        edit(notebook, "record('people', len(cups)", "record('people', len(kups)")
        wait_until(page, "!panel.hidden")
        assert "chapters/coffee/notebook.ipynb, cell 2" in said(page)
        assert "NameError" in said(page)
        edit(notebook, "len(kups)", "len(cups)")
        wait_until(page, "panel.hidden")


@in_browser
def test_ways_of_saving(built: Path, page: Page) -> None:
    """By another name, moved away first, several at once, in a new folder; and a file that goes."""
    chapter, preface = built / CHAPTER, built / "index.qmd"
    text = chapter.read_text(encoding="utf-8")
    with previewed(built) as (_, address):
        page.goto(f"{address}{PAGE}")
        wait_until(page, "true")
        new = chapter.with_name(".index.qmd.swp")
        new.write_text(text.replace("We asked", "By another name"), encoding="utf-8")
        new.replace(chapter)
        wait_until(page, "text.includes('By another name')")

        chapter.rename(chapter.with_name("index.qmd~"))
        time.sleep(0.02)
        chapter.write_text(text.replace("We asked", "Moved away first"), encoding="utf-8")
        chapter.with_name("index.qmd~").unlink()
        wait_until(page, "text.includes('Moved away first') && panel.hidden")

        (built / "parts").mkdir()
        (built / "parts/more.md").write_text("Of a new folder.\n", encoding="utf-8")
        chapter.write_text(text + "\n{{< include /parts/more.md >}}\n", encoding="utf-8")
        preface.write_text("# Preface {.unnumbered}\n\nOf two files.\n", encoding="utf-8")
        wait_until(page, "text.includes('Of a new folder')")
        page.goto(address)
        wait_until(page, "text.includes('Of two files')")
        page.goto(f"{address}{PAGE}")
        wait_until(page, "true")
        (built / "parts/more.md").write_text("In the new folder.\n", encoding="utf-8")
        wait_until(page, "text.includes('In the new folder')")

        chapter.unlink()
        wait_until(page, "!panel.hidden && panel.innerText.includes('chapters/coffee/index.qmd')")
        chapter.write_text(text, encoding="utf-8")
        wait_until(page, "panel.hidden && text.includes('We asked')")


@in_browser
def test_edits_during_a_build_lead_to_one_more(built: Path, page: Page, edit: Edit) -> None:
    """While a notebook runs for long, the last of many saves is what the page shows in the end."""
    notebook, chapter = built / "chapters/coffee/notebook.ipynb", built / CHAPTER
    with previewed(built) as (_, address):
        page.goto(f"{address}{PAGE}")
        wait_until(page, "true")
        edit(notebook, "cups = sources.read", "import time; time.sleep(2); cups = sources.read")
        time.sleep(1)
        words = "We asked"
        for number in range(5):
            edit(chapter, words, f"Number {number} asked")
            words = f"Number {number} asked"
            time.sleep(0.2)
        wait_until(page, "panel.hidden && text.includes('Number 4 asked')")


@in_browser
def test_from_nothing_with_an_error(report: Path, page: Page, edit: Edit) -> None:
    """There is no good page yet: one that says so, with the error, and then the report."""
    edit(report / CHAPTER, "@tbl-cups", "@tbl-mugs")
    with previewed(report) as (_, address):
        page.goto(address)
        wait_until(page, "!panel.hidden && panel.innerText.includes('@tbl-mugs')")
        assert "being built for the first time" in page.inner_text("body")
        edit(report / CHAPTER, "@tbl-mugs", "@tbl-cups")
        wait_until(page, "panel.hidden && text.includes('A report about coffee')")


def test_an_interrupt_ends_it_at_once(built: Path) -> None:
    """Exit code 0; no process and no lock is left, and the address is free."""
    with previewed(built) as (process, address):
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
    assert (built / "build/.lock").read_text(encoding="utf-8") == ""
    with closing(bind(int(address.rsplit(":", 1)[1].strip("/")))):
        pass


def test_a_library_that_changes(built: Path, tmp_path: Path) -> None:
    """The preview begins again at the same address: what it has loaded is not what it would note down."""
    library = Path(shutil.copytree(Path(reproreport.__file__).parent, tmp_path / "library" / "reproreport"))
    surroundings = {**os.environ, "PYTHONPATH": str(library.parent)}
    with previewed(built, environment=surroundings) as (process, address):
        assert process.stderr is not None
        lines = iter(process.stderr.readline, "")
        time.sleep(1)
        (library / "mime.py").write_text('FIGURE_DATA = "another"\n', encoding="utf-8")
        assert "The library has changed: the preview starts again.\n" in lines
        assert any(address in line for line in lines)


def test_an_interrupt_while_a_notebook_runs(report: Path, edit: Edit) -> None:
    """The notebook ends, too."""
    notebook = report / "chapters/coffee/notebook.ipynb"
    long = "open('begun', 'w').close(); import time; time.sleep(600); "
    edit(notebook, "cups = sources.read", f"{long}cups = sources.read")
    with previewed(report) as (process, _):
        while not (report / "begun").exists():
            assert process.poll() is None
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=60) == 0
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)


def test_another_command_works_meanwhile(built: Path) -> None:
    """The report is held only while something is built."""
    with previewed(built):
        command = [sys.executable, "-m", "reproreport", "build", "--renderer", "pandoc"]
        done = subprocess.run(command, cwd=built, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--publication", "boook"], 1, "did you mean 'book'?"),
        (["--port", "0"], 2, "is not in the range"),
    ],
)
def test_what_cannot_be_previewed(built: Path, words: list[str], code: int, message: str) -> None:
    """One message, before anything is served."""
    command = [sys.executable, "-m", "reproreport", "preview", *words]
    done = subprocess.run(command, cwd=built, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_of_its_own(built: Path) -> None:
    """A second preview of the same port is refused by name."""
    port = str(free_port())
    with previewed(built, "--port", port) as (_, address):
        assert address == f"http://127.0.0.1:{port}/"
        command = [sys.executable, "-m", "reproreport", "preview", "--port", port]
        done = subprocess.run(command, cwd=built, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 1
        assert f"port {port} is taken" in done.stderr
