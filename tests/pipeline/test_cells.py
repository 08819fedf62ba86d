"""Chapters that compute in their own text, built as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from reproreport.pipeline.run import build
from reproreport.project import load_project

CONFIG = """\
project: {type: book}
book: {title: T, author: A, chapters: [index.qmd, part/one.qmd]}
format: {html: default}
"""
CHAPTER = """\
---
title: One
execute:
  echo: false
---

```{python}
#| include: false
from reproreport.results import record
total = int(open("n.txt").read())
record("total", total, kind="count")
```

We counted `{python} total + 1` cups, and {{< var one.total >}}.

```{python}
#| echo: true
print("printed")
```

```{python}
#| error: true
1 / 0
```

```{python}
#| eval: false
#| echo: true
never()
```

```{python}
#| label: tbl-a
#| tbl-cap: A table
import pandas as pd
pd.DataFrame({"a": [41]})
```

See @tbl-a.
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a book that is built."""
    root = tmp_path_factory.mktemp("cells")
    (root / "part").mkdir()
    (root / "_quarto.yml").write_text(CONFIG, encoding="utf-8")
    (root / "index.qmd").write_text("# Home\n\nText.\n", encoding="utf-8")
    (root / "part/one.qmd").write_text(CHAPTER, encoding="utf-8")
    (root / "part/n.txt").write_text("7", encoding="utf-8")
    assert build(load_project(root), renderer="pandoc").errors == ()
    return root


def test_outputs_stand_where_the_cells_stood(book: Path) -> None:
    """Values, printed text, a shown exception, a table; ``eval`` and ``echo`` as in Quarto."""
    page = (book / "_book/part/one.html").read_text(encoding="utf-8")
    assert "We counted 8 cups, and 7." in page
    assert page.count("printed") == 2
    assert "ZeroDivisionError: division by zero" in page
    assert "never()" in page
    assert "1 / 0" not in page
    assert "Table\N{NO-BREAK SPACE}1.1" in page
    assert "<td" in page


def test_a_change_of_prose_runs_no_cell(book: Path) -> None:
    """The text around cells is no input of theirs."""
    chapter = book / "part/one.qmd"
    chapter.write_text(CHAPTER.replace("cups", "mugs"), encoding="utf-8")
    outcome = build(load_project(book), renderer="pandoc")
    assert outcome.errors == ()
    assert "notebook one" not in outcome.seconds
    assert "8 mugs" in (book / "_book/part/one.html").read_text(encoding="utf-8")


def test_a_cell_that_raises_is_named_by_its_line(book: Path) -> None:
    """The line of the chapter, not a number of a cell."""
    (book / "part/one.qmd").write_text("# One\n\n```{python}\nx = 1\nraise ValueError(x)\n```\n")
    (error,) = build(load_project(book), renderer="pandoc").errors
    assert str(error).startswith("part/one.qmd:5: ValueError: 1")
