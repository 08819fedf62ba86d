r"""The one reader of text: what is no text is refused by name and line, and what is text has one form.

A text is UTF-8, or UTF-16 or UTF-32 that says so by a byte order mark; UTF-16 without one is read where its
bytes leave no doubt. Its lines end with ``\n``, ``\r\n`` or ``\r``, and with nothing else: U+2028, U+0085
and form feeds are characters of a line. What is returned has Unix line ends, no byte order mark, and is in
NFC (:mod:`reproreport.normalform`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Final

from reproreport.errors import Problem, ProjectError, ReportError
from reproreport.inside import outside
from reproreport.normalform import nfc
from reproreport.oserrors import problem_of

Error = type[ReportError]

_BOMS: Final = {
    b"\xff\xfe\x00\x00": "UTF-32-LE",
    b"\x00\x00\xfe\xff": "UTF-32-BE",
    b"\xef\xbb\xbf": "UTF-8",
    b"\xff\xfe": "UTF-16-LE",
    b"\xfe\xff": "UTF-16-BE",
}
# Control characters but tab, line ends and form feeds; and what Unicode keeps free for programs.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']""")
_DECLARATION = re.compile(r"""(<\?xml\s[^>]*?\sencoding\s*=\s*["'])[^"']*""")


def read_text(path: Path, name: str, *, largest: int | None = None, error: Error = ProjectError) -> str:
    """Return the text of a file.

    Args:
        path: the file.
        name: what to call it in messages.
        largest: the most bytes that it may have.
        error: the class of the error.

    Raises:
        ReportError: (of the class that *error* names) the file is absent, no regular file, unreadable, too
            large, or no text; with the line where it is none.
    """
    return decode(read_bytes(path, name, largest=largest, error=error), name, error=error)


def read_xml(path: Path, name: str, *, error: Error = ProjectError) -> bytes:
    """Return an XML file in UTF-8: as it stands, or from the encoding that it declares.

    Raises:
        ReportError: as :func:`read_text`; or the encoding is unknown, or not that of the file.
    """
    data = read_bytes(path, name, error=error)
    declared = _DECLARED.match(data)
    encoding = declared[1].decode().upper() if declared else _encoding(data)
    if encoding.startswith(("UTF-8", "UTF-16", "UTF-32")):
        # What can be searched for a declaration in ASCII is not UTF-16, whatever it declares.
        encoding = _encoding(data)
        decode(data, name, error=error)
        if encoding == "UTF-8":
            return data
    try:
        text = data.decode(encoding).lstrip("\ufeff")
    except LookupError:
        what = f"the encoding '{encoding}' is unknown"
        raise error(Problem(what, f"{name}:1", "save the file as UTF-8")) from None
    except UnicodeDecodeError as fault:
        what = f"not {encoding} text, as the file says of itself"
        line = data.count(b"\n", 0, fault.start) + 1
        raise error(Problem(what, f"{name}:{line}", "save the file as UTF-8")) from None
    return _DECLARATION.sub(r"\g<1>UTF-8", text, count=1).encode()


def read_bytes(path: Path, name: str, *, largest: int | None = None, error: Error = ProjectError) -> bytes:
    """Return the content of a file.

    Raises:
        ReportError: the file is absent, no regular file, unreadable or too large.
    """
    try:
        if wrong := outside(path, name):
            raise error(wrong)
        if path.exists() and not path.is_file():
            raise error(Problem("this is no file", name, "name a file"))
        with path.open("rb") as file:
            data = file.read(-1 if largest is None else largest + 1)
    except FileNotFoundError:
        fix = "create it, or correct the path that names it"
        raise error(Problem("the file does not exist", name, fix)) from None
    except OSError as fault:
        raise error(replace(problem_of(fault, None), where=name)) from None
    except ValueError as fault:
        raise error(Problem(f"the file cannot be read: {fault}", name, "check the path")) from None
    if largest is not None and len(data) > largest:
        size = f"the file is larger than {largest // 1000:,} kB, and no larger one is read"
        raise error(Problem(size, name, "is it the right file?"))
    return data


def decode(data: bytes, name: str, *, error: Error = ProjectError) -> str:
    """Return the text that a file's bytes are.

    Raises:
        ReportError: they are no text.
    """
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        before = data[: fault.start].decode(encoding, errors="replace")
        raise error(_not_text(data, before, encoding, name)) from None
    text = with_unix_ends(text.lstrip("\ufeff"))
    if found := _NO_TEXT.search(text):
        what = f"the character U+{ord(found[0]):04X} stands in no text"
        raise error(Problem(what, f"{name}:{_line(text[: found.start()])}", _as_utf8(name)))
    return nfc(text)


def with_unix_ends(text: str) -> str:
    r"""Return a text whose lines end with ``\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str) -> list[str]:
    """Return the lines of a text without their ends; an empty text has none.

    ``str.splitlines`` would end a line at U+2028 and others, too, and so count more lines than the file has.
    """
    lines = with_unix_ends(text).split("\n")
    return lines if lines[-1] else lines[:-1]


def _encoding(data: bytes) -> str:
    """Return the encoding that bytes say by their mark, or that they can only have."""
    marked = next((encoding for mark, encoding in _BOMS.items() if data.startswith(mark)), None)
    if marked:
        return marked
    if b"\0" in data and len(data) % 2 == 0:
        # The line end of the one byte order is no character in the other.
        fitting = [encoding for encoding in ("UTF-16-LE", "UTF-16-BE") if _is_text(data, encoding)]
        if len(fitting) == 1:
            return fitting[0]
    return "UTF-8"


def _is_text(data: bytes, encoding: str) -> bool:
    """Say whether bytes are lines of known characters in an encoding."""
    try:
        characters = set(data.decode(encoding))
    except UnicodeDecodeError:
        return False
    if characters.isdisjoint("\n\r") or _NO_TEXT.search("".join(characters)):
        return False
    return not any(unicodedata.category(character) in ("Cn", "Co") for character in characters)


def _not_text(data: bytes, before: str, encoding: str, name: str) -> Problem:
    kind = encoding[:6].rstrip("-")
    what = f"not {kind} text"
    if kind == "UTF-8" and "\n" in before and not before.isascii():
        what += ", though the lines before it are: the file mixes encodings"
    elif kind == "UTF-8" and (old := _old_encoding(data)):
        what += f", but perhaps {old}"
    return Problem(what, f"{name}:{_line(before)}", _as_utf8(name))


def _as_utf8(name: str) -> str:
    return "save the file as UTF-8" + (
        " (in a spreadsheet: CSV UTF-8)" if name.lower().endswith(".csv") else ""
    )


def _old_encoding(data: bytes) -> str:
    """Return which encoding of one byte a letter the bytes may be in; nothing where it is hard to say."""
    high = sum(byte >= 0x80 for byte in data)
    if 3 * high > len(data) or re.search(rb"[\x80-\xff]{5}", data):
        return ""
    # Vietnamese on Windows: the tone follows its vowel as a character of its own.
    text = data.decode("cp1258", errors="replace")
    tones = [place for place, character in enumerate(text) if unicodedata.combining(character)]
    vowels = set("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
    if tones and all(text[place - 1 : place] in vowels for place in tones):
        return "Windows-1258 (Vietnamese)"
    return "Windows-1252 (Latin-1)"


def _line(before: str) -> int:
    """Return the number of the line that stands after a text, whatever its line ends."""
    return with_unix_ends(before).count("\n") + 1
