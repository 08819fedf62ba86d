"""Concept trees, read back from matplotlib's objects."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from figure_examples import nodes, texts
from reproreport.figures import PALETTE, concept_tree


def test_the_tree_draws_every_label_whole() -> None:
    """In reading order: the concept, then each element and its parts."""
    shown = " ".join(texts(concept_tree(nodes())))
    places = [shown.index(label) for label in nodes()["label"]]
    assert places == sorted(places)


def test_two_concepts_stand_below_one_another() -> None:
    """Each whole, with its own elements, in reading order; the figure is as tall as both."""
    one = nodes()
    other = one.assign(id="x" + one["id"], parent=["", *("x" + one["parent"].iloc[1:])])
    other["label"] = "Second: " + other["label"]
    both = pd.concat([one, other])
    figure = concept_tree(both)
    shown = " ".join(texts(figure))
    places = [shown.index(label) for label in both["label"]]
    assert places == sorted(places)
    (axes,) = figure.axes
    roots = [box for box in axes.patches if box.get_facecolor() == to_rgba(PALETTE[0])]
    assert len(roots) == 2
    alone = concept_tree(one).get_size_inches()[1]
    assert figure.get_size_inches()[1] > 2 * alone


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.drop(columns="parent"), "lack the columns parent"),
        (lambda d: d.assign(parent=d["id"]), "not trees of at most three levels"),
        (lambda d: d.replace({"parent": {"c": "x"}}), "node c1 stands under x, which is not there"),
        (lambda d: d.replace({"label": {"Another": " "}}), "node c has no label"),
        (lambda d: d.replace({"id": {"c1": "a1"}}), "two rows for a1"),
        (lambda d: d.replace({"parent": {"c": "a1"}}), "not trees of at most three levels"),
        (lambda d: d.assign(parent=["", "r", "a", "a", "c1", "c1", "c"]), "not trees"),
    ],
)
def test_the_tree_refuses(change: Any, message: str) -> None:
    """Loose ends, circles and doubles are named."""
    with pytest.raises(ValueError, match=message):
        concept_tree(change(nodes()))
