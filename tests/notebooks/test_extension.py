"""What a kernel tells the build: cells, and what fails where nobody looks."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from reproreport import journal
from reproreport.mime import FIGURE_DATA
from reproreport.notebooks import extension


class Shell:
    """What of IPython's shell the extension uses."""

    def __init__(self) -> None:
        """Keep who listens, and what formats."""
        self.listening: dict[str, Any] = {}
        self.events = self
        self.display_formatter = self
        self.formatters: dict[str, Any] = {}
        self.register = self.listening.__setitem__

    def run(self, *inner: Any) -> None:
        """Run a cell which does these things."""
        self.listening["pre_run_cell"](None)
        for one in inner:
            one()
        self.listening["post_run_cell"](None)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """Load the extension as a kernel does."""
    monkeypatch.setenv(journal.VARIABLE, str(tmp_path / "journal"))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(extension, "_tasks", {})
    monkeypatch.setattr(extension, "_Data", lambda parent: parent)
    made = Shell()
    extension.load_ipython_extension(made)
    yield made
    journal.end_cell()


def told(root: Path) -> list[dict[str, Any]]:
    """Return what the journal holds."""
    return list(journal.read(root / "journal"))


def test_cells_are_numbered(shell: Shell, tmp_path: Path) -> None:
    """One that another cell runs is a part of it; between cells there is none."""
    places: list[int | None] = []
    shell.run(lambda: shell.run(lambda: places.append(journal.running_cell())))
    places.append(journal.running_cell())
    shell.run(lambda: places.append(journal.running_cell()))
    assert places == [0, None, 1]
    assert told(tmp_path) == [{"kind": "cell", "place": 0}, {"kind": "cell", "place": 1}]


def test_a_thread_that_fails(shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Jupyter would only print it, which it does all the same."""

    def broken() -> None:
        raise ValueError("no such cup")

    thread = threading.Thread(target=broken)
    shell.run(thread.start, thread.join)
    assert told(tmp_path)[1] == {
        "kind": "failure",
        "cell": None,
        "name": "ValueError",
        "value": "no such cup",
    }
    assert "no such cup" in capsys.readouterr().err


async def _fail() -> None:
    raise ValueError("no such cup")


def test_tasks_that_nobody_awaits(shell: Shell, tmp_path: Path) -> None:
    """Those that fail, or never end, are of the cell that began them; what was asked for is told there."""
    done: list[str] = []

    async def good() -> None:
        await asyncio.sleep(0.01)
        done.append("good")

    async def cells() -> None:
        made: list[asyncio.Task[None]] = []
        shell.run()
        shell.run(lambda: made.extend(map(asyncio.create_task, (_fail(), good(), asyncio.sleep(9)))))
        shell.run(lambda: made.extend(map(asyncio.create_task, (_fail(), asyncio.sleep(9)))))
        await asyncio.gather(made[-2], return_exceptions=True)
        made[-1].cancel()
        await extension.finish(0.05)
        made[2].cancel()

    asyncio.run(cells())
    assert done == ["good"]
    assert [
        (line["cell"], line["name"], line["value"]) for line in told(tmp_path) if line["kind"] == "failure"
    ] == [
        (1, "ValueError", "no such cup"),
        (1, "task", "a task still ran 0.05 seconds after the last cell: await it, or cancel it"),
    ]


def test_data_of_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """They travel with a figure, and with nothing else; what draws nothing does not load matplotlib."""
    sending = extension._Data()
    figure = Figure()
    figure.subplots().plot([1, 2])
    assert "line" in {row[0] for row in sending(figure)["rows"]}
    assert sending("figure") is None
    assert sending.format_type == FIGURE_DATA
    monkeypatch.delitem(sys.modules, "matplotlib.figure")
    assert sending(figure) is None
