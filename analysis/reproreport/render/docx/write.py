"""Write a publication as a Word document, for those who comment in Word."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from reproreport.errors import Problem, RenderError
from reproreport.files import write_bytes
from reproreport.project import Project
from reproreport.render.book import Book
from reproreport.render.conservation.hold import hold_file
from reproreport.render.docx.blocks import document_blocks
from reproreport.render.docx.finish import finish_parts
from reproreport.render.docx.nodes import PAPER
from reproreport.render.docx.package import read_parts, write_parts
from reproreport.render.docx.styles import merged, read_template, reference_document, text_area
from reproreport.render.pandoc.door import environment, pandoc_path
from reproreport.render.pandoc.nodes import Node, document
from reproreport.render.tables.fitting import Paper, too_wide
from reproreport.render.typst.pictures import Picture, read_pictures


def write(book: Book, files: Mapping[str, Path]) -> None:
    """Write a publication's ``docx``."""
    write_docx(book, files["docx"])


def write_docx(book: Book, path: Path) -> None:
    """Write the publication to *path*.

    Raises RenderError when Pandoc or Typst is absent or stops, or a table is too wide for any page.
    """
    reference, paper = _reference(book.project)
    problems = list(too_wide(book, paper))
    if problems:
        raise RenderError(*problems)
    pictures = read_pictures(book)
    blocks = list(document_blocks(book, pictures, paper))
    lang: Node = {"t": "MetaString", "c": book.project.language.scripted}
    written = _convert(document(blocks, {"lang": lang}), pictures, reference)
    parts = read_parts(written)
    finish_parts(parts, book)
    write_bytes(path, write_parts(parts))
    hold_file(book, path, "docx")


def _reference(project: Project) -> tuple[bytes, Paper]:
    """Return the reference document, and the room on its pages."""
    own = reference_document(chapters=not project.article)
    for path in project.files.get("reference-doc", ()):
        template = read_template(project.root / path, project.where("docx", "reference-doc"))
        width, height = text_area(template)
        lying = text_area(template, turned=True)
        return merged(template, own), replace(PAPER, width=width, height=height, lying=lying)
    return own, PAPER


def _convert(text_: str, pictures: Mapping[str, tuple[str, Picture]], reference: bytes) -> bytes:
    """Return what Pandoc makes of the document, with the pictures beside it."""
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        work = Path(name)
        (work / "reference.docx").write_bytes(reference)
        for file, drawn in pictures.values():
            (work / f"{file}{drawn.suffix}").write_bytes(drawn.data)
        command = [str(pandoc_path()), "--from=json", "--to=docx", "--reference-doc=reference.docx"]
        process = subprocess.run(
            [*command, "--output=out.docx"],
            input=text_.encode(),
            cwd=work,
            capture_output=True,
            check=False,
            env=environment(SOURCE_DATE_EPOCH="0"),
        )
        if process.returncode != 0 or process.stderr.strip():
            reason = process.stderr.decode(errors="replace").strip()
            raise RenderError(Problem(f"Pandoc could not write the Word document: {reason}"))
        return (work / "out.docx").read_bytes()
