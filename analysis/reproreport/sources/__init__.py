"""Read what the sources printed, and hold every file under ``data/`` to its codebook.

A folder ``data/<source>/`` has a ``codebook.yml`` that describes each CSV file: its columns with
their types, units and meaning, and the columns that together identify a row. Files are read as
text: printed numbers keep their decimal comma and trailing zeros until :func:`number` parses them.
A printed table of counts and percentages has a YAML header beside it (``docs/printed-tables.md``).
"""

from reproreport.sources.codebook import (
    CODEBOOK,
    TYPES,
    number,
    read_codebook,
    refers_to_bibliography,
    stated,
)
from reproreport.sources.printed.table import (
    csv_files,
    find_printed_tables,
    read_printed_table,
    read_readings,
)
from reproreport.sources.read import (
    header,
    printed_table,
    project_root,
    read,
    readings,
)
from reproreport.sources.validate import check_file, validate

__all__ = [
    "CODEBOOK",
    "TYPES",
    "check_file",
    "csv_files",
    "find_printed_tables",
    "header",
    "number",
    "printed_table",
    "project_root",
    "read",
    "read_codebook",
    "read_printed_table",
    "read_readings",
    "readings",
    "refers_to_bibliography",
    "stated",
    "validate",
]
