"""A cross-table of items by groups: counts, bases, shares and intervals of every cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pandas as pd

from reproreport.numbers import format_percent, quoted
from reproreport.results.record import record
from reproreport.statistics.fisher import Group
from reproreport.statistics.power import detectable_v
from reproreport.statistics.proportions import wilson_interval
from reproreport.survey.tests import Direction, ItemTests, rows_of

if TYPE_CHECKING:
    from great_tables import GT
    from matplotlib.figure import Figure

    from reproreport.statistics.multiplicity import Correction


_CHOICE = ["count", "base"]


class Drawn(NamedTuple):
    """A figure and the text that stands for it: ``figures.show(*drawn)``."""

    figure: Figure
    alt: str


@dataclass(frozen=True)
class CrossTable:
    """How many of each group chose an item, or gave each response to it.

    Attributes:
        cells: a row for each cell, indexed by item, response (where there are responses) and group, with
            ``count``, ``base``, ``share`` (exact, of the base), ``interval`` (Wilson's), ``origin`` (the data
            rows behind the count), and what else the cells were given with. The total has rows of its own.
        items: the label of each item, in order.
        groups: the label of each group, in order.
        responses: the label of each response, in order; empty where an item is chosen or not.
        sizes: how many people each group has, and all together.
        total: the name of all groups together.
        total_label: their label.
        confidence: coverage of the intervals, as a share.
        size_rows: the data rows behind each size.
    """

    cells: pd.DataFrame
    items: Mapping[str, str]
    groups: Mapping[str, str]
    responses: Mapping[str, str]
    sizes: Mapping[str, int]
    total: str = "sum"
    total_label: str = "All"
    confidence: float = 0.95
    size_rows: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def from_cells(
        cls,
        cells: pd.DataFrame,
        *,
        items: Mapping[str, str],
        groups: Mapping[str, str],
        sizes: Mapping[str, int],
        responses: Mapping[str, str] | None = None,
        total: str = "sum",
        total_label: str = "All",
        confidence: float = 0.95,
        size_rows: Mapping[str, Sequence[str]] | None = None,
    ) -> CrossTable:
        """Return the cross-table of cells that a source prints.

        Args:
            cells: a row for each cell: ``item``, ``response`` where there are responses, ``group``,
                ``count``, and ``origin`` or other columns to keep. ``base`` may say of how many a cell's
                count is. Rows of the total may be among them; their count is the sum over the groups in any
                case.
            items: the label of each item, in order.
            groups: the label of each group, in order.
            sizes: how many people each group has; the total may be among them.
            responses: the label of each response. The base of a share is the number of answers that a group
                gives to an item then; without responses it is the size of the group.
            total: the name of all groups together.
            total_label: their label.
            confidence: coverage of the intervals, as a share.
            size_rows: the data rows behind each size.

        Raises:
            ValueError: a cell stands twice or is missing, or a count is more than its base.
        """
        responses = responses or {}
        key = ["item", "response", "group"] if responses else ["item", "group"]
        labels = [list(items), *([list(responses)] if responses else []), [*groups, total]]
        if twice := cells[cells.duplicated(key)][key].to_numpy().tolist():
            raise ValueError(f"a cell stands twice: {', '.join(twice[0])}")
        frame = cells.set_index(key).reindex(pd.MultiIndex.from_product(labels, names=key))
        of_total = frame.index.get_level_values("group") == total
        if lacking := frame.index[frame["count"].isna() & ~of_total].tolist():
            raise ValueError(f"there is no cell for {', '.join(lacking[0])}")
        outer = key[:-1]
        for column in ("count", *(["base"] if "base" in frame else [])):
            sums = frame.loc[~of_total].groupby(level=outer, sort=False)[column].sum()
            frame.loc[of_total, column] = sums.to_numpy()
            frame[column] = frame[column].astype(int)
        frame["origin"] = _origins(frame, total)
        sizes = {**sizes, total: sum(sizes[group] for group in groups)}
        if "base" not in frame:
            answers = frame.groupby(level=["item", "group"])["count"].transform("sum")
            frame["base"] = answers if responses else frame.index.get_level_values("group").map(sizes)
        pairs = list(zip(frame["count"].map(int), frame["base"].map(int), strict=True))
        if more := [at for at, (count, base) in zip(frame.index, pairs, strict=True) if count > base]:
            raise ValueError(f"more are counted than there are: {', '.join(more[0])}")
        frame["share"] = pd.Series([Fraction(*pair) for pair in pairs], frame.index, dtype=object)
        frame["interval"] = [wilson_interval(count, base, confidence) for count, base in pairs]
        rows = size_rows or {}
        return cls(frame, items, groups, responses, sizes, total, total_label, confidence, rows)

    @classmethod
    def from_printed(
        cls, cells: pd.DataFrame, about: Mapping[str, Any], *, confidence: float = 0.95
    ) -> CrossTable:
        """Return the cross-table of a printed table, in the form of ``docs/printed-tables.md``.

        Args:
            cells: the rows of its file, with counts as numbers, as in :meth:`from_cells`; the rows whose item
                is called as the total say how many people each group has.
            about: what its header says (``sources.header``).
            confidence: coverage of the intervals, as a share.

        Raises:
            ValueError: as :meth:`from_cells`.
        """
        labels = {
            part: {one["id"]: one["label"] for one in about.get(part, ())}
            for part in ("items", "responses", "groups")
        }
        total = about["total"]
        total_label = labels["groups"].pop(total)
        of_sizes = cells[cells["item"] == total].set_index("group")
        return cls.from_cells(
            cells[cells["item"] != total],
            **labels,
            sizes={group: int(count) for group, count in of_sizes["count"].items()},
            total=total,
            total_label=total_label,
            confidence=confidence,
            size_rows={group: _listed(origin) for group, origin in of_sizes["origin"].items()},
        )

    @classmethod
    def from_people(
        cls,
        people: pd.DataFrame,
        *,
        items: Mapping[str, str],
        group: str,
        groups: Mapping[str, str],
        responses: Mapping[str, str] | None = None,
        total: str = "sum",
        total_label: str = "All",
        confidence: float = 0.95,
    ) -> CrossTable:
        """Return the cross-table of the people who answered.

        Args:
            people: a row for each person. The column of an item says whether it was chosen (true or false),
                or holds the response; nothing where the person gave no answer, who does not count then.
            items: the label of each item, by its column.
            group: the column that says to which group a person belongs.
            groups: the label of each group, in order; people of no other group count.
            responses: the label of each response, in order; without them an item is chosen or not.
            total: the name of all groups together.
            total_label: their label.
            confidence: coverage of the intervals, as a share.

        Raises:
            ValueError: an answer is none of the responses, or a group has no answer to an item.
        """
        known = people[people[group].isin(list(groups))]
        cells = []
        for item in items:
            answered = known[known[item].notna()]
            wanted: list[Any] = list(responses or {}) or [True]
            allowed = wanted if responses else [True, False]
            if unknown := [answer for answer in answered[item].unique() if answer not in allowed]:
                raise ValueError(f"'{unknown[0]}' is no answer to {item}")
            for answer in wanted:
                for name in groups:
                    own = answered[answered[group] == name]
                    given = own[own[item] == answer]
                    if own.empty:
                        raise ValueError(f"nobody of {name} answers {item}")
                    origin = list(given["origin"]) if "origin" in given else []
                    where = {"item": item, "group": name} | ({"response": answer} if responses else {})
                    cells.append({**where, "count": len(given), "base": len(own), "origin": origin})
        return cls.from_cells(
            pd.DataFrame(cells),
            items=items,
            groups=groups,
            sizes={name: int((known[group] == name).sum()) for name in groups},
            responses=responses,
            total=total,
            total_label=total_label,
            confidence=confidence,
        )

    def with_counts(self, column: str) -> CrossTable:
        """Return the same cross-table with the counts of another column, such as those as printed."""
        frame = self.cells.reset_index().drop(columns=["base", "share", "interval"])
        return CrossTable.from_cells(
            frame.assign(count=frame[column]),
            items=self.items,
            groups=self.groups,
            sizes={group: self.sizes[group] for group in self.groups},
            responses=self.responses,
            total=self.total,
            total_label=self.total_label,
            confidence=self.confidence,
            size_rows=self.size_rows,
        )

    @property
    def labels(self) -> dict[str, str]:
        """Return the label of each group and of the total."""
        return {**self.groups, self.total: self.total_label}

    def of(self, item: str, response: str = "") -> pd.DataFrame:
        """Return the cells of one item, or of one response to it, by group."""
        found: Any = self.cells.loc[(item, response) if response else item]
        return cast("pd.DataFrame", found)

    def counts(self, response: str = "") -> pd.DataFrame:
        """Return counts, a row for each item and a column for each group and the total."""
        return self._wide("count", response)

    def shares(self, response: str = "") -> pd.DataFrame:
        """Return exact shares, a row for each item and a column for each group and the total."""
        return self._wide("share", response)

    def answers(self) -> pd.DataFrame:
        """Return the bases of shares, a row for each item and a column for each group and the total."""
        return self._wide("base", next(iter(self.responses), ""))

    def origin(self, item: str = "", response: str = "") -> list[str]:
        """Return the data rows behind an item, a response to it, or the whole table."""
        return _joined((self.of(item, response) if item else self.cells)["origin"])

    def _wide(self, column: str, response: str) -> pd.DataFrame:
        cells = self.cells[column]
        if self.responses:
            cells = cells.xs(response, level="response")
        wide: pd.DataFrame = cells.unstack("group")
        return wide.loc[list(self.items), [*self.groups, self.total]]

    def overlapping(self) -> list[str]:
        """Return the items of which the intervals of all groups have a share in common."""
        of_groups = self.cells.drop(self.total, level="group")["interval"].groupby("item", sort=False)
        return [
            str(item)
            for item, own in of_groups
            if max(interval.low for interval in own) <= min(interval.high for interval in own)
        ]

    def detectable_v(self, *, alpha: float, power: float) -> float | None:
        """Return the smallest Cramér's V that a test of an item would find with a chance of *power*.

        The level is *alpha*, divided by the number of items (Bonferroni). None where there is none up to 1.
        """
        rows, columns, level = len(self.responses) or 2, len(self.groups), alpha / len(self.items)
        return detectable_v(self.sizes[self.total], rows, columns, alpha=level, power=power)

    def tested(self, item: str) -> list[list[int]]:
        """Return the table that a test of one item is of: groups by responses, or by chosen or not."""
        of_groups = [self.cells.xs((item, group), level=("item", "group")) for group in self.groups]
        if self.responses:
            return [[int(count) for count in cells["count"]] for cells in of_groups]
        return [
            [int(c), int(b) - int(c)] for cells in of_groups for c, b in [cells[["count", "base"]].iloc[0]]
        ]

    def tests(self, correction: Correction) -> ItemTests:
        """Test for each item whether the groups differ, and adjust for the number of items."""
        rows = {item: self.tested(item) for item in self.items}
        origins = {item: self.origin(item) for item in self.items}
        return ItemTests.of(rows, self.items, origins, correction, self.confidence)

    def against(
        self,
        group: str,
        correction: Correction,
        *,
        response: str = "",
        fewer: bool = False,
        alpha: float = 0.05,
        power: float = 0.8,
    ) -> Direction:
        """Test for each item whether a group has a larger share than the others together.

        Args:
            group: the group.
            correction: the adjustment for the number of items.
            response: the response whose share is compared, where there are responses.
            fewer: whether the question is of a smaller share.
            alpha: the level of significance.
            power: the chance with which a detectable difference would be found.
        """
        others = [one for one in self.groups if one != group]
        pairs: dict[str, tuple[Group, Group]] = {}
        for item in self.items:
            cells = self.of(item, response)
            by_group = {name: Group(int(cell["count"]), int(cell["base"])) for name, cell in rows_of(cells)}
            rest = Group(*map(sum, zip(*(by_group[name] for name in others), strict=True)))
            pairs[item] = (by_group[group], rest)
        origins = {item: self.origin(item) for item in self.items}
        return Direction.of(pairs, self.items, origins, correction, fewer=fewer, alpha=alpha, power=power)

    def record(self, name: str, *, unit: str = "") -> None:
        """Record every cell: ``<name>.item_1.<group>.count``, ``.percent``, and ``.interval`` of a choice.

        With responses, ``<name>.item_1.<response>.<group>.count`` and ``.percent``, and the number of answers
        of each group, ``<name>.item_1.answers.<group>``.

        Args:
            name: what the results' names begin with.
            unit: what is counted, such as ``officials``.
        """
        for (item, *between, group), cell in rows_of(self.cells):
            full = ".".join([f"{name}.item_{item}", *between, group])
            if between:
                rows = _joined(self.cells.xs((item, group), level=("item", "group"))["origin"])
            else:
                rows = [*cell["origin"], *self.size_rows.get(group, ())]
            record(f"{full}.count", int(cell["count"]), kind="count", unit=unit, rows=cell["origin"])
            record(f"{full}.percent", cell["share"], kind="percent", unit="%", rows=rows)
            if not between:
                record(f"{full}.interval", cell["interval"], kind="interval", unit="%", rows=rows)
        both = self.cells.groupby(level=["item", "group"]) if self.responses else ()
        for at, cells in both:
            item, group = map(str, at)
            rows, answers = _joined(cells["origin"]), int(cells["count"].sum())
            record(f"{name}.item_{item}.answers.{group}", answers, kind="count", unit="answers", rows=rows)

    def table(
        self, stub: str, *, note: str = "", widths: tuple[float, float] = (20, 7), printed: str = ""
    ) -> GT:
        """Return counts and percentages, with the intervals of a choice: two columns for each group.

        Args:
            stub: the heading of the first column.
            note: what stands below the table.
            widths: those of the first column and of a column of counts, in percent of the table.
            printed: a column of counts as a source prints them; where one differs, it stands in quotation
                marks below the count.
        """
        from great_tables import GT, html

        from reproreport import tables

        shown = pd.DataFrame(
            [
                {"item": f"{item} {label}", "label": response or f"{item} {label}"}
                for item, label in self.items.items()
                for response in self.responses.values() or [""]
            ]
        )
        heading = "%" if self.responses else f"%<br>{format_percent(self.confidence, 0)} CI"
        for group in self.labels:
            cells = self.cells.xs(group, level="group")
            shown[f"{group}_n"] = [_count(cell, printed) for _, cell in rows_of(cast("pd.DataFrame", cells))]
            shown[f"{group}_share"] = [
                _percent(share) if self.responses else f"{_percent(share)}<br>{'–'.join(map(_percent, ends))}"
                for share, ends in zip(cells["share"], cells["interval"], strict=True)
            ]
        grouped = "item" if self.responses else None
        shown = shown if grouped else shown.drop(columns="item")
        table = GT(shown, rowname_col="label", groupname_col=grouped).tab_stubhead(stub)
        first, number = widths
        table = table.cols_width(tables.widths(["label"], first))
        for group, label in self.labels.items():
            columns = [f"{group}_n", f"{group}_share"]
            spanner = html(f"{label}<br>(<em>N</em> = {self.sizes[group]})")
            table = (
                table.tab_spanner(spanner, columns=columns, id=group)
                .cols_label({columns[0]: html("<em>n</em>"), columns[1]: html(heading)})
                .cols_align("right", columns=columns)
                .cols_width(tables.widths(columns, number, (100 - first) / len(self.labels) - number))
                .fmt_passthrough(columns=columns, escape=False)
            )
        return table.tab_source_note(note) if note else table

    def dots(self, *, about: str, things: str, among: str, xlabel: str) -> Drawn:
        """Draw the share of each group that chose each item, with its interval.

        Args:
            about: whose share it is, for the alternative text: ``officials who recognize``.
            things: what the items are: ``methods``.
            among: what the groups are: ``levels of office``.
            xlabel: what the axis shows.
        """
        from reproreport import figures

        cells = self.cells[self.cells.index.get_level_values("group") != self.total]
        shown = self._shown(cells).assign(
            low=[interval.low for interval in cells["interval"]],
            high=[interval.high for interval in cells["interval"]],
        )
        level = format_percent(self.confidence, 0)
        figure = figures.dot_plot(
            shown, item="item", group="group", estimate="share", low="low", high="high",
            xlabel=f"{xlabel} ({level} interval)",
        )  # fmt: skip
        return Drawn(
            figure,
            f"Dot plot of the share of {about} each of {len(self.items)} {things}, with {level} intervals, "
            f"at {len(self.groups)} {among}. {_told(shown)}.",
        )

    def bars(self, *, things: str, among: str, response: str) -> Drawn:
        """Draw how the answers of each group, and of all, divide among the responses.

        Args:
            things: what the items are, for the alternative text: ``difficulties``.
            among: what the groups are.
            response: the response whose shares the alternative text tells.
        """
        from reproreport import figures

        shown = self._shown(self.cells)
        figure = figures.stacked_bars(
            shown, item="item", group="group", response="response", share="share", size="size",
            apart=[self.total_label],
        )  # fmt: skip
        label = self.responses[response]
        answers = listed([one.lower() for one in self.responses.values()])
        return Drawn(
            figure,
            f"Stacked bars of the answers {answers} to each of {len(self.items)} {things}, at "
            f"{len(self.groups)} {among} and for all. Shares that answer {label.lower()}: "
            f"{_told(shown[shown['response'] == label])}.",
        )

    def _shown(self, cells: pd.DataFrame) -> pd.DataFrame:
        """Return cells under their labels."""
        at = cells.index
        columns: dict[str, Any] = {"item": at.get_level_values("item").map(self.items)}
        if self.responses:
            columns["response"] = at.get_level_values("response").map(self.responses)
        columns["group"] = at.get_level_values("group").map(self.labels)
        columns |= {"share": list(cells["share"]), "size": list(cells["base"])}
        return pd.DataFrame(columns)


def _origins(frame: pd.DataFrame, total: str) -> pd.Series[Any]:
    """Return the data rows behind each cell; a total that names none rests on those of its groups."""
    given = frame["origin"] if "origin" in frame else [None for _ in frame.index]
    found: dict[Any, list[str]] = {}
    for at, own in zip(frame.index, given, strict=True):
        if isinstance(own, str | list):
            found[at] = _listed(own)
        else:
            groups = frame.index.unique("group") if at[-1] == total else ()
            found[at] = _joined(found.get((*at[:-1], group), []) for group in groups)
    return pd.Series(list(found.values()), frame.index, dtype=object)


def _listed(origin: str | list[str]) -> list[str]:
    return [origin] if isinstance(origin, str) else origin


def _joined(origins: Iterable[Sequence[str]]) -> list[str]:
    return [row for rows in origins for row in rows]


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list in words: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _told(shown: pd.DataFrame) -> str:
    """Return the shares of each item in words."""
    told: dict[str, list[str]] = {}
    for _, row in rows_of(shown):
        told.setdefault(row["item"], []).append(f"{row['group'].lower()} {format_percent(row['share'])}")
    return "; ".join(f"{item}: {listed(parts)}" for item, parts in told.items())


def _percent(value: Fraction | float) -> str:
    return format_percent(value, sign="")


def _count(cell: Mapping[str, Any], printed: str) -> str:
    if not printed or cell["count"] == cell[printed]:
        return str(cell["count"])
    return f"{cell['count']}<br>{quoted(str(cell[printed]))}"
