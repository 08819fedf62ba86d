"""Serve a folder of pages to this machine alone, and tell them when there is something new.

Each page gets a script as it is served (``assets/preview.js``); the files stay as a build wrote them. Every
answer is read from where the folder is at that moment: it may be a link that each publication changes.
"""

from __future__ import annotations

import asyncio
import errno
import json
import mimetypes
import os
import re
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from reproreport.errors import Problem, ReportError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

HOST = "127.0.0.1"
PORT = 8010
#: So many ports are tried where none was named.
_TRIED = 50

EVENTS = "/.report/events"
SCRIPT = "/.report/preview.js"
_ASSET = Path(__file__).parent / "assets" / "preview.js"

#: By these names, at any port, a browser on this machine asks; by another one a foreign page does, whose
#: owner has let its name lead here.
_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})

#: Seconds after which a page that listens is looked after: whether it is still there, and whether another
#: command has published.
_LOOK_SECONDS = 1.0

_POLICY = re.compile(
    rb"""<meta\s+http-equiv=["']?Content-Security-Policy["']?\s+content=(?:"([^"]*)"|'([^']*)')[^>]*>""",
    re.IGNORECASE,
)
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True)
class State:
    """What pages are told: whether a build runs, and what stopped the last one."""

    building: bool = False
    problems: tuple[Problem, ...] = ()


class Feed:
    """The state of a preview, which one thread sets and the server's tells to pages."""

    def __init__(self, version: Callable[[], str]) -> None:
        """Begin with nothing to tell; *version* says what is another text whenever pages have changed."""
        self.version = version
        self.state = State()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[asyncio.Event] = set()
        self._ended = False

    def tell(self, state: State) -> None:
        """Tell every page that listens; may be called from any thread."""
        self.state = state
        self._wake()

    def end(self) -> None:
        """Let go of the pages that listen."""
        self._ended = True
        self._wake()

    def _wake(self) -> None:
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the server has ended
                loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        for one in self._listeners:
            one.set()

    async def lines(self) -> AsyncIterator[str]:
        """Yield server-sent events: the state as it is, and again whenever it is another one."""
        self._loop = asyncio.get_running_loop()
        news = asyncio.Event()
        self._listeners.add(news)
        told = ""
        try:
            yield "retry: 500\n\n"
            while not self._ended:
                news.clear()
                line = self._line()
                # A line without words finds out who has gone.
                yield f"data: {line}\n\n" if line != told else ":\n\n"
                told = line
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), _LOOK_SECONDS)
        finally:
            self._listeners.discard(news)

    def _line(self) -> str:
        state = self.state
        problems = [{"what": one.what, "where": one.where, "fix": one.fix} for one in state.problems]
        return json.dumps({"version": self.version(), "building": state.building, "problems": problems})


@dataclass
class Pages:
    """Where pages are: a folder, which need not be there yet, and the name of the first one."""

    folder: Path
    home: str = "index.html"


class App:
    """The ASGI application: a folder's files, the script, and the events."""

    def __init__(self, pages: Pages, feed: Feed) -> None:
        """Serve what is at a place when it is asked for, and tell pages what *feed* says."""
        self._pages = pages
        self._feed = feed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        from starlette.requests import Request

        if scope["type"] == "http":
            answer = self._answer(Request(scope))
            await answer(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        if not is_own(request.headers.get("host", "")):
            return _response(b"This preview answers only to localhost.\n", "text/plain", 421)
        if request.method not in ("GET", "HEAD"):
            return _response(b"A preview is only read.\n", "text/plain", 405)
        return self._found(str(request.scope["path"]))  # without escapes

    def _found(self, path: str) -> Response:
        from starlette.responses import RedirectResponse, StreamingResponse

        if path == EVENTS:
            return StreamingResponse(self._feed.lines(), media_type="text/event-stream", headers=_HEADERS)
        if path == "/favicon.ico" and located(self._pages.folder, path) is None:
            return _response(b"", "image/x-icon", 204)  # browsers ask for it, and call its absence an error
        if path == SCRIPT:
            return _response(_ASSET.read_bytes(), "text/javascript")
        home = self._pages.home
        if path == "/" and home != "index.html":
            return RedirectResponse(f"/{quote(home)}", headers=_HEADERS)
        return self._file(path)

    def _file(self, path: str) -> Response:
        """Return a file of the folder as it is now; a page with the script."""
        version = self._feed.version()  # before the page is read, which so is never older
        found = located(self._pages.folder, path)
        try:
            content = found.read_bytes() if found is not None else None
        except OSError:
            content = None
        if found is None or content is None:
            words = (
                "This page is not in the report"
                if version
                else "The report is being built for the first time"
            )
            return _response(with_script(_page(words), version), "text/html", 404)
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        if kind == "text/html":
            content = with_script(content, version)
        return _response(content, kind)


def is_own(host: str) -> bool:
    """Return whether a ``Host`` header names this machine; any port may be forwarded to the preview."""
    name, colon, port = host.rpartition(":")
    if not colon or host.endswith("]"):
        name, port = host, ""
    return name.lower() in _OWN_NAMES and (not port or (port.isascii() and port.isdigit()))


def located(folder: Path, path: str) -> Path | None:
    """Return the file that a request's path names in a folder; None where there is none, or outside of it.

    A path to a folder is its ``index.html``. Links are followed, and must stay in the folder.
    """
    parts = PurePosixPath(path.lstrip("/")).parts
    if "\0" in path or "\\" in path or any(part == ".." or part.startswith(".") for part in parts):
        return None
    try:
        base = Path(os.path.realpath(folder))
        found = Path(os.path.realpath(base.joinpath(*parts)))
        if found.is_dir():
            found = Path(os.path.realpath(found / "index.html"))
        return found if found.is_relative_to(base) and found.is_file() else None
    except (OSError, ValueError):
        return None


def with_script(page: bytes, version: str) -> bytes:
    """Return a page with the preview's script at its end, which a policy of its own must not forbid."""
    script = f'<script src="{SCRIPT}" data-version="{escape(version)}"></script>'.encode()
    page = _POLICY.sub(_allow, page, count=1)
    at = page.lower().rfind(b"</body>")
    return page + script if at < 0 else page[:at] + script + page[at:]


def _allow(policy: re.Match[bytes]) -> bytes:
    """Return a content security policy that also allows the preview's script, and what it listens to."""
    given = (policy[1] if policy[1] is not None else policy[2]).decode("utf-8", "replace")
    rules = {
        name: rest for name, _, rest in (rule.strip().partition(" ") for rule in given.split(";")) if name
    }
    for name in ("script-src", "connect-src"):
        sources = rules.get(name, rules.get("default-src"))
        if sources is not None:
            rules[name] = " ".join([*(one for one in sources.split() if one != "'none'"), "'self'"])
    text = "; ".join(f"{name} {rest}".strip() for name, rest in rules.items())
    return f'<meta http-equiv="Content-Security-Policy" content="{text}">'.encode()


def _page(words: str) -> bytes:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<title>{words}</title><body><main "
        'style="font: 1.1rem/1.5 system-ui; margin: 3rem auto; max-width: 35rem">'
        f'<h1 style="font-size: 1.4rem">{words}</h1>'
        '<p><a href="/">The first page</a></p></main></body></html>'
    ).encode()


def _response(content: bytes, kind: str, status: int = 200) -> Response:
    from starlette.responses import Response

    return Response(content, status, _HEADERS, kind)


class Server:
    """The server in a thread of its own, while the block runs."""

    def __init__(
        self, app: Callable[[Scope, Receive, Send], Awaitable[None]], listening: socket.socket
    ) -> None:
        """Prepare to serve on a socket that is bound."""
        import uvicorn

        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            ws="none",
            http="h11",
            loop="asyncio",
            server_header=False,
            timeout_graceful_shutdown=0,
        )
        self._server = uvicorn.Server(config)
        self._socket = listening
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="preview", daemon=True
        )

    def __enter__(self) -> Server:
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Answer no more, at once."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(timeout=1)
        self._socket.close()


def bind(port: int | None) -> socket.socket:
    """Return a socket that listens to this machine alone: at a port, or at the first free one from 8010 on.

    Raises:
        ReportError: the port that was named is taken or not allowed, or none is free.
    """
    for number in [port] if port is not None else range(PORT, PORT + _TRIED):
        one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if os.name == "posix":  # elsewhere this lets two programs have one port
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind((HOST, number))
            one.listen(128)
        except OSError as error:
            one.close()
            if port is None:
                continue
            taken = error.errno == errno.EADDRINUSE
            what = f"port {port} is taken by another program" if taken else f"port {port}: {error.strerror}"
            fix = "name another one; without --port the first free one is taken"
            raise ReportError(Problem(what, "--port", fix)) from None
        return one
    what = f"no port from {PORT} to {PORT + _TRIED - 1} is free"
    raise ReportError(Problem(what, fix="name one: report preview --port N"))
