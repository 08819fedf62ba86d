"""A citation style (CSL): held to what Pandoc can read, so that what is wrong has a place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reproreport.errors import Problem, ReportError
from reproreport.textfile import read_xml

CSL = "{http://purl.org/net/xbiblio/csl}"


def style_problems(path: Path, name: str) -> Iterator[Problem]:
    """Yield what keeps Pandoc from setting citations in a style; *name* is what to call its file."""
    from lxml import etree

    try:
        content = read_xml(path, name)
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except ReportError as error:
        yield from error.problems
        return
    except etree.XMLSyntaxError as error:
        what, line = str(error.msg).rpartition(", line")[0], error.lineno or 1
        yield Problem(f"not XML: {what or error.msg}", f"{name}:{line}", "download the style once more")
        return
    parent = root.find(f".//{CSL}link[@rel='independent-parent']")
    if content != path.read_bytes():
        fix = "save the file as UTF-8, and let its first line say so"
        yield Problem("Pandoc reads a citation style in UTF-8 only", f"{name}:1", fix)
    elif root.tag != f"{CSL}style":
        yield Problem("this is no citation style", f"{name}:1", "name a CSL file, <style xmlns=…>")
    elif parent is not None:
        what = f"the style only refers to another one, {parent.get('href')}, which Pandoc would have to fetch"
        yield Problem(what, f"{name}:{parent.sourceline}", "download that one, and name it instead")
    elif root.find(f"{CSL}citation") is None:
        yield Problem("the citation style has no <citation>", f"{name}:1", "download the style once more")
