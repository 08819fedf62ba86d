"""Tests of a cross-table: does an item differ between groups, and one group from the others?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd

from reproreport.numbers import format_number, format_p, format_percent
from reproreport.results.record import record
from reproreport.statistics.contingency import cramers_v, cramers_v_interval, pearson_chi_square
from reproreport.statistics.counts import Undefined
from reproreport.statistics.fisher import Group, fisher_exact, fisher_greater
from reproreport.statistics.multiplicity import adjust
from reproreport.statistics.power import detectable_difference
from reproreport.statistics.variants import SMALL

if TYPE_CHECKING:
    from great_tables import GT

    from reproreport.statistics.multiplicity import Correction

#: What readers call the adjustments for several tests.
CORRECTIONS: Mapping[Correction, str] = {
    "holm": "Holm",
    "bonferroni": "Bonferroni",
    "benjamini-hochberg": "Benjamini–Hochberg",
}


@dataclass(frozen=True)
class ItemTests:
    """One primary test for each item, and the other one beside it as a check.

    The primary one is Pearson's chi-square without continuity correction, or Fisher's exact test where an
    expected count is below five.

    Attributes:
        frame: a row for each item: ``exact`` (whether Fisher's is the primary one), ``statistic`` and ``df``
            of Pearson's, ``p_value`` and ``p_adjusted``, ``v`` (Cramér's) and ``v_interval``, ``other_p`` and
            ``other_adjusted``, ``smallest_expected``.
        items: the label of each item.
        origins: the data rows behind each item.
        correction: the adjustment for the number of items.
        confidence: coverage of the intervals of V, as a share.
    """

    frame: pd.DataFrame
    items: Mapping[str, str]
    origins: Mapping[str, Sequence[str]]
    correction: Correction
    confidence: float

    @classmethod
    def of(
        cls,
        tables: Mapping[str, Sequence[Sequence[int]]],
        items: Mapping[str, str],
        origins: Mapping[str, Sequence[str]],
        correction: Correction,
        confidence: float,
    ) -> ItemTests:
        """Test each item's table of counts.

        Raises:
            ValueError: a table is too large for Fisher's test, or none at all.
        """
        found: dict[str, dict[str, Any]] = {}
        for item, table in tables.items():
            pearson, fisher = pearson_chi_square(table), fisher_exact(table)
            if isinstance(fisher, Undefined):
                raise ValueError(f"{items[item]}: Fisher's exact test is not made, because {fisher.text}")
            exact = pearson.smallest_expected < SMALL
            found[item] = {
                "exact": exact,
                "statistic": pearson.statistic,
                "df": pearson.df,
                "p_value": fisher.p_value if exact else pearson.p_value,
                "v": cramers_v(table),
                "v_interval": tuple(cramers_v_interval(table, confidence)),
                "smallest_expected": pearson.smallest_expected,
                "pearson": pearson.p_value,
                "fisher": fisher.p_value,
            }
        frame = pd.DataFrame(list(found.values()), index=list(found))
        frame["p_adjusted"] = adjust(list(frame["p_value"]), correction)
        for name, by_pearson, by_fisher in (
            ("other_p", list(frame["pearson"]), list(frame["fisher"])),
            (
                "other_adjusted",
                adjust(list(frame["pearson"]), correction),
                adjust(list(frame["fisher"]), correction),
            ),
        ):
            pairs = zip(frame["exact"], by_pearson, by_fisher, strict=True)
            frame[name] = [pearson if exact else fisher for exact, pearson, fisher in pairs]
        return cls(frame, items, origins, correction, confidence)

    def record(self, name: str, alpha: float) -> None:
        """Record each item's test (``<name>.item_1.p``, …), and what the family of tests says.

        Args:
            name: what the results' names begin with.
            alpha: the level of significance.
        """
        for item, test in rows_of(self.frame):
            rows, own = self.origins[item], f"{name}.item_{item}"
            record(f"{own}.chi2", test["statistic"], kind="number", decimals=3, rows=rows)
            record(f"{own}.df", int(test["df"]), kind="count", rows=rows)
            record(f"{own}.v", test["v"], kind="number", decimals=3, rows=rows)
            record(f"{own}.v_interval", test["v_interval"], kind="interval", decimals=2, rows=rows)
            smallest = test["smallest_expected"]
            record(f"{own}.smallest_expected", smallest, kind="number", decimals=1, rows=rows)
            for called, column in _P_VALUES.items():
                record(f"{own}.{called}", test[column], kind="p_value", rows=rows)
        rows = [row for origin in self.origins.values() for row in origin]
        others = self.frame["p_value"].drop(self.frame["p_value"].idxmin())
        for end, p_value in (("min", others.min()), ("max", others.max())) if len(others) else ():
            record(f"{name}.other_items.p_{end}", p_value, kind="p_value", rows=rows)
        record(f"{name}.v_max", self.frame["v"].max(), kind="number", decimals=3, rows=rows)
        for called, number in (
            ("exact", self.frame["exact"].sum()),
            ("significant", (self.frame["p_value"] < alpha).sum()),
            ("significant_adjusted", (self.frame["p_adjusted"] < alpha).sum()),
        ):
            record(f"{name}.{called}", int(number), kind="words", unit="items", rows=rows)

    def table(self, stub: str, *, note: str = "", widths: Sequence[float] = (34, 13, 8, 9, 8, 12, 16)) -> GT:
        """Return a row for each item: test, p-value, adjusted one, V with its interval, the other test.

        Args:
            stub: the heading of the first column.
            note: what stands below the table, after what the columns mean.
            widths: those of the columns, in percent of the table.
        """
        from great_tables import GT, html

        from reproreport import tables

        name = CORRECTIONS[self.correction]
        shown = pd.DataFrame(
            [
                {
                    "label": f"{item} {self.items[item]}",
                    "test": "exact"
                    if test["exact"]
                    else f"{format_number(test['statistic'], 3)} ({test['df']})",
                    "p": format_p(test["p_value"]),
                    "p_adjusted": format_p(test["p_adjusted"]),
                    "v": format_number(test["v"], 3),
                    "v_interval": "–".join(format_number(end, 2) for end in test["v_interval"]),
                    "other": f"{format_p(test['other_p'])} ({format_p(test['other_adjusted'])})",
                }
                for item, test in rows_of(self.frame)
            ]
        )
        exact = " In the row marked so, Fisher’s exact test takes the place of χ²."
        other = "Other test: Fisher’s exact test where χ² is the primary one, and the reverse."
        return (
            GT(shown, rowname_col="label")
            .tab_stubhead(stub)
            .cols_label(
                test=html("χ² (<em>df</em>)"),
                p=html("<em>p</em>"),
                p_adjusted=html(f"<em>p</em>, {name}"),
                v=html("<em>V</em>"),
                v_interval=html(f"{format_percent(self.confidence, 0)}<br>interval"),
                other=html(f"Other test:<br><em>p</em> ({name})"),
            )
            .cols_align("right", columns=[column for column in shown.columns if column != "label"])
            .cols_width(tables.widths(list(shown.columns), *widths))
            .tab_source_note(f"{other}{exact if self.frame['exact'].any() else ''} {note}".strip())
        )


def rows_of(frame: pd.DataFrame) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the rows of a frame: what each is indexed by, and its values by column."""
    yield from zip(frame.index, map(_by_name, frame.to_dict("records")), strict=True)


def _by_name(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


_P_VALUES = {
    "p": "p_value",
    "p_adjusted": "p_adjusted",
    "other_p": "other_p",
    "other_p_adjusted": "other_adjusted",
}


@dataclass(frozen=True)
class Direction:
    """One group against the others together, in a direction: Fisher's exact test, one-sided and two-sided.

    Attributes:
        frame: a row for each item: ``share`` and ``others`` (exact), ``p`` (one-sided), ``p_two_sided``, both
            ``_adjusted``, and ``detectable``: the smallest difference of the shares that would be found,
            one-sided, at the strictest level of the adjustment; None where none would.
        items: the label of each item.
        origins: the data rows behind each item.
        correction: the adjustment for the number of items.
        power: the chance with which a detectable difference would be found.
    """

    frame: pd.DataFrame
    items: Mapping[str, str]
    origins: Mapping[str, Sequence[str]]
    correction: Correction
    power: float

    @classmethod
    def of(
        cls,
        pairs: Mapping[str, tuple[Group, ...]],
        items: Mapping[str, str],
        origins: Mapping[str, Sequence[str]],
        correction: Correction,
        *,
        fewer: bool,
        alpha: float,
        power: float,
    ) -> Direction:
        """Compare each pair of a group with the others together."""
        level = alpha / len(pairs)
        found = {}
        for item, (own, others) in pairs.items():
            first, second = (own.lacking, others.lacking) if fewer else (own, others)
            table = [[group.having, group.lacking.having] for group in (first, second)]
            two_sided = fisher_exact(table)
            found[item] = {
                "share": Fraction(*own),
                "others": Fraction(*others),
                "p": float(fisher_greater(first, second)),
                "p_two_sided": 1.0 if isinstance(two_sided, Undefined) else two_sided.p_value,
                "detectable": detectable_difference(
                    first.size, second.size, second.having / second.size, alpha=level, power=power
                ),
            }
        frame = pd.DataFrame(list(found.values()), index=list(found), dtype=object)
        for name in ("p", "p_two_sided"):
            frame[f"{name}_adjusted"] = adjust(list(frame[name]), correction)
        return cls(frame, items, origins, correction, power)

    def record(self, name: str, alpha: float, *, called: str = "share") -> None:
        """Record each item's comparison (``<name>.item_1.p``, …), and what all of them say.

        Args:
            name: what the results' names begin with.
            alpha: the level of significance.
            called: what the group's own share is called.
        """
        for item, test in rows_of(self.frame):
            rows, own = self.origins[item], f"{name}.item_{item}"
            record(f"{own}.{called}", test["share"], kind="percent", unit="%", rows=rows)
            record(f"{own}.others", test["others"], kind="percent", unit="%", rows=rows)
            for p_value in ("p", "p_adjusted", "p_two_sided", "p_two_sided_adjusted"):
                record(f"{own}.{p_value}", test[p_value], kind="p_value", rows=rows)
            if test["detectable"] is not None:
                points = 100 * float(test["detectable"])
                record(f"{own}.detectable", points, kind="number", decimals=0, unit="points", rows=rows)
        rows = [row for origin in self.origins.values() for row in origin]
        for suffix, column in (("one_sided", "p_adjusted"), ("two_sided", "p_two_sided_adjusted")):
            found = int((self.frame[column] < alpha).sum())
            record(f"{name}.significant_{suffix}", found, kind="words", unit="items", rows=rows)
        if self.detectable:
            for suffix, end in (("min", min(self.detectable)), ("max", max(self.detectable))):
                record(f"{name}.detectable_{suffix}", 100 * end, kind="number", decimals=0, rows=rows)

    @property
    def detectable(self) -> list[float]:
        """Return the detectable difference of each item that has one, as a share."""
        return [float(one) for one in self.frame["detectable"] if one is not None]


def directions_table(
    questions: Mapping[str, Direction],
    *,
    stub: str,
    own: str,
    note: str = "",
    widths: Sequence[float] = (34, 9, 11, 11, 9, 13, 13),
) -> GT:
    """Return the comparisons of one group with the others, a part of the table for each question.

    Args:
        questions: the comparisons, by the words of the question.
        stub: the heading of the first column.
        own: the heading of the group's own shares, such as ``City, %``.
        note: what stands below the table, after what the columns mean.
        widths: those of the columns, in percent of the table.
    """
    from great_tables import GT, html

    from reproreport import tables

    first = next(iter(questions.values()))
    name = CORRECTIONS[first.correction]
    shown = pd.DataFrame(
        [
            {
                "question": question,
                "label": f"{item} {one.items[item]}",
                "own": format_percent(test["share"], sign=""),
                "others": format_percent(test["others"], sign=""),
                "p": format_p(test["p"]),
                "p_adjusted": format_p(test["p_adjusted"]),
                "p_two_sided_adjusted": format_p(test["p_two_sided_adjusted"]),
                "detectable": "–" if (d := test["detectable"]) is None else format_number(100 * float(d)),
            }
            for question, one in questions.items()
            for item, test in rows_of(one.frame)
        ]
    )
    numbers = [column for column in shown.columns if column not in ("question", "label")]
    return (
        GT(shown, rowname_col="label", groupname_col="question")
        .tab_stubhead(stub)
        .cols_label(
            own=own,
            others="Others, %",
            p=html("<em>p</em>,<br>one-sided"),
            p_adjusted=html(name),
            p_two_sided_adjusted=html(f"Two-sided,<br>{name}"),
            detectable=html("Detectable,<br>points"),
        )
        .cols_align("right", columns=numbers)
        .cols_width(tables.widths(["label", *numbers], *widths))
        .tab_source_note(
            "Fisher’s exact test. Detectable: the smallest difference of the shares that would be found with "
            f"a chance of {format_percent(first.power, 0)}, one-sided, at the strictest level of the "
            f"adjustment. {note}".strip()
        )
    )
