"""A value in a line of a chapter's text, `{python} x` in backticks, as Quarto writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~^$@])")


@dataclass(frozen=True)
class _Value:
    """What a kernel shows of it: markdown."""

    markdown: str

    def _repr_markdown_(self) -> str:
        return self.markdown

    def __repr__(self) -> str:
        return self.markdown


def value(given: Any) -> _Value:
    """Return what stands in the line: an object's own markdown; else its text, which is none."""
    own = getattr(given, "_repr_markdown_", None)
    written = own() if callable(own) else None
    if isinstance(written, tuple):
        written = written[0]
    return _Value(str(written) if written is not None else _SPECIAL.sub(r"\\\1", str(given)))
