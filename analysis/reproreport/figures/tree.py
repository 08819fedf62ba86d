"""Concepts, their elements, and what each consists of."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch

from reproreport.figures.drawn import keep_data
from reproreport.figures.frames import CANVAS, canvas, height_of, require, wrap, write
from reproreport.figures.style import MUTED, PALETTE, SIZE, SMALL, styled

PAD = 5.0
INDENT = 12.0
ELEMENT = range(96, 161, 4)
"""Points: widths that an element's box may have; the one that makes the figure shortest wins."""

BRACKET = 16.0
LEAF_GAP, ELEMENT_GAP, TREE_GAP = 3.0, 10.0, 18.0
TINT = "#E6F0F7"


def concept_tree(nodes: pd.DataFrame) -> Figure:
    """Draw a tree: the concept above, its elements at the left, their parts beside them.

    Every label is drawn whole, wrapped where it must be; the figure is as tall as that takes. Several
    concepts stand below one another, each with its own elements.

    Args:
        nodes: one row for each node, in reading order, with the columns ``id``, ``parent`` (the
            ``id`` of the node above; empty for a concept) and ``label``.

    Raises:
        ValueError: if a column is missing, a label is empty, an ``id`` comes twice, a parent is
            unknown, or the nodes are not trees of at most three levels.
    """
    concepts = _levels(nodes)
    trees = min(
        ([_Tree(root, elements, width) for root, elements in concepts] for width in ELEMENT),
        key=lambda tried: sum(tree.height for tree in tried),
    )
    total = 2 + sum(tree.height for tree in trees) + TREE_GAP * (len(trees) - 1)
    with styled():
        figure = canvas(total)
        pen, y = _Pen(figure, total), 1.0
        for tree in trees:
            tree.draw(pen, y)
            y += tree.height + TREE_GAP
    shown = []
    for root, elements in concepts:
        shown.append((1, root))
        for label, leaves in elements:
            shown += [(2, label), *((3, leaf) for leaf in leaves)]
    keep_data(figure, {"level": [level for level, _ in shown], "label": [label for _, label in shown]})
    return figure


class _Tree:
    """A concept with its elements, wrapped for one width of the elements' boxes."""

    def __init__(self, root: str, elements: Sequence[tuple[str, Sequence[str]]], width: float) -> None:
        self.lines = wrap(root, SIZE, CANVAS - 2 * PAD, "bold")
        self.box = height_of(self.lines, SIZE) + 2 * PAD
        self.branches = [_Branch(label, leaves, width) for label, leaves in elements]
        self.height = self.box + sum(branch.height + ELEMENT_GAP for branch in self.branches)

    def draw(self, pen: _Pen, y: float) -> None:
        """Draw the concept, and below it its elements."""
        pen.box(1, y, CANVAS - 2, self.box, PALETTE[0])
        write(pen.figure, PAD, y + self.box / 2, self.lines, size=SIZE, color="white", weight="bold")
        y += self.box
        stem = y
        for branch in self.branches:
            y += ELEMENT_GAP
            middle = y + branch.height / 2
            pen.line([INDENT / 2, INDENT / 2, INDENT], [stem, middle, middle])
            branch.draw(pen, y)
            y += branch.height


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


def _levels(nodes: pd.DataFrame) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return each root's label and, for each of its elements, its label and its leaves' labels."""
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
    trees = {root: {e: children.get(e, []) for e in children.get(root, [])} for root in roots}
    reached = sum(1 + len(leaves) for elements in trees.values() for leaves in elements.values())
    if not roots or len(roots) + reached != len(labels):
        raise ValueError("the nodes are not trees of at most three levels")
    return [
        (labels[root], [(labels[e], [labels[leaf] for leaf in leaves]) for e, leaves in elements.items()])
        for root, elements in trees.items()
    ]
