"""What a build keeps of a notebook's results is read again, or named as damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reproreport.errors import ResultError
from reproreport.results.collect import read_findings, read_recorded
from reproreport.results.result import Result, make_result
from reproreport.results.shown import Shown

RESULT = Result("a.b", "percent", "1/3", "", 1, "33.3%", ("data/a.csv:2",), "cell 2")
SHOWN = Shown("a.tbl-x", "table", (("A", "B"), ("1", 2.5)), 1, "tbl-x")


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """As it was."""
    kept = {"results": [RESULT.as_json()], "shown": [SHOWN.as_json()]}
    (tmp_path / "a.json").write_text(json.dumps(kept))
    assert read_recorded(tmp_path / "a.json", "a.json") == ((RESULT,), (SHOWN,))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '{"results": 3, "shown": []}', '{"results": [1], "shown": []}', "[" * 50_000,
     json.dumps({"results": [{**RESULT.as_json(), "value": {}}], "shown": []}),
     json.dumps({"results": [{**RESULT.as_json(), "value": [[1]]}], "shown": []}),
     json.dumps({"results": [{**RESULT.as_json(), "decimals": "1"}], "shown": []}),
     json.dumps({"results": [{**RESULT.as_json(), "kind": "x"}], "shown": []}),
     json.dumps({"results": [{**RESULT.as_json(), "text": None}], "shown": []}),
     json.dumps({"results": [{**RESULT.as_json(), "rows": [1]}], "shown": []}),
     json.dumps({"results": [{**RESULT.as_json(), "text": "\ud800"}], "shown": []}),
     json.dumps({"results": [], "shown": [{**SHOWN.as_json(), "rows": [[{}]]}]}),
     json.dumps({"results": [], "shown": [{**SHOWN.as_json(), "head": None}]})],
)  # fmt: skip
def test_what_is_damaged(tmp_path: Path, text: str) -> None:
    """Is named, with what to do."""
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ResultError, match=r"a\.json: the file is damaged\n    build again"):
        read_recorded(tmp_path / "a.json", "a.json")


@pytest.mark.parametrize("decimals", [999_999, 101, 1.5, 10**30])
def test_decimals(decimals: int) -> None:
    """So many that a page could hold none of them are refused, with what is possible."""
    with pytest.raises(ResultError, match="decimals are a whole number from 0 to 100"):
        make_result("a", 0.5, kind="number", decimals=decimals)


def test_half_a_character() -> None:
    """Is no text."""
    with pytest.raises(ResultError, match="surrogates"):
        make_result("a", "\ud800", kind="text")


def test_findings_are_read_as_they_are_written(tmp_path: Path) -> None:
    """A file without any has none; one of another form is refused."""
    path = tmp_path / "coffee.json"
    empty: dict[str, object] = {"results": [], "shown": []}
    path.write_text(json.dumps(empty | {"findings": [["d.csv:2", "exact", "said"]]}), encoding="utf-8")
    assert read_findings(path, "coffee.json") == (("d.csv:2", "exact", "said"),)
    path.write_text(json.dumps(empty), encoding="utf-8")
    assert read_findings(path, "coffee.json") == ()
    path.write_text(json.dumps(empty | {"findings": [1]}), encoding="utf-8")
    with pytest.raises(ResultError, match=r"coffee\.json"):
        read_findings(path, "coffee.json")
