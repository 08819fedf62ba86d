"""What is wrong with a picture in any format: broken, of another kind than its name says, or not whole."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any

from reproreport.readable import said, turned
from reproreport.render.pandoc.memory import Memory, key_of
from reproreport.render.read.harmless import link_harms

ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
IN_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:[a-z][a-z0-9+.-]*:)?//[^"')\s;]+)""", re.IGNORECASE)
IN_SCRIPT = re.compile(r"""["'`]((?:https?|wss?)://[^"'`\s]+)["'`]""")

LOADED = {
    "src", "srcset", "poster", "data", "background", "manifest", "ping", "archive", "codebase", "classid",
}  # fmt: skip
"""Attributes whose address a browser loads by itself, on any element."""

PICTURES = {"image", "use", "feimage", "script", "pattern", "lineargradient", "radialgradient", "filter"}
"""Elements of SVG that load what ``href`` names; in HTML it is ``link``."""

QUIET = {"canonical", "prev", "next", "author", "license", "alternate", "help", "search"}
"""Relations of a ``link`` that name another page without loading it."""


def requests(text: str) -> list[str]:
    """Return the addresses on other hosts that a page, style sheet or SVG picture asks for by itself.

    Links that a reader may follow are none of them.
    """
    found = _Reader(text).found if text.lstrip("\ufeff \n").startswith("<") else IN_STYLE.findall(text)
    return list(dict.fromkeys(address.strip() for address in found))


class _Reader(HTMLParser):
    """Collects what elements load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""
        # A marked section that is none of HTML's stops Python's parser: it is a comment for browsers.
        self.feed(text.replace("<![", "<!x["))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        values = {key: value or "" for key, value in attrs}
        self.found += IN_STYLE.findall(values.get("style", ""))
        for key, value in values.items():
            if key in LOADED or (key in ("href", "xlink:href") and _loads(tag, values)):
                self.found += [part for part in _addresses(key, value) if ELSEWHERE.match(part)]
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.found += [part for part in values.get("content", "").split("=")[1:] if ELSEWHERE.match(part)]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._inside = ""

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  (the parser's signature)
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Take every address in a script for one that it asks for."""
        if self._inside in ("script", "style"):
            self.found += (IN_SCRIPT if self._inside == "script" else IN_STYLE).findall(data)


def _loads(tag: str, values: dict[str, str]) -> bool:
    if tag == "link":
        return not set(values.get("rel", "").lower().split()) <= QUIET
    return tag in PICTURES


def _addresses(key: str, value: str) -> Iterator[str]:
    """Yield the addresses in an attribute; ``srcset`` holds several."""
    for part in value.split(",") if key == "srcset" else [value]:
        yield part.strip().split(" ")[0]


IMAGES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})
"""Kinds that pages, Typst and Word (some by Typst's drawing) show."""

Fault = tuple[str, str]
"""What is wrong with a picture, said after its name, and what to do."""

_UNITS = {"pt": 1, "pc": 12, "in": 72, "cm": 28.35, "mm": 2.835, "q": 0.71, "em": 12, "rem": 12, "%": 0}
LONGEST = 100_000
"""Points or pixels that a drawing may be long: 35 metres."""

CONVERT = "convert it to PNG, or to SVG if it is a drawing"
AGAIN = "export it again"
INSIDE = "put what it refers to inside it ('embed images' in most programs), or draw it without"
NO_REQUEST = "draw it without: the report asks no other host for anything"

_SIGNS = (
    (".png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    (".jpg", re.compile(rb"\xff\xd8\xff")),
    (".gif", re.compile(rb"GIF8[79]a")),
    (".webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    (".avif", re.compile(rb"....ftypavi[fs]", re.DOTALL)),
    (".heic", re.compile(rb"....ftyp(?:hei|hev|mif|msf)", re.DOTALL)),
    (".tiff", re.compile(rb"II\*\0|MM\0\*")),
    (".pdf", re.compile(rb"%PDF")),
    (".eps", re.compile(rb"%!PS|\xc5\xd0\xd3\xc6")),
    (".bmp", re.compile(rb"BM....\0\0\0\0", re.DOTALL)),
    (".html", re.compile(rb"\s*<(?:!doctype html|html)\b", re.IGNORECASE)),
    (".svg", re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*\0?<")),
)
"""How files of each kind begin."""

_POINTER = b"version https://git-lfs"
_URL = re.compile(r"url\(\s*[\"']?([^\"')\s]+)|@import\s+[\"']([^\"']+)")
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def kind(data: bytes) -> str:
    """Return the suffix that a file should have by how it begins; empty where nobody knows."""
    return next((suffix for suffix, sign in _SIGNS if sign.match(data)), "")


def faults(data: bytes, name: PurePosixPath, memory: Memory) -> list[Fault]:
    """Return what keeps a picture from being shown in any format."""
    suffix = name.suffix.lower()
    key = key_of("picture", hashlib.sha256(data).hexdigest(), suffix)
    found: list[Fault] | None = memory.get(key)
    if found is None:
        found = list(_faults(data, suffix))
        memory.put(key, found)
    return [(what, fix.format(name=name.stem)) for what, fix in found]


def svg_faults(data: bytes) -> Iterator[Fault]:
    """Yield what keeps an SVG picture from being shown in any format."""
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield f"is not valid XML: {error.msg}", AGAIN
        return
    if _local(root.tag) != "svg":
        yield f"is no SVG: its first element is '{_local(root.tag)}'", AGAIN
        return
    if large := _too_large(root):
        yield (
            f"is {large} long or wide, more than programs agree to draw",
            f"{AGAIN}, at most {LONGEST:,} long",
        )
    elif _is_empty(root):
        yield "has no width or no height", f"{AGAIN}, with a width, a height or a viewBox above 0"
    if (turning := turned("".join(root.itertext()))) is not None:
        yield f"holds {said(turning).removeprefix('the ')}", f"{AGAIN} without it"
    for what in dict.fromkeys(_active(root)):
        yield f"holds {what}, which no page runs", "draw it without"
    for address in dict.fromkeys(_files(root)):
        yield f"refers to another file, '{address[:80]}', which no page would show", INSIDE
    for address in requests(etree.tostring(root, encoding="unicode")):
        yield f"asks for {address}", NO_REQUEST


def _faults(data: bytes, suffix: str) -> Iterator[Fault]:
    found = kind(data)
    same = {".jpeg": ".jpg"}
    if data.startswith(_POINTER):
        yield "is only a pointer of Git LFS", "fetch the file itself: git lfs pull"
    elif not data.strip():
        yield "is empty", AGAIN
    elif found == ".html" or not found:
        yield f"is no {suffix[1:].upper()} picture", f"{AGAIN}, or download it again"
    elif found != same.get(suffix, suffix):
        fix = f"call it '{{name}}{found}'" if found in IMAGES else CONVERT
        yield f"is a picture of the kind {found[1:].upper()}, not {suffix[1:].upper()}", fix
    elif suffix == ".svg":
        yield from svg_faults(data)
    else:
        yield from _pixel_faults(data)


def _pixel_faults(data: bytes) -> Iterator[Fault]:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                image.load()
    except UnidentifiedImageError:
        yield "is damaged: nothing of it can be read", AGAIN
    except Image.DecompressionBombError:
        yield "has more pixels than programs agree to show", "make it smaller"
    except Exception as error:
        yield f"is damaged: {error}", AGAIN


def _local(name: str) -> str:
    """Return an XML name without its namespace."""
    return name.rpartition("}")[2]


def _is_empty(root: Any) -> bool:
    """Say whether a drawing has a side of no length."""
    return any(float(number) <= 0 for number in _sides(root))


def _too_large(root: Any) -> str:
    """Return a side of a drawing that is too long to be drawn, as it is written; else nothing."""
    return next((number.strip() for number in _sides(root) if float(number) > LONGEST), "")


def drawing_size(data: bytes) -> tuple[float, float]:
    """Return the width and the height of an SVG picture in points, as far as it says."""
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return 0.0, 0.0  # who draws it says what is wrong with it
    box = [*(root.get("viewBox") or "").replace(",", " ").split()[2:], "", ""]
    width, height = (_points(root.get(name) or "") for name in ("width", "height"))
    return width or _points(box[0]), height or _points(box[1])


def _points(length: str) -> float:
    """Return a length of SVG in points; 0 for none, and for a share of the page."""
    match = _NUMBER.match(length)
    return float(match[0]) * _UNITS.get(length[match.end() :].strip().lower(), 0.75) if match else 0.0


def _sides(root: Any) -> list[str]:
    """Return the numbers that say how large a drawing is."""
    sides = [
        root.get("width"),
        root.get("height"),
        *(root.get("viewBox") or "").replace(",", " ").split()[2:],
    ]
    numbers = [_NUMBER.match(side) for side in sides if side]
    return [number[0] for number in numbers if number]


def _active(root: Any) -> Iterator[str]:
    """Yield what of a drawing would run when its file is opened by itself."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if _local(element.tag) == "script" and (element.attrib or (element.text or "").strip()):
            yield "a script"
        for key, value in element.attrib.items():
            name = _local(key).lower()
            if name.startswith("on"):
                yield f"a script, '{name}'"
            elif name == "href" and _local(element.tag) == "a":
                yield from (f"a link to '{address[:60]}'" for _, address, _ in link_harms(str(value)))


def _files(root: Any) -> Iterator[str]:
    """Yield the files beside a drawing that it refers to."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = _local(element.tag)
        loaded = [
            value
            for key, value in element.attrib.items()
            if _local(key) == "href" and name not in ("a", "script")
        ]
        styles = " ".join(str(value) for value in element.attrib.values() if "url(" in str(value))
        if name == "style":
            styles += element.text or ""
        loaded += [first or second for first, second in _URL.findall(styles)]
        yield from (
            str(address)
            for address in loaded
            if address.strip()
            and not address.strip().startswith(("#", "data:"))
            and not ELSEWHERE.match(address)
        )
