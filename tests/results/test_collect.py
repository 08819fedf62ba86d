"""From recorded results to the variables of prose."""

from __future__ import annotations

import pytest

from reproreport.errors import ResultError
from reproreport.results import collect, namespace, variables
from reproreport.results.result import Result, make_result


def count(name: str, value: int) -> Result:
    """Return a count."""
    return make_result(name, value, kind="count")


def test_variables_nest() -> None:
    """Dots become levels, as ``{{< var … >}}`` looks them up."""
    results = collect({"x": [count("x.b.c", 1), count("x.b.d", 2), count("x.a", 3)]})
    assert list(results) == ["x.a", "x.b.c", "x.b.d"]
    assert variables(results) == {"x": {"a": "3", "b": {"c": "1", "d": "2"}}}


def test_a_result_cannot_also_be_a_level() -> None:
    """``a`` and ``a.b`` cannot both be variables."""
    with pytest.raises(ResultError, match=r"'x\.a' is a result, and the beginning of 'x\.a\.b'"):
        collect({"x": [count("x.a", 1), count("x.a.b", 2)]})


def test_two_chapters_with_one_prefix() -> None:
    """Folders whose names differ only in punctuation share a prefix; their results may not clash."""
    assert namespace("a-b") == namespace("a_b") == "a_b"
    with pytest.raises(ResultError, match=r"'a_b\.n' is recorded twice"):
        collect({"a-b": [count("a_b.n", 1)], "a_b": [count("a_b.n", 1)]})
