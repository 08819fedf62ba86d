"""The paper of a PDF: ``papersize`` and ``margin``, and the room that they leave for text, in points."""

from __future__ import annotations

from dataclasses import dataclass

from reproreport.errors import Problem, RenderError
from reproreport.project import Project
from reproreport.project.settings import PAPERS, points

MARGINS = {"a5": 51.0, "a6": 40.0}
MARGIN = 76.5
HEAD = 6.0
"""Room at the top beyond the margin, for the running head."""

SIZE, SMALL = 11.0, 9.9
"""Of the letters on a page, and on a small one, in points."""

NARROWEST, LOWEST = 140.0, 140.0
"""Less room than this, 5 cm, holds no text."""


@dataclass(frozen=True)
class Sheet:
    """A page: its name for Typst, its sides, and its margins."""

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def area(self) -> tuple[float, float]:
        """Return the width and the height of the text."""
        return self.width - self.left - self.right, self.height - self.top - self.bottom

    @property
    def lying(self) -> tuple[float, float]:
        """Return the width and the height of the text on a turned page, with the same margins."""
        return self.height - self.left - self.right, self.width - self.top - self.bottom

    @property
    def margins(self) -> str:
        """Return the margins as Typst has them."""
        sides = ("left", "right", "top", "bottom")
        return "(" + ", ".join(f"{side}: {getattr(self, side):g}pt" for side in sides) + ")"


def sheet_of(project: Project) -> Sheet:
    """Return the sheet that a publication is printed on.

    Raises RenderError when its margins leave no room for text.
    """
    name = str(project.option("typst", "papersize", "a4"))
    width, height = PAPERS[name]
    given = {side: points(length) for side, length in (project.option("typst", "margin") or {}).items()}
    usual = MARGINS.get(name, MARGIN)
    left, right = (given.get(side, given.get("x", usual)) for side in ("left", "right"))
    top = given.get("top", given.get("y", usual + HEAD))
    bottom = given.get("bottom", given.get("y", usual))
    sheet = Sheet("us-letter" if name == "letter" else name, width, height, left, right, top, bottom)
    if sheet.area[0] < NARROWEST or sheet.area[1] < LOWEST:
        where = project.where("typst", "margin")
        fix = f"leave at least {NARROWEST / 72 * 2.54:.0f} cm: {name} is {width:g} by {height:g} pt"
        raise RenderError(Problem("the margins leave no room for text", where, fix))
    return sheet


def letter_size(project: Project) -> float:
    """Return the size of a publication's running text in points."""
    given = project.option("typst", "fontsize")
    if given:
        return points(given)
    return SMALL if project.option("typst", "papersize", "a4") in MARGINS else SIZE
