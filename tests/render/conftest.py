"""A small book, written from the texts that a test gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import publications
from reproreport.project import Project
from reproreport.render.book import Book, read_book
from small_book import Files, notebook, write_book


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
    from reproreport.errors import ContentError

    def messages(files: Files, variables: Mapping[str, Any] | None = None, **settings: Any) -> list[str]:
        with pytest.raises(ContentError) as caught:
            read_book(write_project(files, **settings), variables or {})
        return [f"{problem.where}: {problem.what} | {problem.fix}" for problem in caught.value.problems]

    return messages


@pytest.fixture
def make_notebook() -> Callable[..., str]:
    """Return the function that writes an executed notebook."""
    return notebook
