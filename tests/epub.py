"""An EPUB held to what reading devices ask of it; EPUBCheck, which says more, needs Java."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit
from zipfile import ZIP_STORED, ZipFile

from lxml import etree

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
MATH = "{http://www.w3.org/1998/Math/MathML}math"
XHTML = "{http://www.w3.org/1999/xhtml}"
PACKAGE = "EPUB/content.opf"
OUTSIDE = ("mimetype", "META-INF/container.xml", "META-INF/com.apple.ibooks.display-options.xml", PACKAGE)


def parts(content: bytes) -> dict[str, bytes]:
    """Return the files of an EPUB by name."""
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xml(part: bytes) -> Any:
    """Return the root of a part, which has to be well-formed."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def chapters(files: dict[str, bytes]) -> list[Any]:
    """Return the chapters in reading order."""
    package = xml(files[PACKAGE])
    names = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
    spine = [names[item.get("idref")] for item in package.iter(f"{OPF}itemref")]
    return [xml(files[f"EPUB/{name}"]) for name in spine if name.startswith("text/ch")]


def faults(content: bytes) -> Iterator[str]:
    """Yield what is wrong: order of the container, the manifest, ids, and what links and pictures name."""
    with ZipFile(io.BytesIO(content)) as archive:
        first = archive.infolist()[0]
        if first.filename != "mimetype" or first.compress_type != ZIP_STORED or first.extra:
            yield "the container does not begin with its type"
    files = parts(content)
    if files["mimetype"] != b"application/epub+zip":
        yield "it has another type"
    package = xml(files[PACKAGE])
    items = {f"EPUB/{item.get('href')}": item for item in package.iter(f"{OPF}item")}
    yield from (f"{name} is not in the manifest" for name in sorted({*files} - {*items} - {*OUTSIDE}))
    yield from (f"{name} of the manifest is not there" for name in sorted({*items} - {*files}))
    identifiers = [element.get("id") for element in package.iter() if element.get("id")]
    if len(identifiers) != len(set(identifiers)) or package.get("unique-identifier") not in identifiers:
        yield "the package's identifiers are not its own"
    yield from (
        f"there is no {name}"
        for name in ("title", "language", "identifier")
        if not package.find(f".//{DC}{name}").text
    )
    yield from _faulty_pages(files, items)


def _faulty_pages(files: dict[str, bytes], items: dict[str, Any]) -> Iterator[str]:
    pages = {name: xml(part) for name, part in files.items() if name.endswith(".xhtml")}
    ids = {name: [e.get("id") for e in page.iter() if e.get("id")] for name, page in pages.items()}
    yield from (f"{name} has a name twice" for name, found in ids.items() if len(found) != len(set(found)))
    for name, page in pages.items():
        for element in page.iter():
            if element.tag in (f"{XHTML}script", f"{XHTML}iframe", f"{XHTML}input"):
                yield f"{name} has a {element.tag}"
            if urlsplit(element.get("src") or "").scheme:
                yield f"{name} asks another host for {element.get('src')}"
            for target in (element.get("href"), element.get("src")):
                if target and not urlsplit(target).scheme and not _leads(name, target, files, ids):
                    yield f"{name} names {target}, which is not there"
        if next(page.iter(MATH), None) is not None and "mathml" not in (items[name].get("properties") or ""):
            yield f"{name} does not say that it holds formulas"


def _leads(page: str, target: str, files: dict[str, bytes], ids: dict[str, list[str]]) -> bool:
    """Say whether an address leads to a file, and to a place of it, that is there."""
    parts = urlsplit(target)
    path = (
        posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
        if parts.path
        else page
    )
    return path in files and (not parts.fragment or unquote(parts.fragment) in ids.get(path, ()))
