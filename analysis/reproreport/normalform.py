"""Texts and names of files in one normal form, so that what looks alike is alike.

``Đào`` can be three characters or four (Unicode's forms NFC and NFD): keyboards write the one, macOS and the
text of a PDF often the other. Everything that is read becomes NFC; a file is found under either spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

# NFC would make markup of a Greek question mark (a semicolon) and a Greek grave accent (a backtick), and
# another glyph of a wide angle bracket or of a character of Chinese that a name is written with.
_KEPT = re.compile("([\u037e\u1fef\u2329\u232a\uf900-\ufad9\U0002f800-\U0002fa1d])")


def nfc(text: str) -> str:
    """Return a text in the form in which texts are compared."""
    if unicodedata.is_normalized("NFC", text):
        return text
    parts = _KEPT.split(text)
    return "".join(part if _KEPT.match(part) else unicodedata.normalize("NFC", part) for part in parts)


def spelled(root: Path, path: PurePosixPath) -> PurePosixPath:
    """Return a path below *root* as the disk spells it; as it was given where there is no such file."""
    if path.as_posix().isascii() or _is_there(root / path):
        return path
    return next(_alike(root, path.parts), path)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long for a file, or a folder that nobody may enter
        return False


def _alike(folder: Path, parts: Sequence[str]) -> Iterator[PurePosixPath]:
    """Yield what is in a folder under a path that looks like these parts."""
    if not parts:
        yield PurePosixPath()
    elif folder.is_dir():
        for child in sorted(folder.iterdir()):
            if nfc(child.name) == nfc(parts[0]):
                yield from (PurePosixPath(child.name, rest) for rest in _alike(child, parts[1:]))
