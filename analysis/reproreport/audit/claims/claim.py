"""A claim: what a sentence asserts in one of a few forms, and the printed numbers that can check it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from reproreport.audit.claims.quantity import Quantity
from reproreport.audit.finding import Reason
from reproreport.audit.table import PrintedTable


class Form(Enum):
    """What a claim asserts."""

    EQUALS = "equals"
    LARGEST = "largest among"
    SMALLEST = "smallest among"
    MORE = "more than"
    LESS = "less than"
    MOST = "most of"
    ORDERED = "ordered as"
    DIFFERS = "differs significantly"


class ClaimReason(Reason):
    """Why a claim holds, does not hold, or cannot be checked."""

    AGREES = "the printed numbers agree with it"
    COUNTS_TELL = "the printed percentages leave it open or are missing, and the counts agree with it"
    OTHER_SHARE = "it is the printed percentage, whose count and N give another one"
    ROUNDED = "the printed numbers agree with it, and rounding could hide the opposite"
    SIGNIFICANT = "an adjusted p-value is at or below the level"
    CONTRADICTED = "the printed numbers say otherwise"
    TIED = "another number is the same"
    SOME_CASES = "it holds in some of its cases only"
    REPEATED = "it agrees only if what stands twice counts twice"
    NOT_SIGNIFICANT = "no adjusted p-value is at or below the level"
    TOO_CLOSE = "rounding hides which number is larger"
    SPLIT = "the printed percentages and the counts disagree about it"
    NO_TEST = "the printed numbers cannot be tested"
    UNBOUND = "nothing printed can check it"


@dataclass(frozen=True)
class Case:
    """One comparison. A claim has several where its sentence says the same of several rows.

    Attributes:
        name: what tells it from the claim's other cases, such as ``item 3``; empty where it is alone.
        quantities: for ``equals`` the stated number and what it is compared with; for ``ordered as``
            from the largest to the smallest; else first the one that the sentence is about.
    """

    name: str
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True)
class BoundClaim:
    """What a sentence asserts, and what can check it: cases, or the tests of a table, or nothing.

    Attributes:
        id: its name.
        section: where it stands, in words.
        line: its line in the reading named ``reading``.
        says: what it says, in the report's own words.
        form: what it asserts.
        cases: the comparisons; all must hold.
        table: for ``differs significantly``, the table whose tests are one family.
        items: the items of that table that the sentence speaks of.
        unbound: why nothing printed can check it; empty for a bound claim.
        note: how the sentence was read, where it can be read in another way.
        source: the work it stands in, a citation key.
        reading: the extraction in which ``line`` counts.
        also: its line in other readings, by their names.
        file: the file of claims.
        origin: ``file:line`` of the claim there.
    """

    id: str
    section: str
    line: int
    says: str
    form: Form
    cases: tuple[Case, ...] = ()
    table: PrintedTable | None = None
    items: tuple[str, ...] = ()
    unbound: str = ""
    note: str = ""
    source: str = ""
    reading: str = ""
    also: Mapping[str, int] = field(default_factory=dict)
    file: str = ""
    origin: str = ""
