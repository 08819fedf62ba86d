"""Code in a chapter's own text: what is found, and what is run."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from reproreport.project.cells import Execution, TextLine, find_code, notebook_text, written_in

TEXT = """\
Text with `{python} 1 + 1` and `{{python}} shown` and `x`.

```{python}
#| label: fig-a
#| echo: false
plot()
```

```python
shown()
```

```{{python}}
shown()
```

<!--
```{python}
hidden()
```
-->

- a list

  ```{r, fig.cap="A plot", echo=FALSE}
  plot(1)
  ```
""".splitlines()


def test_cells_and_values_are_found_and_what_is_only_shown_is_not() -> None:
    """A shown block, an escaped one and one in a comment are no code; knitr's options are Quarto's."""
    value, cell, in_r = find_code(TEXT)
    assert (value.inline, value.source, value.start) == (True, "1 + 1", 0)
    assert cell.options == {"label": "fig-a", "echo": False}
    assert TEXT[cell.start] == "```{python}"
    assert cell.source.endswith("plot()")
    assert (in_r.language, in_r.options) == ("r", {"fig-cap": "A plot", "echo": False})
    assert in_r.source.splitlines()[-1] == "plot(1)"


@pytest.mark.parametrize(
    ("options", "enabled", "run"),
    [({}, True, 2), ({"eval": False}, True, 1), ({}, False, 0)],
)
def test_only_what_is_evaluated_runs(options: dict[str, object], enabled: bool, run: int) -> None:
    """``eval`` and ``enabled`` as in Quarto; one language a chapter: that of its first cell."""
    how = Execution(options, enabled, "", "", PurePosixPath())
    lines = tuple(TextLine(text, PurePosixPath("a.qmd"), n) for n, text in enumerate(TEXT, 1))
    written = written_in(lines, how)
    assert written.language == "python"
    assert len(written.run) == run


def test_a_notebook_is_read_as_text() -> None:
    """Its markdown, and its code as cells."""
    text = notebook_text(
        '{"cells": [{"cell_type": "markdown", "source": ["# A\\n", "b"]},'
        ' {"cell_type": "code", "source": "1"}]}'
    )
    assert text == "# A\nb\n\n```{python}\n1\n```\n"
