"""Code cells as Python."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from reproreport.notebooks.magics import parse_code


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("x = 1", "x = 1"),
        ("x = (1\n     % 2)", "x = 1 % 2"),
        ("files = !ls {folder}", "files = get_ipython().getoutput('ls {folder}')"),
        ("x?", "get_ipython().run_line_magic('pinfo', 'x')"),
        ("%cd a b", "get_ipython().run_line_magic('cd', 'a b')"),
        ("%time x = f(y)", "get_ipython().run_line_magic('time')\nx = f(y)"),
        ("if a:\n    %timeit -n 10 -r 2 f(y)", "if a:\n    get_ipython().run_line_magic('timeit')\n    f(y)"),
        ("%%capture out\nx = 1\n%time y = 2", "get_ipython().run_cell_magic('capture', 'out')\nx = 1\n"
         "get_ipython().run_line_magic('time')\ny = 2"),
        ("%%bash\nx = 1", "get_ipython().run_cell_magic('bash', '', 'x = 1\\n')"),
        ("%%time\nno python", "get_ipython().run_cell_magic('time', '', 'no python\\n')"),
        ("await x", "await x"),
    ],
)  # fmt: skip
def test_what_a_cell_stands_for(source: str, python: str) -> None:
    """Magics are calls; code that they run stands beside them, and comments in it change nothing."""
    assert ast.unparse(parse_code(source)) == python


def test_comments_within_magics() -> None:
    """They are no part of the code."""
    one, other = (ast.dump(parse_code(f"%%time\nx = 1{comment}\n")) for comment in ("", "  # one"))
    assert one == other


@pytest.mark.parametrize(
    ("source", "line"), [("x = 1\nx x", 2), ("\n\n%cd a\nx x", 4), ("%cd a\\\n  b\nx x", 3)]
)
def test_the_line_of_an_error(source: str, line: int) -> None:
    """It is counted in the cell, not in what IPython makes of it."""
    with pytest.raises(SyntaxError) as caught:
        parse_code(source)
    assert caught.value.lineno == line


def test_text_that_is_no_code() -> None:
    """A byte that Python does not read is an error like others."""
    with pytest.raises(SyntaxError, match="null bytes"):
        parse_code("x = '\0'")


def test_plain_python_needs_no_ipython() -> None:
    """An up-to-date build would be half as fast."""
    code = (
        "import sys\nfrom reproreport.notebooks.magics import parse_code\n"
        "parse_code('x = (1\\n % 2)')\nassert 'IPython' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
