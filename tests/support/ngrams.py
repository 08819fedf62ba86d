"""Runs of words, hashed: what tells that a text is shared with a source, without the source's text.

    python tests/ngrams.py SOURCE.txt …

writes ``tests/originality/<name>.txt`` for each file, ``<name>`` being its own up to the first underscore.
Such a file holds the hashes of every run of :data:`RUN` words of a source, in no order of the source, so
that its text cannot be read from it. The sources themselves are not part of the project.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

#: So many words in common are no chance.
RUN = 8
#: Of 100,000 runs that are held against 30,000, one meets another's hash by chance in 400 times.
BYTES = 5
FOLDER = Path(__file__).parents[1] / "originality"
HEAD = (
    f"# Hashes of every run of {RUN} words, {BYTES} bytes each, sorted, in base64. Made by tests/ngrams.py."
)


def words(text: str) -> list[str]:
    """Return the words of a text: no capitals, no marks, and no apostrophes inside them."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return re.findall(r"[^\W_]+", re.sub(r"['’ʼ]", "", plain))


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of so many words of a text, in order."""
    found = words(text)
    for start in range(len(found) - RUN + 1):
        yield tuple(found[start : start + RUN])


def hashed(run: Iterable[str]) -> bytes:
    """Return the hash that stands for a run."""
    return hashlib.sha256(" ".join(run).encode()).digest()[:BYTES]


def write(name: str, text: str, folder: Path = FOLDER) -> Path:
    """Write the hashes of a source, and return their file."""
    joined = b"".join(sorted({hashed(run) for run in runs(text)}))
    lines = textwrap.wrap(base64.b64encode(joined).decode(), 100)
    path = folder / f"{name}.txt"
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> set[bytes]:
    """Return the hashes of a source."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    if head != HEAD:
        raise ValueError(f"{path.name} was made in another way; make it again with tests/ngrams.py")
    joined = base64.b64decode("".join(lines))
    return {joined[start : start + BYTES] for start in range(0, len(joined), BYTES)}


def main(paths: Iterable[str]) -> None:
    """Write the hashes of each file."""
    FOLDER.mkdir(exist_ok=True)
    for path in map(Path, paths):
        written = write(path.stem.partition("_")[0], path.read_text(encoding="utf-8"))
        sys.stdout.write(f"{written.relative_to(Path.cwd())}: {len(read(written)):,} runs\n")


if __name__ == "__main__":
    main(sys.argv[1:])
