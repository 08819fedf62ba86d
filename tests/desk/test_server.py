"""What a preview serves, and to whom."""

from __future__ import annotations

import http.client
import json
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from reproreport.desk.server import (
    EVENTS,
    SCRIPT,
    App,
    Feed,
    Pages,
    Server,
    State,
    bind,
    is_own,
    located,
    with_script,
)
from reproreport.errors import Problem, ReportError

PAGE = b"<!DOCTYPE html><html><body><p>Hello</p></body></html>"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site as a build publishes it: a link to where its files are."""
    folder = tmp_path / ".published" / "1"
    (folder / "chapters").mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "chapters" / "index.html").write_bytes(PAGE)
    (folder / "report.css").write_text("p {}", encoding="utf-8")
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (tmp_path / "site").symlink_to(folder)
    return tmp_path / "site"


@pytest.fixture
def feed() -> Feed:
    """Return what pages are told."""
    return Feed(lambda: "7")


@pytest.fixture
def port(site: Path, feed: Feed) -> Iterator[int]:
    """Serve the site, and return the port."""
    listening = bind(None)
    with Server(App(Pages(site), feed), listening):
        yield int(listening.getsockname()[1])
        feed.end()


def ask(port: int, path: str, *, method: str = "GET", host: str | None = None) -> tuple[int, bytes]:
    """Return the status and the content of an answer; the path is sent as it stands."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.putrequest(method, path, skip_host=host is not None)
        if host:
            connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_a_page_gets_the_script_and_its_file_does_not(port: int, site: Path) -> None:
    """The script stands before the end of the body, with the version of what is served."""
    status, page = ask(port, "/")
    assert status == 200
    script = f'<script src="{SCRIPT}" data-version="7"></script></body>'.encode()
    assert page == PAGE.replace(b"</body>", script)
    assert (site / "index.html").read_bytes() == PAGE
    assert ask(port, "/chapters/")[1] == page
    assert ask(port, "/report.css") == (200, b"p {}")
    assert b"EventSource" in ask(port, SCRIPT)[1]


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1:8010", True),
        ("localhost:9000", True),
        ("LOCALHOST", True),
        ("[::1]:8010", True),
        ("evil.example", False),
        ("evil.example:8010", False),
        ("127.0.0.1.evil.example:8010", False),
        ("localhost:8010@evil.example", False),
        ("localhost.", False),
        ("", False),
    ],
)
def test_a_name_that_leads_here_is_no_name_of_ours(host: str, own: bool) -> None:
    """Else any page of the web could read the report by letting its own name lead to this machine."""
    assert is_own(host) is own


@pytest.mark.parametrize("path", ["/", SCRIPT, EVENTS, "/report.css"])
def test_a_foreign_name_is_refused_everywhere(port: int, path: str) -> None:
    """421: misdirected request; without a name, too."""
    assert ask(port, path, host="evil.example")[0] == 421
    assert ask(port, path, host="")[0] in (400, 421)


def test_it_is_only_read(port: int) -> None:
    """Nothing can be sent to it."""
    assert ask(port, "/", method="POST")[0] == 405
    assert ask(port, "/", method="HEAD") == (200, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/..%2fsecret.html",
        "/chapters/../../secret.html",
        "/%252e%252e/secret.html",
        "/..%5csecret.html",
        "//etc/passwd",
        "/etc/passwd",
        "/index.html%00",
        "/chapters/%00/index.html",
        "/out/secret.html",
        "/out.html",
        "/.published/1/index.html",
        "/" + "a/" * 2000,
        "/" + "a" * 5000,
    ],
)
def test_nothing_outside_of_the_site_is_served(port: int, site: Path, path: str) -> None:
    """Neither by its path, encoded or not, nor by a link in the site."""
    (site / "out").symlink_to(site.parent)
    (site / "out.html").symlink_to(site.parent / "secret.html")
    status, content = ask(port, path)
    assert status == 404
    assert b"secret" not in content
    assert b"root:" not in content


def test_the_site_may_become_another_link(port: int, site: Path) -> None:
    """As each publication makes it."""
    new = site.parent / ".published" / "2"
    new.mkdir()
    (new / "index.html").write_text("<p>new", encoding="utf-8")
    link = site.with_name("link")
    link.symlink_to(new)
    os.replace(link, site)  # noqa: PTH105
    assert ask(port, "/")[1].startswith(b"<p>new<script ")
    assert ask(port, "/chapters/")[0] == 404


def test_before_there_is_a_site(tmp_path: Path) -> None:
    """A page that says so, and waits: it has the script."""
    listening = bind(None)
    with Server(App(Pages(tmp_path / "site"), Feed(lambda: "")), listening):
        status, page = ask(int(listening.getsockname()[1]), "/")
    assert status == 404
    assert b"being built for the first time" in page
    assert SCRIPT.encode() in page


def test_an_article_is_one_page(tmp_path: Path) -> None:
    """The first page leads to it, whatever it is called."""
    (tmp_path / "bài báo.html").write_bytes(PAGE)
    listening = bind(None)
    with Server(App(Pages(tmp_path, "bài báo.html"), Feed(lambda: "1")), listening):
        port = int(listening.getsockname()[1])
        assert ask(port, "/")[0] == 307
        assert ask(port, "/b%C3%A0i%20b%C3%A1o.html")[0] == 200


def test_pages_are_told_what_is_new(port: int, feed: Feed) -> None:
    """The state as it is at first, then each other one, as server-sent events."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", EVENTS)
        answer = connection.getresponse()
        assert answer.headers["Content-Type"].startswith("text/event-stream")

        def next_state() -> dict[str, object]:
            while not (line := answer.readline()).startswith(b"data: "):
                assert line
            found: dict[str, object] = json.loads(line[6:])
            return found

        assert next_state() == {"version": "7", "building": False, "problems": []}
        feed.tell(State(problems=(Problem("<b>bold</b>", "a.qmd:3", "write it"),)))
        told = next_state()
        assert told["problems"] == [{"what": "<b>bold</b>", "where": "a.qmd:3", "fix": "write it"}]


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("default-src 'none'; img-src 'self'", {"script-src 'self'", "connect-src 'self'", "img-src 'self'"}),
        ("script-src 'sha256-x'", {"script-src 'sha256-x' 'self'"}),
        ("style-src 'self'", {"style-src 'self'"}),
    ],
)
def test_a_policy_of_the_page_allows_the_script(policy: str, allowed: set[str]) -> None:
    """And what else it forbids, it still forbids."""
    page = f'<head><meta http-equiv="Content-Security-Policy" content="{policy}"></head><body></body>'
    served = with_script(page.encode(), "1").decode()
    found = served.split('content="')[1].split('"')[0].split("; ")
    assert allowed <= set(found)


def test_a_port_that_is_taken() -> None:
    """The next free one; where it was named, one message and what to do."""
    with closing(bind(None)) as first, closing(bind(None)) as second:
        taken = int(first.getsockname()[1])
        assert int(second.getsockname()[1]) > taken
        with pytest.raises(
            ReportError, match=f"port {taken} is taken by another program\n.*name another one"
        ):
            bind(taken)


def test_only_this_machine_is_listened_to() -> None:
    """The socket is bound to the loopback address."""
    with closing(bind(None)) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        assert listening.family == socket.AF_INET


def test_links_within_the_site_are_followed(site: Path) -> None:
    """A published file may be one."""
    (site / "again.html").symlink_to("index.html")
    assert located(site, "/again.html") == (site / "index.html").resolve()
