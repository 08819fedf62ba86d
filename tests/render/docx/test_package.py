"""The zip file of a Word document."""

from __future__ import annotations

import io
import zipfile

from reproreport.render.docx.package import read_parts, write_parts

PARTS = {"word/b.xml": b"<b/>", "_rels/.rels": b"r", "word/a.xml": b"<a/>" * 999, "[Content_Types].xml": b"t"}


def test_the_order_of_the_parts_does_not_matter() -> None:
    """Nor does the day: the same parts are the same bytes."""
    package = write_parts(PARTS)
    assert package == write_parts(dict(reversed(PARTS.items())))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "_rels/.rels", "word/a.xml", "word/b.xml"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert read_parts(package) == PARTS
