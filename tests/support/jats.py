"""What the standard asks of a JATS article (see ``render/jats/subset.py``)."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from lxml import etree

SUBSET = Path(__file__).parents[1] / "render/jats/archiving-subset.dtd"
MATHML = "{http://www.w3.org/1998/Math/MathML}math"


def faults(root: Any) -> list[str]:
    """Return what in an article is not as the standard has it; formulas have a schema of their own."""
    checked = copy.deepcopy(root)
    for formula in checked.iter(MATHML):
        for child in list(formula):
            formula.remove(child)
    dtd = etree.DTD(str(SUBSET))
    dtd.validate(checked)
    return [f"{error.line}: {error.message}" for error in dtd.error_log.filter_from_errors()]
