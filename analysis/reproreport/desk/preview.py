"""``report preview``: a build after each save, in one process, and the pages that follow it.

A process that stays has read before what has not changed, and has its programs loaded: a word is on the page
in the time that its chapter takes.

Notice that something a report may be made of has changed.

What has changed in fact, a build finds out by contents; so what is noticed here may be too much, and never
too little: a save by way of another name, several files at once, a file that goes.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import reproreport
from reproreport.desk.server import HOST, PORT, App, Feed, Pages, Server, State, bind
from reproreport.errors import Problem
from reproreport.inputs import GENERATED
from reproreport.notebooks.observed import read_observed
from reproreport.notebooks.warm import Kernels
from reproreport.oserrors import problems_of
from reproreport.pipeline import build, generations
from reproreport.pipeline.layout import Layout
from reproreport.project import Project, load_project
from reproreport.render.quarto.choose import Renderer

#: Milliseconds without a change after which a save is over, and after which one is told in any case.
_STEP_MS, _LONGEST_MS = 20, 400
#: Milliseconds after which a watcher sees that it is to end; between looks, where the system tells nothing.
_TIMEOUT_MS, _POLL_MS = 500, 300


class Watch:
    """Watches a report, and what it uses outside of its folder, in threads that end with the process.

    Attributes:
        changed: is set when something has changed; whoever waits for it clears it before looking.
    """

    def __init__(self, root: Path, library: Path, say: Callable[[str], None]) -> None:
        """Begin to watch.

        Args:
            root: the report.
            library: the folder of this library, of which a change is told apart.
            say: is told where the system cannot tell of changes, so that files are looked at again and again.
        """
        self.changed = threading.Event()
        self.library_changed = False
        self._root = Path(os.path.realpath(root))
        self._library = Path(os.path.realpath(library))
        self._say = say
        self._ended = threading.Event()
        self._again = threading.Event()
        self._outside: frozenset[Path] = frozenset()
        self._own: frozenset[Path] = frozenset()
        threading.Thread(target=self._top, name="watch report", daemon=True).start()
        threading.Thread(target=self._below, name="watch folders", daemon=True).start()

    def end(self) -> None:
        """Stop."""
        self._ended.set()
        self._again.set()

    def also(self, outside: Iterable[Path]) -> None:
        """Watch these files and folders outside of the report, too, and no others."""
        found = frozenset(Path(os.path.realpath(one)) for one in outside)
        if found != self._outside:
            self._outside = found
            self._again.set()

    def leave_out(self, written: Iterable[Path]) -> None:
        """Take no notice of files that notebooks write themselves: each build may write them again."""
        self._own = frozenset(Path(os.path.realpath(one.parent)) / one.name for one in written)

    def _top(self) -> None:
        """Watch the names and files in the report's folder itself."""
        for changes in self._watched([self._root], self._ended, recursive=False):
            if any(path.is_dir() or not path.exists() for path in changes):
                self._again.set()  # a folder that is new has to be watched
            self._note(changes)

    def _below(self) -> None:
        """Watch all folders; again from the beginning where they are others."""
        first = True
        while not self._ended.is_set():
            self._again.clear()
            folders = [*self._folders(), *(one for one in self._outside if one.exists()), self._library]
            if not first:
                self.changed.set()  # what came before anybody watched
            first = False
            for changes in self._watched(folders, self._again, recursive=True):
                self._note(changes)
            if not self._again.is_set():  # a folder went while it was about to be watched
                self._ended.wait(_POLL_MS / 1000)

    def _watched(
        self, paths: Iterable[Path], ended: threading.Event, *, recursive: bool
    ) -> Iterator[frozenset[Path]]:
        """Yield the paths that changed together, until the end."""
        from watchfiles import watch

        paths, polling = list(paths), None
        while not ended.is_set():
            try:
                for changes in watch(
                    *paths,
                    watch_filter=lambda _kind, path: self.counts(Path(path)),
                    debounce=_LONGEST_MS,
                    step=_STEP_MS,
                    stop_event=ended,
                    rust_timeout=_TIMEOUT_MS,
                    raise_interrupt=False,
                    force_polling=polling,
                    poll_delay_ms=_POLL_MS,
                    recursive=recursive,
                    ignore_permission_denied=True,
                ):
                    yield frozenset(Path(path) for _, path in changes)
                return
            except FileNotFoundError:
                return
            except OSError as error:
                if polling:
                    raise
                polling = True
                self._say(f"the system cannot tell of changes ({error}): files are looked at again and again")

    def _folders(self) -> Iterator[Path]:
        """Yield the folders of the report that may hold something of it."""
        with suppress(OSError):
            for path in sorted(self._root.iterdir()):
                if path.is_dir() and self.counts(path) and not (path / "pyvenv.cfg").exists():
                    yield path

    def _note(self, changes: Iterable[Path]) -> None:
        if any(path.is_relative_to(self._library) for path in changes):
            self.library_changed = True
        self.changed.set()

    def counts(self, path: Path) -> bool:
        """Return whether a report may be made of a file; no build reads what is hidden or generated."""
        if path in self._own:
            return False
        for base in (self._root, self._library):
            if path.is_relative_to(base):
                parts = path.relative_to(base).parts
                hidden = any(part.startswith(".") or part.endswith("~") for part in parts)
                return not hidden and GENERATED.isdisjoint(parts)
        return True


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
