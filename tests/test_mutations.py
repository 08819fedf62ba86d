"""The changes that tests are tried with: each kind as it is written down here, and what is left alone."""

from __future__ import annotations

import ast
import signal
from textwrap import dedent

import pytest

from benchmarks.mutants import Reach, mirror, sample, verdict
from benchmarks.mutations import mutate, places


def changed(source: str) -> list[tuple[str, str]]:
    """Return the kind of each mutation of a module, and the module with it."""
    found = [mutate(source, place) for place, _ in places(source)]
    return [(one.kind, one.module) for one in found]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {"a <= b", "a > b"}),
        ("a != b", {"a == b"}),
        ("a not in b", {"a in b"}),
        ("a // b", {"a / b"}),
        ("-a", {"a"}),
        ("not a", {"a"}),
        ("a and b", {"a or b"}),
        ("f(2)", {"f(3)", "f(1)"}),
        ("f(True)", {"f(False)"}),
        ("f(min(a))", {"f(max(a))"}),
        ("f((a, b))", {"f((b,))", "f((a,))"}),
        ("a if b else c", {"a if not b else c"}),
        ("f(a, key=b)", {"f(a)"}),
        ("f([a for a in b if c])", {"f([a for a in b])"}),
        ("f('no')", {"f('no¤')"}),
    ],
)
def test_each_kind(source: str, expected: set[str]) -> None:
    """Every slip of an expression is made, and beside it only that the whole line is left out."""
    assert {module for _, module in changed(source)} == expected | {"pass"}


def test_lines_and_answers() -> None:
    """A function answers nothing, and a line that does something is left out."""
    source = dedent("""\
        def f(a):
            a += g()
            return a
        """)
    assert changed(source) == [
        ("arithmetic", "def f(a):\n    a -= g()\n    return a"),
        ("statement", "def f(a):\n    pass\n    return a"),
        ("return", "def f(a):\n    a += g()\n    return None"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        '"""A text about 2 and 3."""',
        "a: Final[2] = b",
        "@cache(1)\ndef f(a: 1) -> 1: ...",
        "assert a > 1, 'no'",
        "raise AssertionError('never')",
        "Outcome = PValue | Undefined | None",
        "a = zip(b, c, strict=True)",
        "if TYPE_CHECKING:\n    a = 1 < 2",
    ],
)
def test_what_no_input_reaches_is_left_alone(source: str) -> None:
    """Annotations, decorators, assertions, unions of types, and guards of zip have no mutants."""
    assert [module for kind, module in changed(source) if kind != "statement" or "..." not in source] == []


def test_the_line_and_the_statement_are_those_of_the_module() -> None:
    """A place below a comment and in a long statement is named by its own line and the statement's."""
    source = "# a comment\nif a:\n    b = f(\n        c,\n        d < e,\n    )\n"
    (found,) = [mutate(source, place) for place, _ in places(source) if "<=" in mutate(source, place).after]
    assert (found.line, found.statement, found.before, found.after) == (5, (3, 6), "d < e", "d <= e")


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    """Two samples with one seed are equal, with another one not; each is a module that compiles."""
    first, again, other = sample(8, 1), sample(8, 1), sample(8, 2)
    assert first == again != other
    for mutant in first:
        ast.parse(mutant.mutation.module)
        assert mutant.file.startswith(("analysis/reproreport/statistics/", "analysis/reproreport/audit/"))


def test_the_mirror() -> None:
    """The tests of a module stand at the same place below tests/."""
    assert mirror("analysis/reproreport/audit/rules/sums.py") == "tests/audit/rules/test_sums.py"


def test_which_tests_are_run() -> None:
    """Those that run the statement: the module's own first, then quick ones; of an import, all of it."""
    own, other, slow = (
        "tests/audit/test_a.py::one",
        "tests/audit/test_b.py::two",
        "tests/audit/test_b.py::three",
    )
    reach = Reach()
    reach.add(Reach({own: 9.0}, {"analysis/reproreport/audit/a.py": {1: [""], 5: [own]}}))
    reach.add(Reach({other: 1.0, slow: 2.0}, {"analysis/reproreport/audit/a.py": {1: [""], 5: [slow]}}))
    reach.add(Reach({"unconcerned": 0.1}, {"analysis/reproreport/audit/b.py": {1: [""]}}))
    assert reach.tests("analysis/reproreport/audit/a.py", (5, 6)) == [own, slow]
    assert reach.tests("analysis/reproreport/audit/a.py", (9, 9)) == []
    # Whoever loads the module is concerned by what runs when it is loaded; who uses it comes first.
    assert reach.tests("analysis/reproreport/audit/a.py", (1, 1)) == [own, slow, other]


@pytest.mark.parametrize(
    ("code", "expected"), [(0, "survived"), (1, "killed"), (2, "killed"), (3, "unclear"), (5, "survived")]
)
def test_what_became_of_a_mutant(code: int, expected: str) -> None:
    """By pytest's exit codes: 0 all pass, 1 some fail, 2 not loaded, 3 its own fault, 5 no test."""
    assert verdict(code << 8) == expected


def test_a_mutant_that_hangs_is_noticed() -> None:
    """The system ends it by a signal."""
    assert verdict(signal.SIGPROF) == "killed"
