"""Notice that something a report may be made of has changed.

What has changed in fact, a build finds out by contents; so what is noticed here may be too much, and never
too little: a save by way of another name, several files at once, a file that goes.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from reproreport.inputs import GENERATED

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
