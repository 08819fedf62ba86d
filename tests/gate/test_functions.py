"""Tests of the library code that a name reaches."""

from __future__ import annotations

import ast

import pytest

from reproreport.accepted.functions import Library, code_hash

MODULES = {
    "lib": "",
    "lib.one": '"""Module."""\nfrom lib.two import helper\nimport numpy as np\n'
    "LIMIT = 3\n\ndef outer(x):\n    return helper(x) + LIMIT\n\ndef alone(x):\n    return np.sqrt(x)\n",
    "lib.two": "from scipy.stats import norm\n\ndef helper(x):\n    return _inner(x)\n\n"
    "def _inner(x):\n    return norm.cdf(x)\n\n"
    "class Thing:\n    def method(self):\n        return helper(1)\n",
    "lib.front": "from lib.one import outer\nfrom lib.two import Thing\n",
}


def library(**changed: str) -> Library:
    """Return a library of three modules, some of them with other code."""
    modules = MODULES | {f"lib.{name}": code for name, code in changed.items()}
    return Library({"lib"}, modules.get)


def test_reach_follows_names_through_modules() -> None:
    """A function reaches what it names, what that names, constants too, and the modules outside."""
    hashes, outside = library().reach(["lib.one.outer"])
    assert set(hashes) == {"lib.one.outer", "lib.one.LIMIT", "lib.two.helper", "lib.two._inner"}
    assert outside == {"scipy"}


def test_reach_leaves_out_what_is_not_named() -> None:
    """What a module holds beside the function is not reached."""
    hashes, outside = library().reach(["lib.one.alone"])
    assert set(hashes) == {"lib.one.alone"}
    assert outside == {"numpy"}


def test_a_module_stands_for_all_that_it_defines() -> None:
    """A module used as a whole reaches all its definitions."""
    assert {"lib.two.helper", "lib.two._inner", "lib.two.Thing"} == set(library().reach(["lib.two"])[0])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lib.front.outer", "lib.one.outer"),
        ("lib.front.Thing.method", "lib.two.Thing"),
        ("lib.one", "lib.one"),
        ("lib.one.absent", None),
        ("numpy.sqrt", None),
        ("library.one", None),
    ],
)
def test_resolve(name: str, expected: str | None) -> None:
    """A name leads through re-exports to its definition, and nowhere outside the library."""
    assert library().resolve(name) == expected


def test_a_circle_of_imports_ends() -> None:
    """Two modules that take a name from one another define it nowhere."""
    modules = {"lib": "", "lib.a": "from lib.b import x", "lib.b": "from lib.a import x"}
    assert Library({"lib"}, modules.get).resolve("lib.a.x") is None


def test_only_the_changed_definition_has_another_hash() -> None:
    """A change in one helper changes its hash, and no other."""
    before = library().reach(["lib.one.outer"])[0]
    after = library(two=MODULES["lib.two"].replace("norm.cdf", "norm.sf")).reach(["lib.one.outer"])[0]
    assert {name for name in before if before[name] != after[name]} == {"lib.two._inner"}


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    # why\n    return   x+1\n",
        'def f(x):\n    """Say what."""\n    return x + 1',
        "def f(\n    x,\n):\n    return (x + 1)\n",
    ],
)
def test_layout_comments_and_docstrings_are_no_part_of_a_hash(code: str) -> None:
    """The same code in other clothes has the same hash."""
    plain = ast.parse("def f(x):\n    return x + 1").body
    assert code_hash(*ast.parse(code).body) == code_hash(*plain)


@pytest.mark.parametrize(
    "code", ["def f(x):\n    return x + 2", "def f(y):\n    return y + 1", "def f(x): return 'x'"]
)
def test_other_code_has_another_hash(code: str) -> None:
    """A changed constant, name or expression changes the hash."""
    plain = ast.parse("def f(x):\n    return x + 1").body
    assert code_hash(*ast.parse(code).body) != code_hash(*plain)


def test_none_and_an_empty_list_are_told_apart() -> None:
    """Values that look empty are still values."""
    codes = ["x = None", "x = []", "x = 0", "x = ''", "x = False", "x = ()"]
    assert len({code_hash(*ast.parse(code).body) for code in codes}) == len(codes)


def test_the_hash_is_the_same_on_every_version_of_python() -> None:
    """The hash was computed once, on Python 3.11; a newer Python's extra fields must not change it."""
    code = "def f(x, *, y=1):\n    return [f'{x:>{y}}' for z in x if z]\nclass A(B): pass"
    assert code_hash(*ast.parse(code).body) == "3ee30c5240c1"
