"""docs/survey.md runs as it stands, and gives what it says."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from real_report import ROOT
from reproreport import journal
from reproreport.survey import CrossTable, Direction, ItemTests


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run the code of the page, and return its names and what it recorded."""
    text = (ROOT / "docs/survey.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    told = tmp_path_factory.mktemp("survey") / "journal"
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv(journal.VARIABLE, str(told))
        exec(code, names)  # noqa: S102
    names["recorded"] = {
        one["result"]["name"]: one["result"] for one in journal.read(told) if "result" in one
    }
    return names


def test_shares(example: dict[str, Any]) -> None:
    """Counted by hand from the people of the page; who gave no answer does not count."""
    methods, trainings = example["methods"], example["trainings"]
    assert isinstance(methods, CrossTable)
    assert methods.shares().loc["dialogue"].to_dict() == {
        "town": Fraction(12, 16), "ward": Fraction(6, 24), "sum": Fraction(18, 40),
    }  # fmt: skip
    assert trainings.shares("hard").loc["training"].to_dict() == {
        "town": Fraction(8, 16), "ward": Fraction(6, 23), "sum": Fraction(14, 39),
    }  # fmt: skip
    assert trainings.answers().loc["training"].to_dict() == {"town": 16, "ward": 23, "sum": 39}
    other = example["as_printed"].with_counts("printed").shares()
    assert other.loc["dialogue", "ward"] == Fraction(7, 24)


def test_tests(example: dict[str, Any]) -> None:
    """The chi-square of the table 12, 4; 6, 18 by its formula: n (ad − bc)² / (r₁ r₂ c₁ c₂)."""
    tests, town = example["tests"], example["town"]
    assert isinstance(tests, ItemTests)
    assert isinstance(town, Direction)
    row: dict[str, Any] = {str(name): value for name, value in tests.frame.loc["dialogue"].items()}
    directed: Any = town.frame.loc["dialogue"]
    assert not row["exact"]
    assert row["statistic"] == pytest.approx(40 * 192**2 / (16 * 24 * 18 * 22))
    assert row["v"] == pytest.approx((row["statistic"] / 40) ** 0.5)
    assert directed["p"] < directed["p_two_sided"] < 0.01


def test_what_it_records(example: dict[str, Any]) -> None:
    """Every cell, every test and the statement, each by its name."""
    recorded = example["recorded"]
    assert recorded["methods.item_dialogue.town.percent"]["text"] == "75.0%"
    assert recorded["methods.item_dialogue.sum.count"]["value"] == 18
    assert recorded["methods.significant_adjusted"]["text"] == "one"
    assert recorded["direction.item_dialogue.town"]["value"] == "3/4"
    assert recorded["town_knows_dialogue_better"]["value"] is True


def test_tables_and_figures(example: dict[str, Any]) -> None:
    """Every share stands in the table; the alternative text tells what the figure shows."""
    from reproreport.tables import to_html

    page = to_html(example["methods"].table("Method"))
    for words in ("Direct dialogue", "75.0", "25.0", "45.0", "= 24)", "All levels"):
        assert words in page
    drawn = example["methods"].dots(about="people who know", things="methods", among="levels", xlabel="x")
    assert drawn.alt == (
        "Dot plot of the share of people who know each of 1 methods, with 95% intervals, at 2 levels. "
        "Direct dialogue: town level 75.0% and ward level 25.0%."
    )
    assert (
        "training"
        not in example["trainings"].bars(things="items", among="levels", response="hard").alt.lower()[:40]
    )


def test_a_printed_table() -> None:
    """Labels, the total and the sizes of groups are the header's and the file's own."""
    about = {
        "total": "all",
        "groups": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}, {"id": "all", "label": "Everybody"}],
        "items": [{"id": "1", "label": "One"}, {"id": "2", "label": "Two"}],
    }
    rows = [("1", "a", 90), ("1", "b", 10), ("2", "a", 52), ("2", "b", 48)]
    rows += [("all", "a", 100), ("all", "b", 100), ("all", "all", 200)]
    cells = pd.DataFrame(rows, columns=["item", "group", "count"]).assign(origin="t.csv:2")
    table = CrossTable.from_printed(cells, about)
    assert table.labels == {"a": "A", "b": "B", "all": "Everybody"}
    assert table.sizes == {"a": 100, "b": 100, "all": 200}
    assert table.shares().loc["1"].to_dict() == {
        "a": Fraction(9, 10),
        "b": Fraction(1, 10),
        "all": Fraction(1, 2),
    }
    assert table.size_rows["b"] == ["t.csv:2"]
    assert table.overlapping() == ["2"]
    # Cohen (1988), table 8.3.12, u = 1: λ = 9.51 at α = .025 and power .80, and V² = λ / n.
    smallest = table.detectable_v(alpha=0.05, power=0.8)
    assert smallest == pytest.approx((9.51 / 200) ** 0.5, abs=0.001)


def test_what_cannot_be() -> None:
    """Each with the cell or the answer that is wrong."""
    labels = {"a": "A", "b": "B"}
    given: dict[str, Any] = {"items": {"1": "One"}, "groups": labels, "sizes": {"a": 3, "b": 3}}
    cells = pd.DataFrame({"item": ["1", "1"], "group": ["a", "b"], "count": [2, 1]})
    with pytest.raises(ValueError, match="a cell stands twice: 1, b"):
        CrossTable.from_cells(pd.concat([cells, cells[1:]]), **given)
    with pytest.raises(ValueError, match="there is no cell for 1, b"):
        CrossTable.from_cells(cells[:1], **given)
    with pytest.raises(ValueError, match="more are counted than there are: 1, a"):
        CrossTable.from_cells(cells.assign(count=[4, 1]), **given)
    people = pd.DataFrame({"level": ["a", "b"], "1": ["yes", "perhaps"]})
    with pytest.raises(ValueError, match="'perhaps' is no answer to 1"):
        CrossTable.from_people(
            people,
            items={"1": "One"},
            group="level",
            groups=given["groups"],
            responses={"yes": "Y", "no": "N"},
        )
    with pytest.raises(ValueError, match="nobody of b answers 1"):
        people["1"] = [True, None]
        CrossTable.from_people(people, items={"1": "One"}, group="level", groups=labels)
