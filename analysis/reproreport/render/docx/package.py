"""The zip file that a Word document is: read it, and write it so that the same content is the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = {"w": W}
FIRST = ("[Content_Types].xml", "_rels/.rels")
"""Parts that some readers expect at the beginning."""

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every part: zip knows none before."""

Parts = dict[str, bytes]


def read_parts(package: bytes) -> Parts:
    """Return the parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_parts(parts: Mapping[str, bytes], stored: Sequence[str] = ()) -> bytes:
    """Return a package of these parts, in an order and with dates that do not vary.

    The *stored* ones come before all others, and are not compressed.
    """
    first = [*stored, *(name for name in FIRST if name in parts)]
    names = [*first, *sorted(set(parts) - set(first))]
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, parts[name])
    return result.getvalue()


def tag(name: str) -> str:
    """Return the full name of an element or attribute: ``w:p`` as lxml writes it."""
    return f"{{{W}}}{name.removeprefix('w:')}"


def element(name: str, /, **attributes: str) -> Any:
    """Return an element with attributes, all of the main namespace."""
    return etree.Element(tag(name), {tag(key): value for key, value in attributes.items()})


def parse(part: bytes) -> Any:
    """Return the root element of a part."""
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))


def serialize(root: Any) -> bytes:
    """Return a part as bytes."""
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
