"""Make one file of a page that Quarto wrote with its styles, scripts and pictures beside it."""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from pathlib import Path
from urllib.parse import unquote

from reproreport.errors import Problem, RenderError

STYLE = re.compile(r'<link\b[^>]*\bhref="([^"]+)"[^>]*>')
SCRIPT = re.compile(r'<script\b([^>]*?)\bsrc="([^"]+)"([^>]*)></script>')
SOURCE = re.compile(r'(<(?:img|source|video|audio)\b[^>]*?\bsrc=")([^"]+)(")')
ADDRESS = re.compile(r"/\*.*?\*/|url\(\s*(['\"]?)([^)'\"]+)\1\s*\)", re.DOTALL)
ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//|#)", re.IGNORECASE)
TYPES = {".woff": "font/woff", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".js": "text/javascript"}


def inlined(page: Path) -> str:
    """Return the page with every local file that it names inside it.

    Raises RenderError when such a file is not there.
    """
    text = page.read_text(encoding="utf-8")
    folder = page.parent

    def style(match: re.Match[str]) -> str:
        tag, address = match[0], match[1]
        if 'rel="stylesheet"' not in tag or ELSEWHERE.match(address):
            # What only announces a file (an icon, the next page) is not there for a page that stands alone.
            return tag if ELSEWHERE.match(address) else ""
        file = _file(folder, address, page)
        # An attribute such as id="quarto-text-highlighting-styles" is how scripts find the sheet.
        attributes = re.sub(r'\s(?:rel|href|type)="[^"]*"', "", tag[len("<link") : -1].rstrip("/ "))
        return f"<style{attributes}>\n{sheet(file)}\n</style>"

    def script(match: re.Match[str]) -> str:
        if ELSEWHERE.match(match[2]):
            return match[0]
        code = _file(folder, match[2], page).read_text(encoding="utf-8").replace("</script", "<\\/script")
        return f"<script{match[1].rstrip()}{match[3].rstrip()}>{code}</script>"

    def source(match: re.Match[str]) -> str:
        if ELSEWHERE.match(match[2]):
            return match[0]
        return match[1] + _data(_file(folder, match[2], page)) + match[3]

    return SOURCE.sub(source, SCRIPT.sub(script, STYLE.sub(style, text)))


def sheet(file: Path) -> str:
    """Return a style sheet with the fonts and pictures that it names inside it."""

    def replace(match: re.Match[str]) -> str:
        if match[2] is None or ELSEWHERE.match(match[2]):  # a comment, or an address
            return match[0]
        return f'url("{_data(_file(file.parent, match[2], file))}")'

    return ADDRESS.sub(replace, file.read_text(encoding="utf-8"))


def _file(folder: Path, address: str, named_in: Path) -> Path:
    path = folder / unquote(re.split(r"[?#]", address)[0])
    if not path.is_file():
        raise RenderError(Problem(f"'{address}' is not there", named_in.name))
    return path


def _data(file: Path) -> str:
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{b64encode(file.read_bytes()).decode('ascii')}"
