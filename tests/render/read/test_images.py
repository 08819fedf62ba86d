"""What a browser loads by itself, and what only a reader follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reproreport.render.read.images import requests

Problems = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<script src="https://a.org/x.js"></script>', ["https://a.org/x.js"]),
        ('<img src="//a.org/x.png">', ["//a.org/x.png"]),
        ('<img srcset="a.png 1x, https://a.org/b.png 2x">', ["https://a.org/b.png"]),
        ('<link rel="stylesheet" href="http://a.org/x.css">', ["http://a.org/x.css"]),
        ('<link rel="preconnect" href="https://a.org">', ["https://a.org"]),
        ('<iframe src="https://a.org/"></iframe>', ["https://a.org/"]),
        ('<p style="background: url(https://a.org/x.png)">x</p>', ["https://a.org/x.png"]),
        ("<style>@import 'https://a.org/x.css';</style>", ["https://a.org/x.css"]),
        ("@font-face { src: url('//a.org/f.woff2') }", ["//a.org/f.woff2"]),
        ('<script>fetch("https://a.org/x")</script>', ["https://a.org/x"]),
        ('<svg><image xlink:href="https://a.org/x.png"/></svg>', ["https://a.org/x.png"]),
        ('<svg><use href="https://a.org/x.svg#a"/></svg>', ["https://a.org/x.svg#a"]),
        ('<meta http-equiv="refresh" content="0; url=https://a.org/">', ["https://a.org/"]),
    ],
)
def test_what_is_loaded(text: str, found: list[str]) -> None:
    """Once each, as it is written."""
    assert requests(text + text) == found


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://a.org">a</a>',
        '<link rel="prev" href="https://a.org">',
        '<img src="x.png"><script src="site/x.js"></script>',
        '<p>url(https://a.org)</p><code>src="https://a.org"</code>',
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>',
        '<img src="data:image/png;base64,AAAA">',
    ],
)
def test_what_is_not(text: str) -> None:
    """Links, words, names of standards, and what the page itself holds."""
    assert requests(text) == []


def test_a_picture_that_asks_another_host_is_refused(problems: Problems) -> None:
    """An SVG may load another picture."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://a.org/x.png"/></svg>'
    (found,) = problems({"a.qmd": '# A\n\n![](x.svg){fig-alt="x"}\n', "x.svg": svg})
    assert found.startswith("a.qmd:3: image 'x.svg' asks for https://a.org/x.png")
