"""Whatever a parser is given, it reads it or refuses it: no other exception, no hang, no 500 MB.

A short run in CI: as many cases as a parser reads in about twenty seconds. ``REPORT_FUZZ_SECONDS=600`` gives
each parser new cases for so long; ``REPORT_FUZZ_FIRST`` is the number of the first. An input that is found
goes into ``corpus/PARSER/``, where it stays.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from fuzz.mutate import case
from fuzz.parsers import PARSERS
from fuzz.runner import HERE, fuzz, fuzz_kept, read_one

CORPUS = HERE / "corpus"
CASES = 500
"""How many cases of a cheap parser are read in a short run."""

SECONDS = int(os.environ.get("REPORT_FUZZ_SECONDS", "0"))
FIRST = int(os.environ.get("REPORT_FUZZ_FIRST", "0"))
PATIENCE = 20 if SECONDS else 120
"""Seconds for one input; a machine on which other tests run is slow."""


@pytest.mark.parametrize("parser", PARSERS)
def test_new_inputs(parser: str) -> None:
    """Good inputs, damaged in every way."""
    count = max(1, CASES // PARSERS[parser].cost)
    found = fuzz(parser, FIRST, count, patience=PATIENCE)
    first, end = FIRST + count, time.monotonic() + SECONDS
    while time.monotonic() < end and not found:
        found = fuzz(parser, first, count, patience=PATIENCE)
        first += count
    assert not found, "\n".join(f"{one.what}\n    case {one.number} of {parser}" for one in found)


@pytest.mark.parametrize("parser", sorted(path.name for path in CORPUS.iterdir()))
def test_inputs_that_were_found(parser: str) -> None:
    """What once was a finding is none any more."""
    assert fuzz_kept(parser, patience=PATIENCE) == {}


def test_the_seeds_are_good() -> None:
    """A parser that refuses all that its cases are made of would find nothing."""
    said = {name: read_one(name, PARSERS[name].seeds[0], patience=PATIENCE) for name in PARSERS}
    assert not {name: what for name, what in said.items() if what}


def test_a_case_is_the_same_on_any_machine() -> None:
    """The same number gives the same input; others give others."""
    parser = PARSERS["yaml"]
    made = [case(parser.seeds, parser.words, number, "yaml") for number in range(50)]
    assert made == [case(parser.seeds, parser.words, number, "yaml") for number in range(50)]
    assert len(set(made)) > 40


def test_what_is_looked_for_is_found(tmp_path: Path) -> None:
    """An exception, and a process that ends: each with its input's number, and the others are read."""
    hostile = tmp_path / "sitecustomize.py"
    hostile.write_text(
        "import os, time\n"
        "from fuzz import parsers\n"
        "def run(data, folder, n=iter(range(99))):\n"
        "    match next(n):\n"
        "        case 2: raise KeyError('x')\n"
        "        case 4: os._exit(3)\n"
        "parsers.PARSERS['yaml'] = parsers.Parser(run, (b'a',))\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(tmp_path))
        found = fuzz("yaml", 0, 8, patience=PATIENCE)
    assert [(one.number, one.what.split(" ")[0]) for one in found[:2]] == [(2, "KeyError"), (4, "the")]
