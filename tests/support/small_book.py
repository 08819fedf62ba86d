"""A small book of chapters that a test gives, with a bibliography and a list of references."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from reproreport.project import Project, load_project

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
        "report": {"strict": True},
        **settings,
    }
    (root / "_quarto.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False))
    return load_project(root)
