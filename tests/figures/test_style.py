"""The look, the SVG and the notebook's output, for every kind of figure."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from figure_examples import (
    ALL,
    answers,
    bars,
    legible,
    relative_luminance,
)
from reproreport.figures import (
    PALETTE,
    WIDTH,
    show,
    to_svg,
    use_style,
)
from reproreport.mime import FIGURE_DATA

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("color", PALETTE)
def test_text_in_every_colour_can_be_read_on_white(color: str) -> None:
    """WCAG 2.2 asks for a contrast of 4.5 : 1."""
    assert 1.05 / (relative_luminance(color) + 0.05) >= 4.5


# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009), IEEE TVCG 15, 1291-1298: full severity.
SIGHT = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def lab(color: str, sight: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as it is seen."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    r, g, b = (min(1, max(0, sum(m * c for m, c in zip(row, linear)))) for row in sight)  # noqa: B905
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("sight", SIGHT)
def test_colours_stay_apart_for_colour_blind_eyes(sight: str) -> None:
    """Any two differ by at least 20 (CIE 1976); 2.3 is just noticeable."""
    for one, other in combinations(PALETTE, 2):
        pairs = zip(lab(one, SIGHT[sight]), lab(other, SIGHT[sight]), strict=True)
        assert sum((a - b) ** 2 for a, b in pairs) ** 0.5 >= 20


@pytest.mark.parametrize("draw", ALL)
def test_words_are_legible_inside_and_apart(draw: Any) -> None:
    """No text below 9 points, none cut off at the edge, no two on top of each other."""
    figure = draw()
    assert legible(figure)
    assert figure.get_size_inches()[0] == WIDTH


@pytest.mark.parametrize("draw", ALL)
def test_the_svg_is_clean(draw: Any) -> None:
    """Well-formed; glyphs are paths; no date or program; every identifier is referred to."""
    svg = to_svg(draw())
    root = ET.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "text" not in tags
    assert {"path", "use"} <= tags
    for word in ("<dc:date", "Matplotlib", "matplotlib", "DOCTYPE", "font-family"):
        assert word not in svg
    for element in root.iter():
        if name := element.get("id"):
            assert f'"#{name}"' in svg or f"url(#{name})" in svg
    width = float(root.get("width", "").removesuffix("pt"))
    assert width == pytest.approx(WIDTH * 72)


def test_the_same_bytes_in_every_process() -> None:
    """Two interpreters with different hash seeds and different matplotlib settings."""
    program = """
import sys, matplotlib
matplotlib.rcParams["font.size"] = float(sys.argv[1])
import figure_examples as t
from reproreport.figures import concept_tree, to_svg
for figure in (t.dots(t.estimates()), t.bars(t.answers()), concept_tree(t.nodes())):
    print(to_svg(figure))
"""
    outputs = {
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", program, size],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONHASHSEED": size,
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests/support'}",
            },
            capture_output=True,
            check=True,
        ).stdout
        for size in ("7", "31")
    }
    assert len(outputs) == 1
    assert outputs.pop().count(b"</svg>") == 3


@pytest.mark.parametrize("long", ["ylabel", "yticklabels", "title", "xlabel", "text"])
def test_what_goes_beyond_the_edges_is_not_cut(long: str) -> None:
    """The drawing grows by what its texts need, and by nothing where they fit."""
    words = "a very long label that nobody thought of when the size of the figure was chosen, or the paper's"
    figure, axes = plt.subplots(figsize=(3, 2))
    figure.subplots_adjust(left=0.3, bottom=0.3)
    axes.barh(["a", "b"], [1, 2])
    fits = _size(to_svg(figure))
    assert fits == (216, 144)
    if long == "text":
        axes.text(1, 1, words)
    else:
        axes.set(**{long: [words, "b"] if long == "yticklabels" else words})
    width, height = _size(to_svg(figure))
    plt.close(figure)
    assert (height > 300) if long == "ylabel" else (width > 450)


def _size(svg: str) -> tuple[float, float]:
    """Return a drawing's width and height in points."""
    width, height = (re.search(rf'{side}="([\d.]+)pt"', svg) for side in ("width", "height"))
    assert width is not None
    assert height is not None
    return float(width[1]), float(height[1])


def test_drawing_leaves_the_callers_settings_alone() -> None:
    """Only use_style changes them, and it starts from matplotlib's own."""
    with mpl.rc_context({"font.size": 31.0, "lines.linewidth": 9.0}):
        before = dict(mpl.rcParams)
        to_svg(bars(answers()))
        assert dict(mpl.rcParams) == before
        use_style()
        assert mpl.rcParams["font.size"] != 31.0
        assert mpl.rcParams["lines.linewidth"] != 9.0
        assert mpl.rcParams["font.family"] == ["DejaVu Sans"]


def test_shows_one_picture_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The alternative text travels in the metadata; a pyplot figure is closed."""
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "reproreport.figures.style.display", lambda data, **more: shown.append({"data": data, **more})
    )
    figure, axes = plt.subplots()
    axes.plot([0, 1])
    show(figure, alt="  A line\n that rises. ")
    (output,) = shown
    assert list(output["data"]) == ["image/svg+xml", FIGURE_DATA]
    assert ["line", "", 1.0, 1.0, "", "", "", 1] in output["data"][FIGURE_DATA]["rows"]
    assert output["data"]["image/svg+xml"].startswith("<?xml")
    assert output["metadata"] == {"image/svg+xml": {"alt": "A line that rises."}}
    assert output["raw"] is True
    assert not plt.fignum_exists(figure.number)


def test_a_figure_that_nobody_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that somebody else drew do not stop the notebook: the picture goes alone."""
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr("reproreport.figures.style.display", lambda data, **_: shown.append(data))
    monkeypatch.setattr("reproreport.figures.style.drawn_data", lambda figure: figure.no_such_thing)
    show(Figure(), alt="Nothing.")
    assert list(shown[0]) == ["image/svg+xml"]


@pytest.mark.parametrize("alt", ["", " \n"])
def test_refuses_a_figure_without_words(alt: str) -> None:
    """Blank is empty too."""
    with pytest.raises(ValueError, match="needs an alternative text"):
        show(Figure(), alt=alt)
