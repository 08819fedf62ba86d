"""Two YAML files read as one, as Quarto reads a profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.yamlfile import YamlFile, merged, read_yaml

BASE = """\
title: Base
format:
  html: {toc: true}
list:
  - one
  - part: two
nothing: 1
"""
OVER = """\
title: Over

format:
  typst:
    papersize: a5
list:
  - part: two
  - three
nothing:
"""


@pytest.fixture
def both(tmp_path: Path) -> YamlFile:
    """Return the two files above as one."""
    for name, text in (("base.yml", BASE), ("over.yml", OVER)):
        (tmp_path / name).write_text(text)
    return merged(read_yaml(tmp_path / "base.yml", "base.yml"), read_yaml(tmp_path / "over.yml", "over.yml"))


def test_as_quarto_merges(both: YamlFile) -> None:
    """Mappings by key, lists joined without repeats, other values replaced (core/config.ts of Quarto 1.9)."""
    assert both.data == {
        "title": "Over",
        "format": {"html": {"toc": True}, "typst": {"papersize": "a5"}},
        "list": ["one", {"part": "two"}, "three"],
        "nothing": None,
    }


@pytest.mark.parametrize(
    ("key", "where"),
    [
        (("title",), "over.yml:1"),
        (("format",), "base.yml:2"),
        (("format", "html", "toc"), "base.yml:3"),
        (("format", "typst", "papersize"), "over.yml:5"),
        (("list", 1, "part"), "base.yml:6"),
        (("list", 2), "over.yml:8"),
        (("absent",), "over.yml:1"),
    ],
)
def test_every_key_knows_its_file_and_line(both: YamlFile, key: tuple[str | int, ...], where: str) -> None:
    """Also a list's item, whose place in the joined list is another than in its file."""
    assert both.where(*key) == where
