"""A concept, its elements, and what each consists of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch

from analysis.figures.data import keep_data
from analysis.figures.frames import CANVAS, canvas, require, write
from analysis.figures.style import MUTED, PALETTE, SIZE, SMALL, styled
from analysis.figures.text import height_of, wrap

PAD = 5.0
INDENT = 12.0
ELEMENT = range(96, 161, 4)
"""Points: widths that an element's box may have; the one that makes the figure shortest wins."""

BRACKET = 16.0
LEAF_GAP, ELEMENT_GAP = 3.0, 10.0
TINT = "#E6F0F7"


def concept_tree(nodes: pd.DataFrame) -> Figure:
    """Draw a tree: the concept above, its elements at the left, their parts beside them.

    Every label is drawn whole, wrapped where it must be; the figure is as tall as that takes.

    Args:
        nodes: one row for each node, in reading order, with the columns ``id``, ``parent`` (the
            ``id`` of the node above; empty for the concept) and ``label``.

    Raises:
        ValueError: if a column is missing, a label is empty, an ``id`` comes twice, a parent is
            unknown, or the nodes are not one tree of at most three levels.
    """
    root, elements = _levels(nodes)
    root_lines = wrap(root, SIZE, CANVAS - 2 * PAD, "bold")
    root_height = height_of(root_lines, SIZE) + 2 * PAD
    branches = min(
        ([_Branch(label, leaves, width) for label, leaves in elements] for width in ELEMENT),
        key=lambda tried: sum(branch.height for branch in tried),
    )
    total = 2 + root_height + sum(branch.height + ELEMENT_GAP for branch in branches)
    with styled():
        figure = canvas(total)
        pen = _Pen(figure, total)
        pen.box(1, 1, CANVAS - 2, root_height, PALETTE[0])
        write(figure, PAD, 1 + root_height / 2, root_lines, size=SIZE, color="white", weight="bold")
        y = 1 + root_height
        for branch in branches:
            y += ELEMENT_GAP
            middle = y + branch.height / 2
            pen.line([INDENT / 2, INDENT / 2, INDENT], [1 + root_height, middle, middle])
            branch.draw(pen, y)
            y += branch.height
    shown = [(1, root)]
    for label, leaves in elements:
        shown += [(2, label), *((3, leaf) for leaf in leaves)]
    keep_data(figure, {"level": [level for level, _ in shown], "label": [label for _, label in shown]})
    return figure


class _Branch:
    """An element with its leaves, wrapped for one width of the element's box."""

    def __init__(self, label: str, leaves: Sequence[str], width: float) -> None:
        self.width = width
        self.right = INDENT + width
        self.lines = wrap(label, SMALL, width - 2 * PAD)
        self.leaves = [wrap(leaf, SMALL, CANVAS - self.right - BRACKET - 1) for leaf in leaves]
        self.box = height_of(self.lines, SMALL) + 2 * PAD
        self.taken = sum(height_of(leaf, SMALL) + LEAF_GAP for leaf in self.leaves) - LEAF_GAP
        self.height = max(self.box, self.taken)

    def draw(self, pen: _Pen, y: float) -> None:
        """Draw the element at the left and its leaves beside it, held together by a bracket."""
        middle = y + self.height / 2
        pen.box(INDENT, middle - self.box / 2, self.width, self.box, TINT)
        write(pen.figure, INDENT + PAD, middle, self.lines, size=SMALL)
        if not self.leaves:
            return
        bend = self.right + BRACKET / 2
        top, centres = middle - self.taken / 2, [middle]
        for leaf in self.leaves:
            centre = top + height_of(leaf, SMALL) / 2
            write(pen.figure, self.right + BRACKET, centre, leaf, size=SMALL)
            pen.line([bend, bend + BRACKET / 2 - 4], [centre, centre])
            centres.append(centre)
            top += height_of(leaf, SMALL) + LEAF_GAP
        pen.line([bend, bend], [min(centres), max(centres)])
        pen.line([self.right, bend], [middle, middle])


class _Pen:
    """Boxes and lines on a figure, in points from its top left corner."""

    def __init__(self, figure: Figure, height: float) -> None:
        self.figure = figure
        self.axes = figure.add_axes((0, 0, 1, 1), xlim=(0, CANVAS), ylim=(height, 0))
        self.axes.set_axis_off()

    def line(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Draw a connector."""
        self.axes.add_line(Line2D(list(x), list(y), color=MUTED, linewidth=0.8))

    def box(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Draw a filled box with round corners."""
        style = "round,pad=0,rounding_size=3"
        self.axes.add_patch(
            FancyBboxPatch((x, y), width, height, boxstyle=style, facecolor=color, linewidth=0)
        )


def _levels(nodes: pd.DataFrame) -> tuple[str, list[tuple[str, list[str]]]]:
    """Return the root's label and, for each element, its label and its leaves' labels."""
    require(nodes, ["id", "label"], ["id"])
    if "parent" not in nodes.columns:
        raise ValueError("the data lack the columns parent")
    labels = {str(i): str(label).strip() for i, label in zip(nodes["id"], nodes["label"], strict=True)}
    children: dict[str, list[str]] = {}
    for identifier, parent in zip(nodes["id"], nodes["parent"].fillna(""), strict=True):
        if str(parent) and str(parent) not in labels:
            raise ValueError(f"node {identifier} stands under {parent}, which is not there")
        children.setdefault(str(parent), []).append(str(identifier))
    if empty := [identifier for identifier, label in labels.items() if not label]:
        raise ValueError(f"node {empty[0]} has no label")
    roots = children.get("", [])
    if len(roots) != 1:
        raise ValueError(f"a tree has one root (a node without parent), not {len(roots)}")
    elements = [(e, children.get(e, [])) for e in children.get(roots[0], [])]
    reached = 1 + sum(1 + len(leaves) for _, leaves in elements)
    if reached != len(labels):
        raise ValueError("the nodes are not one tree of at most three levels")
    return labels[roots[0]], [(labels[e], [labels[leaf] for leaf in leaves]) for e, leaves in elements]
