"""What a figure draws, read from matplotlib's objects: for figures that do not say what they show.

Each part of each axes is a row: points of lines, bars, points of a scatter, corners of shapes, cells of
images and meshes, texts. Places are in the units of the axes, so that neither size nor style matter.

The data that a figure shows, row by row in the order in which it shows them.

A figure keeps its data, :func:`reproreport.figures.show` sends them along with the picture, and the
build takes them out of the notebook: the gate compares them with the accepted ones, where a picture
could only be called different.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from numbers import Rational, Real
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.figure import Figure, FigureBase
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle, Wedge
from matplotlib.spines import Spine
from matplotlib.table import Table
from matplotlib.text import Annotation, Text
from matplotlib.ticker import LogFormatter, NullFormatter, ScalarFormatter
from matplotlib.transforms import IdentityTransform

COLUMNS = ("part", "name", "x", "y", "width", "height", "value", "axes")

#: A part of more rows is kept as the means of so many stretches, of equal length, of them.
ROWS = 500

#: Digits that are kept, from the first of the largest number of a column: processors differ in the last.
DIGITS = 12

#: x, y, width, height, value
_Place = tuple[Any, Any, Any, Any, Any]
_Row = tuple[Any, ...]


def drawn_data(figure: Figure) -> dict[str, Any]:
    """Return the ``columns`` and ``rows`` of what a figure draws, as JSON keeps them.

    Args:
        figure: a figure that was drawn once, so that all its parts have their places.
    """
    rows = _rounded([(*row, 0) for part in (figure, *figure.subfigs) for row in _around(part)])
    for number, axes in enumerate(_axes_of(figure.axes), 1):
        if axes.get_visible():
            scales = (axes.get_xscale(), axes.get_yscale())
            rows += _rounded([(*row, number) for row in _parts(axes)], *scales)
    return {"columns": list(COLUMNS), "rows": [list(row) for row in rows]}


def _around(part: Any) -> Iterator[_Row]:
    """Yield what stands on a figure outside of all axes."""
    titles = [part._suptitle, part._supxlabel, part._supylabel]
    for artist in part.get_children():
        if artist in titles and artist is not None:  # they stand where the axes leave room
            yield ("title", _words(artist), "", "", "", "", "")
        elif artist.get_visible() and artist is not part.patch and not isinstance(artist, Axes | FigureBase):
            yield from _artist(artist, _name(artist))


def _axes_of(given: Iterable[Any]) -> Iterator[Axes]:
    """Yield axes and those that stand within them."""
    for axes in given:
        yield axes
        yield from _axes_of(axes.child_axes)


def _parts(axes: Axes) -> Iterator[_Row]:
    """Yield the part, its name and its places, of everything that stands in some axes."""
    if getattr(axes, "_axis3don", axes.axison):
        for name in ("x", "y", "z"):
            yield from _axis(f"{name} axis", getattr(axes, f"{name}axis", None))
    if axes.get_label() == "<colorbar>":  # how it is filled follows from its axis
        return
    named = {
        part: _name(container)
        for container in axes.containers
        for part in container.get_children()
        if _name(container)
    }
    titles = (axes.title, getattr(axes, "_left_title", None), getattr(axes, "_right_title", None))
    yield from (("title", _words(text), "", "", "", "", "") for text in titles if text and _words(text))
    # Where shapes have no names, different colours may be all that tells what they stand for.
    coloured = len({patch.get_facecolor() for patch in axes.patches}) > 1
    for artist in axes.get_children():
        shown = artist.get_visible() and artist not in (*titles, axes.patch, *axes.child_axes)
        if shown and not isinstance(artist, Axis | Spine):
            yield from _artist(artist, named.get(artist) or _name(artist), coloured=coloured)


def _axis(name: str, axis: Any) -> Iterator[_Row]:
    """Yield an axis with its limits, and its ticks where they have words of their own."""
    if axis is None or not axis.get_visible():
        return
    low, high = axis.get_view_interval()

    def place(start: Any, length: Any = "") -> tuple[Any, ...]:
        return (start, "", length, "") if name == "x axis" else ("", start, "", length)

    yield (name, axis.get_label_text(), *place(low, high - low), axis.get_scale())
    if not isinstance(axis.get_major_formatter(), ScalarFormatter | LogFormatter | NullFormatter):
        for tick, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False):
            if min(low, high) <= tick <= max(low, high):
                yield (f"{name} tick", label.get_text(), *place(tick), "")


def _artist(artist: Any, name: str, *, coloured: bool = False) -> Iterator[_Row]:
    """Yield the rows of one thing that is drawn."""
    kind = type(artist)  # each has getters that the others lack
    if issubclass(kind, Text):
        if word := _words(artist):
            x, y = artist.xy if issubclass(kind, Annotation) else artist.get_position()
            yield ("text", word, *_unit_free(artist, x, y), "", "", "")
    elif issubclass(kind, Line2D):
        yield from _long("line", [(x, y, "", "", "") for x, y in artist.get_xydata().tolist()], name)
    elif issubclass(kind, Patch):
        yield from _patch(artist, name, coloured=coloured)
    elif issubclass(kind, Collection):
        yield from _long(*_collection(artist), name)
    elif issubclass(kind, AxesImage):
        yield from _image(artist, name)
    elif issubclass(kind, Table):
        for (row, column), cell in sorted(artist.get_celld().items()):
            yield ("table", _words(cell.get_text()), column, row, "", "", "")
    else:  # a legend, a box with text
        words = [_words(text) for text in artist.findobj(Text) if text.get_visible()]
        for one in list(filter(None, words)) or [name]:
            yield (kind.__name__.lower(), one, "", "", "", "", "")


def _patch(patch: Any, name: str, *, coloured: bool) -> Iterator[_Row]:
    """Yield a bar by its place and size, a slice of a pie by its angles, other shapes by their corners."""
    colour = to_hex(patch.get_facecolor(), keep_alpha=True) if coloured and not name else ""
    if issubclass(type(patch), Rectangle):
        x, y = patch.get_xy()
        yield ("bar", name, *_unit_free(patch, x, y), patch.get_width(), patch.get_height(), colour)
    elif issubclass(type(patch), Wedge):
        yield ("slice", name, *patch.center, patch.r, "", colour)
        yield ("angles", name, patch.theta1, patch.theta2, "", "", "")
    else:
        corners = patch.get_patch_transform().transform(patch.get_path().vertices)
        yield from _long("shape", [(x, y, "", "", colour) for x, y in corners.tolist()], name)


def _collection(collection: Any) -> tuple[str, list[_Place]]:
    """Return the points of a scatter, the cells of a mesh, or the corners of shapes."""
    array = collection.get_array()
    values = [] if array is None else _floats(array).ravel().tolist()
    if issubclass(type(collection), QuadMesh):
        corners = collection.get_coordinates()
        corners = corners[:-1, :-1] if len(values) < corners[..., 0].size else corners
        places = corners.reshape(-1, 2).tolist()
        return "cell", [(x, y, "", "", _at(values, place)) for place, (x, y) in enumerate(places)]
    paths, offsets = collection.get_paths(), _floats(collection.get_offsets()).tolist()
    colours = [to_hex(one, keep_alpha=True) for one in collection.get_facecolor()]
    told = values or (colours if len(set(colours)) > 1 else [])
    if isinstance(collection.get_offset_transform(), IdentityTransform):  # shapes that stand where they are
        corners = [(place, corner) for place, path in enumerate(paths) for corner in path.vertices.tolist()]
        return "shape", [(*corner, "", "", _at(told, place)) for place, corner in corners]
    # A point has a size, an arrow two components.
    sizes = np.ravel(getattr(collection, "U", getattr(collection, "get_sizes", list)())).tolist()
    across = np.ravel(getattr(collection, "V", ())).tolist()
    widths = sizes if len(sizes) > 1 or across else []
    return "point", [
        (x, y, _at(widths, place), _at(across, place), _at(told, place))
        for place, (x, y) in enumerate(offsets)
    ]


def _floats(array: Any) -> Any:
    """Return an array of numbers, its gaps as NaN."""
    return np.ma.filled(np.ma.asarray(array, dtype=float), np.nan)


def _image(image: Any, name: str) -> Iterator[_Row]:
    """Yield an image's place, and its values row by row."""
    array = _floats(image.get_array())
    left, right, bottom, top = image.get_extent()
    yield ("image", name, left, bottom, right - left, top - bottom, " × ".join(map(str, array.shape)))
    yield from _long("pixel", [("", "", "", "", value) for value in array.ravel().tolist()], name)


def _long(part: str, places: list[_Place], name: str) -> Iterator[_Row]:
    """Yield a row for each place; of very many the means of stretches, in which any change is seen."""
    if len(places) <= 2 * ROWS:
        yield from ((part, name, *place) for place in places)
        return
    ends = np.linspace(0, len(places), ROWS + 1).astype(int).tolist()
    for start, end in pairwise(ends):
        columns = zip(*places[start:end], strict=True)
        yield (f"{part} (mean of {end - start})", name, *map(_mean, columns))


def _mean(values: Iterable[Any]) -> float | str:
    """Return the mean of the numbers among values; empty where there are none."""
    numbers = [value for value in values if isinstance(value, int | float) and math.isfinite(value)]
    return math.fsum(numbers) / len(numbers) if numbers else ""


def _rounded(rows: list[_Row], across: str = "linear", up: str = "linear") -> list[_Row]:
    """Return rows with plain numbers, without their last bits; the scales say how x and y are drawn."""
    columns = list(zip(*rows, strict=True))
    for place, scale in enumerate((across, up, across, up, "linear") if rows else (), 2):
        largest = max((abs(one) for one in columns[place] if _is_number(one)), default=0)
        last = DIGITS - math.ceil(math.log10(largest)) if largest and scale == "linear" else None
        columns[place] = tuple(_number(one, last) for one in columns[place])
    return list(zip(*columns, strict=True))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and math.isfinite(value)


def _number(value: Any, last: int | None) -> float | str:
    """Return a number with its digits up to the last that counts; a gap is empty."""
    if _is_number(value):
        number = float(value) if last is None else round(float(value), last)
        return float(f"{number:.{DIGITS}g}") + 0.0  # no minus before a zero
    return str(value) if isinstance(value, str) or value in (math.inf, -math.inf) else ""


def _unit_free(artist: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Return a place as numbers: it may be given as dates, or as names of categories."""
    return artist.convert_xunits(x), artist.convert_yunits(y)


def _at(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else ""


def _name(artist: Any) -> str:
    """Return what its author called it; matplotlib's own names begin with ``_``."""
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label


def _words(text: Any) -> str:
    return " ".join(str(text.get_text()).split())


_DATA: WeakKeyDictionary[Figure, dict[str, Any]] = WeakKeyDictionary()


def keep_data(
    figure: Figure, columns: Mapping[str, Iterable[Any]], order: Sequence[Any] | None = None
) -> None:
    """Keep what a figure shows.

    Args:
        figure: the figure.
        columns: the values of each column, by what the column is in the figure (``item``, ``low``).
        order: a key for each row, by which rows are sorted as the figure shows them; without it,
            they stay in the order of the data.

    Raises:
        ValueError: if the columns have different lengths.
    """
    rows = list(zip(*columns.values(), strict=True))
    if order is not None:
        rows = [row for _, row in sorted(zip(order, rows, strict=True), key=lambda pair: pair[0])]
    _DATA[figure] = {"columns": list(columns), "rows": [[plain(value) for value in row] for row in rows]}


def kept_data(figure: Figure) -> dict[str, Any] | None:
    """Return the ``columns`` and ``rows`` that a figure shows, as JSON; None where it keeps none."""
    return _DATA.get(figure)


def plain(value: Any) -> int | float | str:
    """Return a value as JSON keeps it: fractions and decimals exact, as text; gaps empty."""
    if isinstance(value, str | bool):
        return str(value)
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Rational):
        numerator, denominator = int(value.numerator), int(value.denominator)
        return numerator if denominator == 1 else f"{numerator}/{denominator}"
    if isinstance(value, Real):
        number = float(value)
        # NaN is a gap, too; an infinity is a text, because JSON has no number for it.
        return number if math.isfinite(number) else "" if math.isnan(number) else str(number)
    return str(value)
