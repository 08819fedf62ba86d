"""One verdict of the audit, as a value: what was checked, what came out, the evidence, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Any

from reproreport.audit.table import Address


class Verdict(Enum):
    """What a check says of a printed number; from best to worst."""

    EXACT = "exact"
    WITHIN = "within rounding"
    UNCHECKABLE = "not checkable"
    INCONSISTENT = "inconsistent"


class Check(Enum):
    """What was checked."""

    PERCENT = "percentage"
    RANGE = "range"
    BASE = "base"
    DIRECTION = "derivation"
    ROW_SUM = "row sum"
    COLUMN_SUM = "column sum"
    PERCENT_SUM = "sum of percentages"
    SIZE_SUM = "sum of group sizes"
    KIND = "kind of table"
    P_VALUE = "p-value"
    READING = "readings"
    CLAIM = "claim"
    CELL = "cell"
    MEAN = "mean"
    TEST = "test in the text"
    SHARE = "percentage in the text"


class Reason(Enum):
    """Why a verdict is what it is. Each check has its own enumeration of reasons."""


Evidence = int | str | bool | float | Fraction | list[Any] | dict[str, Any] | None


@dataclass(frozen=True)
class Finding:
    """One verdict on one printed number, or on one group of them.

    Attributes:
        check: what was checked.
        verdict: what came out.
        reason: why, as one of the check's reasons.
        explanation: the arithmetic in one sentence, in plain words.
        table: name of the table, or of the file of claims.
        addresses: the printed numbers that the verdict is about.
        evidence: the numbers behind the verdict, by name; fractions are exact.
        origin: ``file:line`` of what the verdict is about.
    """

    check: Check
    verdict: Verdict
    reason: Reason
    explanation: str
    table: str = ""
    addresses: tuple[Address, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    origin: tuple[str, ...] = ()
