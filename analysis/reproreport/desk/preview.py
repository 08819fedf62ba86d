"""``report preview``: a build after each save, in one process, and the pages that follow it.

A process that stays has read before what has not changed, and has its programs loaded: a word is on the page
in the time that its chapter takes.
"""

from __future__ import annotations

import os
import sys
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import reproreport
from reproreport.desk.server import HOST, PORT, App, Feed, Pages, Server, State, bind
from reproreport.desk.watch import Watch
from reproreport.errors import Problem
from reproreport.notebooks.observed import read_observed
from reproreport.notebooks.warm import Kernels
from reproreport.oserrors import problems_of
from reproreport.pipeline import build, generations
from reproreport.pipeline.layout import Layout
from reproreport.project import Project, load_project
from reproreport.render.quarto.choose import Renderer

Say = Callable[[str], None]

#: Seconds for which a build that failed waits for the rest of a save; and for the next one, again and again.
_SAVING, _LONG = 0.05, 3600


def preview(
    root: Path,
    *,
    publication: str | None = None,
    port: int | None = None,
    browser: bool = True,
    renderer: Renderer = "auto",
    say: Say = print,
) -> int | None:
    """Build, serve and build again, until an interrupt or a change of the library.

    Args:
        root: the report.
        publication: the one to look at; None for the whole report.
        port: where to listen; None for the first free port.
        browser: whether to open the first page.
        renderer: which program renders.
        say: is told what happens.

    Returns:
        None after an interrupt; the port, where the library itself has changed: a process that has loaded it
        cannot follow, so the preview is to begin again.

    Raises:
        ReportError: the configuration is wrong at the beginning, there is no such publication, it has no
            HTML, or the port is taken.
    """
    try:
        with ExitStack() as stack:
            return _preview(stack, _Shown(root, publication), port, renderer, say, browser=browser)
    except KeyboardInterrupt:
        return None


def _preview(
    stack: ExitStack, shown: _Shown, port: int | None, renderer: Renderer, say: Say, *, browser: bool
) -> int:
    """Build and serve until the library changes (see :func:`preview`)."""
    listening = stack.enter_context(bind(port))
    number = int(listening.getsockname()[1])
    watch = Watch(shown.root, Path(reproreport.__file__).parent, say)
    stack.callback(watch.end)
    kernels = stack.enter_context(Kernels(shown.root))
    feed = Feed(shown.version)
    stack.enter_context(Server(App(shown.pages, feed), listening))
    stack.callback(feed.end)
    address = f"http://{HOST}:{number}/"
    if port is None and number != PORT:
        say(f"Port {PORT} is taken by another program: this preview is at {number}.")
    say(f"{shown.publication}: {address} (Ctrl-C ends the preview)")
    if browser:
        open_page(address)
    while not watch.library_changed:
        _build(shown, renderer, kernels, feed, watch, say)
        while not watch.changed.wait(_LONG):
            pass
    return number


class _Shown:
    """What is looked at of a publication: its site, or of an article its one page.

    The one page of a whole book takes as long as its site, and nobody looks at it while writing.
    """

    def __init__(self, root: Path, publication: str | None) -> None:
        """Read the configuration.

        Raises:
            ReportError: it is wrong, or there is no such publication.
        """
        self.root = root
        project = load_project(root, publication)
        self.publication = project.publication
        self.pages = Pages(root)
        self._find(project)

    def read(self) -> Project:
        """Return the whole report as it is now; its pages may have another place.

        Raises:
            ReportError: the configuration is wrong.
        """
        whole = load_project(self.root)
        same = self.publication == whole.publication
        self._find(whole if same else load_project(self.root, self.publication))
        return whole

    def _find(self, project: Project) -> None:
        self.kind = "html" if project.article else "site"
        self.pages.folder = Layout.of(project).published(project, self.kind)
        self.pages.home = f"{project.output_file}.html" if project.article else "index.html"

    def version(self) -> str:
        """Return what is another text whenever something was published; an empty one without pages."""
        if not (self.pages.folder / self.pages.home).is_file():
            return ""
        return "-".join(map(str, generations.version(self.root)))


def _build(shown: _Shown, renderer: Renderer, kernels: Kernels, feed: Feed, watch: Watch, say: Say) -> None:
    """Build until nothing has changed meanwhile, and tell what came of it.

    Raises:
        KeyboardInterrupt: the build was interrupted.
    """
    while not watch.library_changed:
        watch.changed.clear()
        start = time.perf_counter()
        feed.tell(State(building=True, problems=feed.state.problems))
        errors, steps = _once(shown, renderer, kernels, watch)
        # An editor that saves by way of another name leaves a moment in which a file is not there.
        if errors and watch.changed.wait(_SAVING):
            continue
        problems = tuple(problem for error in errors for problem in problems_of(error, shown.root))
        feed.tell(State(problems=problems))
        _sum_up(problems, steps, time.perf_counter() - start, say)
        if not watch.changed.is_set():
            return


def _once(
    shown: _Shown, renderer: Renderer, kernels: Kernels, watch: Watch
) -> tuple[tuple[BaseException, ...], tuple[str, ...]]:
    """Build once; return what stopped it, and the steps that it took.

    Raises:
        KeyboardInterrupt: the build was interrupted.
    """
    try:
        project = shown.read()
        watch.also(project.root / Path(path).expanduser() for path in project.outside)
        outcome = build(
            project,
            renderer=renderer,
            publications=(shown.publication,),
            formats=("html",),
            kinds=(shown.kind,),
            kernels=kernels,
        )
        watch.leave_out(_written(project))
    except Exception as error:  # whatever it is, the next save may mend it
        return (error,), ()
    for stopped in outcome.errors:
        if isinstance(stopped, KeyboardInterrupt):
            raise stopped
    return outcome.errors, tuple(outcome.seconds)


def _written(project: Project) -> Iterator[Path]:
    """Yield the files that notebooks write themselves."""
    for chapter in project.notebooks:
        for name in read_observed(Layout.of(project).observed(chapter)).written:
            yield project.root / name


def _sum_up(problems: tuple[Problem, ...], steps: tuple[str, ...], seconds: float, say: Say) -> None:
    now = time.strftime("%H:%M:%S")
    if problems:
        more = f" by {len(problems)} errors, all of them on the page; the first" if len(problems) > 1 else ""
        say(f"{now}  stopped{more}: {problems[0]}")
    elif steps:
        say(f"{now}  {seconds:.1f} s: {', '.join(steps)}")


def open_page(address: str) -> None:
    """Open a page in the author's browser, where there is a screen for one.

    A browser of the terminal would take the terminal.
    """
    screen = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in screen):
        return
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
