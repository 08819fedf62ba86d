"""``make parity``: exit codes and messages, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parity import Parity
from parity.__main__ import parity
from parity.compare import Difference
from parity.fact import Fact, Kind, Place
from reproreport.render.quarto.choose import Quarto

PLACE = Place("book", "html", "index.html")
SAME = Fact(Kind.HEADING, "# Coffee")


def run(root: Path, *arguments: str) -> Result:
    """Run the command in a report's folder."""
    import os

    before = Path.cwd()
    os.chdir(root)
    try:
        return CliRunner().invoke(parity, [*arguments])
    finally:
        os.chdir(before)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Difference]:
    """Stand in for both renderers; what is put into the list is what they differ in."""
    differences: list[Difference] = []

    def examined(*_: object, **__: object) -> Parity:
        return Parity({PLACE: (SAME, *(one.quarto for one in differences if one.quarto))}, differences)

    monkeypatch.setattr("parity.examine", examined)
    monkeypatch.setattr(
        "reproreport.render.quarto.choose.find_quarto", lambda: Quarto(Path("quarto"), (1, 9))
    )
    return differences


def test_without_quarto_it_says_so(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And how to get it; exit code 2, and nothing is built."""
    monkeypatch.setattr("reproreport.render.quarto.choose.find_quarto", lambda: None)
    result = run(report)
    assert result.exit_code == 2
    assert "there is no 'quarto' command" in result.stderr
    assert "`report doctor` says how" in result.stderr
    assert not (report / "build").exists()


@pytest.mark.usefixtures("found")
def test_no_difference(report: Path) -> None:
    """It says how much was compared."""
    result = run(report)
    assert (result.exit_code, result.stdout) == (
        0,
        "Quarto and Pandoc show the same: 1 facts on 1 pages and PDFs.\n",
    )


def test_a_difference_fails(report: Path, found: list[Difference]) -> None:
    """Both sides are shown, with the page and the kind of what differs."""
    found.append(
        Difference(PLACE, Fact(Kind.CAPTION, "Table 1.2: Cups"), Fact(Kind.CAPTION, "Table 1.1: Cups"))
    )
    result = run(report)
    assert result.exit_code == 1
    assert "book html index.html" in result.stdout
    line = next(line for line in result.stdout.splitlines() if line.startswith("caption"))
    assert line.index("Table 1.2: Cups") < line.index("Table 1.1: Cups")
    assert result.stdout.endswith("1 difference (1 caption) among 2 facts on 1 pages and PDFs.\n")


def test_json(report: Path, found: list[Difference]) -> None:
    """For machines, with the same exit code."""
    found.append(Difference(PLACE, Fact(Kind.ALT, "Bars"), None))
    result = run(report, "--json")
    data = json.loads(result.stdout)
    assert result.exit_code == 1
    assert data["counts"] == {"alt": 1}
    assert data["differences"] == [
        {
            "publication": "book",
            "format": "html",
            "page": "index.html",
            "kind": "alt",
            "quarto": {"text": "Bars", "target": ""},
            "pandoc": None,
        }
    ]


def test_some_publications_cannot_be_kept_alone(report: Path) -> None:
    """The outlines of the others would be lost."""
    result = run(report, "--save", "--publication", "book")
    assert result.exit_code == 2
    assert "leave --publication out" in result.stderr
