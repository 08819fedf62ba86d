"""How figures look, and how they are written: the same bytes for the same figure, everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, StringIO
from typing import Any, Final

import matplotlib as mpl
import seaborn as sns
from IPython.display import display
from matplotlib import pyplot as plt
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from reproreport.figures.drawn import drawn_data, kept_data
from reproreport.mime import FIGURE_DATA

WIDTH: Final = 5.75
"""Inches. It fits into an A4 page's text, and a phone need not shrink it by much."""

SIZE: Final = 10.0
SMALL: Final = 9.0
"""Points. The smallest text of a figure."""

PALETTE: Final = ("#0072B2", "#BF4A00", "#007355", "#5E2750")
"""Blue, vermilion, green, purple: after Okabe and Ito (2008), darkened until text in each can be
read on white (contrast 4.5 : 1), and apart from one another for red-green blind eyes too."""

INK: Final = "#1A1A1A"
MUTED: Final = "#595959"
FAINT: Final = "#D9D9D9"

_HAIR: Final = 1 / 72
_MARGIN: Final = 4 / 72
"""Inches by which a text may touch a figure's edge, and which one that goes beyond it is given."""

_RC: Final[dict[str, Any]] = {
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": SMALL,
    "axes.linewidth": 0.8,
    "font.size": SIZE,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "report",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": MUTED,
    "xtick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.color": MUTED,
    "ytick.labelcolor": INK,
    "ytick.labelsize": SMALL,
}


def use_style() -> None:
    """Give figures drawn from now on the report's look, whatever was set before.

    The functions of this package do not need it; a notebook that draws a figure of its own does.
    """
    mpl.rcdefaults()
    sns.set_theme(style="ticks", palette=list(PALETTE), font="DejaVu Sans", rc=_RC)


@contextmanager
def styled() -> Iterator[None]:
    """Draw inside with the report's look, and leave the caller's settings as they were."""
    with mpl.rc_context():
        use_style()
        yield


def to_svg(figure: Figure) -> str:
    """Return a figure as SVG text.

    Glyphs are paths, so no font is needed to show it; there is no date, no program's name, and no
    identifier but those that the file itself refers to. The same figure gives the same text in
    every process. A figure whose texts go beyond its edges becomes as large as they need.
    """
    with styled():
        text = _drawn(figure, None)
        if (room := _beyond(figure)) is not None:
            text = _drawn(figure, room)
    text = re.sub(r"<!DOCTYPE.*?>\n", "", text, flags=re.DOTALL)
    text = re.sub(r'<g id="[^"]*"', "<g", text)
    # Thousandths of a point are plenty, and hide the last bits in which processors differ. Numbers
    # below 1 are scales (a glyph's is 1/64) and stay.
    return re.sub(r"[1-9]\d*\.\d{4,}", lambda match: f"{float(match[0]):.3f}", text)


def _drawn(figure: Figure, room: Bbox | None) -> str:
    buffer = BytesIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    figure.savefig(buffer, format="svg", metadata=nothing, bbox_inches=room)
    return buffer.getvalue().decode()


def _beyond(figure: Figure) -> Bbox | None:
    """Return the room that a figure needs, in inches; None where all of it lies within its edges.

    Its parts have their places once it has been drawn. They are measured as SVG draws them: on a screen
    letters are rounded to its points, and a line of text is longer.
    """
    before = figure.dpi
    figure.set_dpi(72)
    size = figure.bbox
    renderer = RendererSVG(size.width, size.height, StringIO())  # type: ignore[no-untyped-call]
    whole, needed = figure.bbox_inches, figure.get_tightbbox(renderer)
    figure.set_dpi(before)
    room = whole.padded(_HAIR)
    if room.x0 <= needed.x0 and needed.x1 <= room.x1 and room.y0 <= needed.y0 and needed.y1 <= room.y1:
        return None
    return Bbox.union([whole, needed.padded(_MARGIN)])


def show(figure: Figure, alt: str) -> None:
    """Display a figure as the one output of a notebook cell (``image/svg+xml``), and close it.

    What the figure shows as data travels along; the build takes it out of the output. A figure that a
    notebook draws by itself may keep it first, under names (:func:`reproreport.figures.keep_data`); of any
    other it is what is drawn.

    Args:
        figure: what to show.
        alt: what the figure shows, in words, for those who do not see it; it travels in the
            output's metadata.

    Raises:
        ValueError: if ``alt`` is empty.
    """
    words = " ".join(alt.split())
    if not words:
        raise ValueError("a figure needs an alternative text that says what it shows")
    shown: dict[str, Any] = {"image/svg+xml": to_svg(figure)}
    data = data_of(figure)
    if data is not None:
        shown[FIGURE_DATA] = data
    display(shown, metadata={"image/svg+xml": {"alt": words}}, raw=True)  # type: ignore[no-untyped-call]
    plt.close(figure)


def data_of(figure: Figure) -> dict[str, Any] | None:
    """Return what a drawn figure shows as data, as JSON; None where only its picture can tell."""
    kept = kept_data(figure)
    if kept is not None:
        return kept
    try:
        return drawn_data(figure)
    except Exception:  # matplotlib is extended by many: what they draw must not stop a notebook
        return None
