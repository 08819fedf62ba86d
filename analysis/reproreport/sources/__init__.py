"""Read what the sources printed, and hold every file under ``data/`` to its codebook.

A folder ``data/<source>/`` has a ``codebook.yml`` that describes each CSV file: its columns with
their types, units and meaning, and the columns that together identify a row. Files are read as
text: printed numbers keep their decimal comma and trailing zeros until :func:`number` parses them.
A printed table of counts and percentages has a YAML header beside it (``docs/printed-tables.md``): the
audit reads those.
"""

from reproreport.sources.codebook import (
    CODEBOOK,
    TYPES,
    number,
    read_codebook,
    refers_to_bibliography,
    stated,
)
from reproreport.sources.read import (
    header,
    project_root,
    read,
)
from reproreport.sources.validate import check_file, validate

__all__ = [
    "CODEBOOK",
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
