"""A small book, written from the texts that a test gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import publications
import pytest
import yaml

from analysis.project import Project, load_project
from analysis.render.book import Book, read_book

Files = Mapping[str, str]
Cell = tuple[str, str, str]
"""The source of a notebook's cell, the media type of its output, and the output."""

INDEX = "# Preface {.unnumbered}\n\nWelcome.\n"
REFERENCES = "# References {.unnumbered}\n\n::: {#refs}\n:::\n"
BIBLIOGRAPHY = (
    "@article{smith2010, title={Political culture}, author={Smith, Anna}, journal={Politics}, year={2010}}",
    "@book{nguyen2015a, title={Alpha}, author={Nguyễn, Văn A}, publisher={NXB}, year={2015}}",
    "@book{nguyen2015b, title={Beta}, author={Nguyễn, Văn A}, publisher={NXB}, year={2015}}",
)


def notebook(*cells: Cell) -> str:
    """Return an executed notebook."""
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "source": source,
                    "metadata": {},
                    "outputs": [{"output_type": "display_data", "data": {media: data}, "metadata": {}}],
                }
                for source, media, data in cells
            ],
        }
    )


def write_book(root: Path, files: Files, **settings: Any) -> Project:
    """Write a project with one chapter for each .qmd that is given, in that order."""
    # A work that nobody cites is an error of its own.
    cited = [
        work for work in BIBLIOGRAPHY if f"@{work.split('{')[1].split(',')[0]}" in "".join(files.values())
    ]
    works = "\n".join(cited)
    texts = {"index.qmd": INDEX, "references.bib": works, **files, "references.qmd": REFERENCES}
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    listed = [name for name in texts if name.endswith(".qmd") and "/_" not in f"/{name}"]
    appendices = [name for name in listed if name.startswith("appendix")]
    config = {
        "project": {"type": "book", "output-dir": "build/site"},
        "book": {
            "title": "Văn hoá chính trị",
            "subtitle": "A test",
            "author": "Nguyễn Thị Hồng Hạnh",
            "description": "What the book is about.",
            "chapters": [name for name in listed if name not in appendices],
            "appendices": appendices,
        },
        "lang": "en",
        "bibliography": "references.bib",
        "citeproc": True,
        "format": {"html": {"toc": True}, "typst": {"papersize": "a4"}},
        **settings,
    }
    (root / "_quarto.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False))
    return load_project(root)


@pytest.fixture
def write_project(tmp_path: Path) -> Callable[..., Project]:
    """Write a project with one chapter for each .qmd that is given, in that order."""

    def write(files: Files, folder: str = "book", **settings: Any) -> Project:
        return write_book(tmp_path / folder, files, **settings)

    return write


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the book of ``publications.py``, with its article and its thesis."""
    return write_book(tmp_path_factory.mktemp("example") / "book", publications.files(notebook))


@pytest.fixture(scope="session")
def article(example: Project) -> Book:
    """Return the article of the example."""
    return publications.read_part(example, "alone")


@pytest.fixture(scope="session")
def thesis(example: Project) -> Book:
    """Return the thesis of the example."""
    return publications.read_part(example, "thesis")


@pytest.fixture
def read(write_project: Callable[..., Project]) -> Callable[..., Book]:
    """Write a project and read it as a book."""

    def read_files(files: Files, variables: Mapping[str, Any] | None = None, **settings: Any) -> Book:
        return read_book(write_project(files, **settings), variables or {})

    return read_files


@pytest.fixture
def problems(write_project: Callable[..., Project]) -> Callable[..., list[str]]:
    """Return the messages with which a book is refused, one line each: ``where: what | fix``."""
    from analysis.errors import ContentError

    def messages(files: Files, variables: Mapping[str, Any] | None = None, **settings: Any) -> list[str]:
        with pytest.raises(ContentError) as caught:
            read_book(write_project(files, **settings), variables or {})
        return [f"{problem.where}: {problem.what} | {problem.fix}" for problem in caught.value.problems]

    return messages


@pytest.fixture
def make_notebook() -> Callable[..., str]:
    """Return the function that writes an executed notebook."""
    return notebook
