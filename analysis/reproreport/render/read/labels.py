"""What is a label: ``tbl-x``, ``fig-x`` and the like, which Quarto tells from the keys of citations."""

from __future__ import annotations

import re

from reproreport.project.words import CALLOUT_KINDS, THEOREMS

KINDS = frozenset({"tbl", "fig", "sec", "eq", *CALLOUT_KINDS})
REFERENCE = re.compile(r"^([A-Za-z]+)-.+$")
# Quarto reads these as references, too: one of them would be taken for a citation here.
OTHER = frozenset({*THEOREMS, "vid", "supp"})


def is_reference(key: str) -> bool:
    """Say whether Quarto takes ``@key`` for a cross-reference, not for a citation."""
    return kind_of(key) != ""


def kind_of(key: str) -> str:
    """Return the kind of a label, in lower case: what stands before its first hyphen; empty if it is none."""
    match = REFERENCE.match(key)
    kind = match[1].lower() if match else ""
    return kind if kind in KINDS or kind in OTHER else ""
