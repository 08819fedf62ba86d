"""Read what the sources printed, and hold every file under ``data/`` to its codebook.

A folder ``data/<source>/`` has a ``codebook.yml`` that describes each CSV file: its columns with
their types, units and meaning, and the columns that together identify a row. Files are read as
text: printed numbers keep their decimal comma and trailing zeros until :func:`number` parses them.
"""

from analysis.sources.codebook import CODEBOOK, TYPES, number, read_codebook, refers_to_bibliography, stated
from analysis.sources.read import INPUTS_VARIABLE, header, project_root, read
from analysis.sources.validate import check_file, validate

__all__ = [
    "CODEBOOK",
    "INPUTS_VARIABLE",
    "TYPES",
    "check_file",
    "header",
    "number",
    "project_root",
    "read",
    "read_codebook",
    "refers_to_bibliography",
    "stated",
    "validate",
]
