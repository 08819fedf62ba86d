"""Concept trees, read back from matplotlib's objects."""

from __future__ import annotations

from typing import Any

import pytest
from figure_examples import (
    nodes,
    texts,
)

from analysis.figures import (
    concept_tree,
)


def test_the_tree_draws_every_label_whole() -> None:
    """In reading order: the concept, then each element and its parts."""
    shown = " ".join(texts(concept_tree(nodes())))
    places = [shown.index(label) for label in nodes()["label"]]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.drop(columns="parent"), "lack the columns parent"),
        (lambda d: d.assign(parent=""), r"one root .* not 7"),
        (lambda d: d.replace({"parent": {"c": "x"}}), "node c1 stands under x, which is not there"),
        (lambda d: d.replace({"label": {"Another": " "}}), "node c has no label"),
        (lambda d: d.replace({"id": {"c1": "a1"}}), "two rows for a1"),
        (lambda d: d.replace({"parent": {"c": "a1"}}), "not one tree of at most three levels"),
        (lambda d: d.assign(parent=["", "r", "a", "a", "c1", "c1", "c"]), "not one tree"),
    ],
)
def test_the_tree_refuses(change: Any, message: str) -> None:
    """Loose ends, circles and doubles are named."""
    with pytest.raises(ValueError, match=message):
        concept_tree(change(nodes()))
