"""Figures that know nothing of what they show: tidy data frames in, matplotlib figures out.

    drawn.py  what a figure shows, for the gate: as its author says, or read from what is drawn
    style.py  colours, fonts, the SVG writer, and ``show`` for notebooks
    frames.py checks of data frames, canvases, how wide words are and where lines break
    dots.py   estimates with their intervals, by item and group
    bars.py   shares of ordered responses, by item and group
    timeline.py  dated events, by group and kind
    tree.py   a concept, its elements, and what each consists of
    years.py  counts by year, a row of bars for each group

All are drawn :data:`WIDTH` inches wide with text of at least :data:`SMALL` points, so that they can
be read on an A4 page and on a phone.
"""

from reproreport.figures.bars import stacked_bars
from reproreport.figures.dots import dot_plot
from reproreport.figures.drawn import keep_data
from reproreport.figures.style import PALETTE, SMALL, WIDTH, show, to_svg, use_style
from reproreport.figures.timeline import timeline
from reproreport.figures.tree import concept_tree
from reproreport.figures.years import year_bars

__all__ = [
    "PALETTE",
    "SMALL",
    "WIDTH",
    "concept_tree",
    "dot_plot",
    "keep_data",
    "show",
    "stacked_bars",
    "timeline",
    "to_svg",
    "use_style",
    "year_bars",
]
