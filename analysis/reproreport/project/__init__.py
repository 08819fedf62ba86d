"""The map of the report: ``_quarto.yml``, its profiles and the folders that they name, as frozen values.

load.load_project    one publication of the report: the whole of it, or one document published alone
load.publications    their names
model                what they hold
people               authors and their institutions
config               what may stand in the files, and what is wrong with them
"""

from reproreport.project.load import load_project, publications
from reproreport.project.model import (
    CONFIG,
    NOTEBOOK,
    VARIABLES,
    WHOLE,
    Chapter,
    Parameter,
    Project,
)

__all__ = [
    "CONFIG",
    "NOTEBOOK",
    "VARIABLES",
    "WHOLE",
    "Chapter",
    "Parameter",
    "Project",
    "load_project",
    "publications",
]
