"""Accepted results and results of now, made by hand."""

from __future__ import annotations

from typing import Any

from reproreport.accepted.entry import Accepted
from reproreport.accepted.inputs import Inputs
from reproreport.results.result import Current

PICTURE = "0" * 64

TABLE = (("Name", "Cups"), ("an", "3"), ("binh", "2"), ("chi", "5"))


def accepted(value: Any, kind: str = "count", name: str = "coffee.a", **more: Any) -> Accepted:
    """Return an accepted result."""
    given: dict[str, Any] = {"chapter": "coffee", "inputs": Inputs(), "key": "tests"}
    given["where"] = "tests/accepted/coffee.json:3"
    return Accepted(name=name, kind=kind, value=value, **(given | more))


def current(value: Any, kind: str = "count", name: str = "coffee.a", **more: Any) -> Current:
    """Return a result of now."""
    given: dict[str, Any] = {"chapter": "coffee", "cell": "cell tests"}
    return Current(name=name, kind=kind, value=value, **(given | more))
