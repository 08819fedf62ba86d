"""What cells showed is taken out of notebooks, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from click.testing import CliRunner

from reproreport.cli import main
from reproreport.desk.outputs import strip, with_outputs
from reproreport.errors import NotebookError

NAME = PurePosixPath("chapters/coffee/notebook.ipynb")


def test_outputs_go_and_the_rest_stays(report: Path) -> None:
    """Code, ids, tags and the notebook's metadata; what is left is valid for nbformat."""
    path = report / NAME
    before = json.loads(path.read_text(encoding="utf-8"))
    assert list(with_outputs([NAME], report)) == [NAME]
    assert strip(path, str(NAME))
    after = json.loads(path.read_text(encoding="utf-8"))
    nbformat.validate(nbformat.from_dict(after))
    assert list(with_outputs([NAME], report)) == []
    assert after["metadata"] == before["metadata"]
    for old, new in zip(before["cells"], after["cells"], strict=True):
        assert new["outputs"] == [] and new["execution_count"] is None
        assert (new["source"], new["id"], new["metadata"].get("tags")) == (
            old["source"],
            old["id"],
            old["metadata"].get("tags"),
        )


def test_a_second_time_nothing_is_touched(report: Path) -> None:
    """Not even the file's time."""
    path = report / NAME
    strip(path, str(NAME))
    before = path.stat()
    assert not strip(path, str(NAME))
    assert path.stat() == before


@pytest.mark.parametrize("indent", [1, 2, 4])
def test_the_file_is_written_as_it_was(report: Path, indent: int) -> None:
    """The order of its keys, its indent and its letters."""
    path = report / NAME
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"][0]["source"] = ["# cà phê\n"]
    path.write_text(json.dumps(content, ensure_ascii=False, indent=indent) + "\n", encoding="utf-8")
    strip(path, str(NAME))
    for cell in content["cells"]:
        cell["outputs"], cell["execution_count"] = [], None
        cell["metadata"].pop("collapsed", None)
    assert path.read_text(encoding="utf-8") == json.dumps(content, ensure_ascii=False, indent=indent) + "\n"


def test_what_widgets_and_timers_leave(report: Path) -> None:
    """States of widgets, and when each cell ran."""
    path = report / NAME
    content = json.loads(path.read_text(encoding="utf-8"))
    content["metadata"]["widgets"] = {"state": {}}
    content["cells"][0]["metadata"]["execution"] = {"iopub.status.busy": "2026-01-01"}
    path.write_text(json.dumps(content), encoding="utf-8")
    strip(path, str(NAME))
    text = path.read_text(encoding="utf-8")
    assert "widgets" not in text and "iopub" not in text


def test_what_is_no_notebook(report: Path) -> None:
    """It is named, and left as it is."""
    path = report / "index.qmd"
    before = path.read_bytes()
    with pytest.raises(NotebookError, match="not a notebook"):
        strip(path, "index.qmd")
    assert path.read_bytes() == before


def test_the_check_says_so_and_the_command_mends_it(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note, which fails nothing, with the command; after it there is no note."""
    monkeypatch.chdir(built / "chapters")
    run = CliRunner()
    run.invoke(main, ["accept"])
    checked = run.invoke(main, ["check"])
    command = f"report strip {NAME}"
    assert f"note: 1 notebook was saved with outputs; to take them out: {command}" in checked.stderr
    assert run.invoke(main, command.split()[1:]).output == "Stripped coffee/notebook.ipynb.\n"
    assert "saved with outputs" not in run.invoke(main, ["check"]).output
    assert run.invoke(main, ["strip"]).output == "No notebook has outputs.\n"
