"""Which works a report's bibliographies hold, in each format, and where each stands."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from textwrap import dedent

import pytest

from reproreport.errors import DataError
from reproreport.sources.bibliography import Entry, bibliographies, csl_yaml, entries, read_bibliography

BIBTEX = """\
% @book{commented, title = {C}}
@comment{@book{inside, title = {D}}}
@string{pub = {Parker}}
@Book{ mill1843 ,
  title = {A {System} of \\{ Logic},
  keywords = {logic; reviewed}, year = 1843 }  @misc{same, keywords = "one, {two}", note = {a @b c}}

@book{đào:2020/x+y,
  title = {X}}
"""
JSON = """\
[
  {"id": "le2021", "type": "book", "keyword": "reviewed, tea",
   "title": "[A] \\"T\\", {B}"},

  {"id": 12, "type": "book"}]
"""
YAML = """\
---
# exported
references:
- type: book
  id: le2021
  keyword: reviewed
- {id: 12, title: no}
...
"""
RIS = """\
TY  - BOOK
ID  - le2021
KW  - reviewed
KW  - tea
ER  - 

TY  - JOUR
TI  - Without a key
ER  - 
TY  - JOUR
ID  - 12
ER  - 
"""  # noqa: W291  (as the format has it)


def write(root: Path, name: str, text: str, named: str = "") -> Path:
    """Write a report that has one bibliography."""
    (root / "_quarto.yml").write_text(f"bibliography: [{named or name}]\n", encoding="utf-8")
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "lib/x.bib",
            BIBTEX,
            {
                "mill1843": Entry("lib/x.bib:4", frozenset({"logic", "reviewed"})),
                "same": Entry("lib/x.bib:6", frozenset({"one", "{two}"})),
                "đào:2020/x+y": Entry("lib/x.bib:8", frozenset()),
            },
        ),
        (
            "x.json",
            JSON,
            {
                "le2021": Entry("x.json:2", frozenset({"reviewed", "tea"})),
                "12": Entry("x.json:5", frozenset()),
            },
        ),
        (
            "x.yaml",
            YAML,
            {"le2021": Entry("x.yaml:4", frozenset({"reviewed"})), "12": Entry("x.yaml:7", frozenset())},
        ),
        (
            "x.yml",
            "- id: a\n- id: b\n",
            {"a": Entry("x.yml:1", frozenset()), "b": Entry("x.yml:2", frozenset())},
        ),
        (
            "x.ris",
            RIS,
            {
                "le2021": Entry("x.ris:1", frozenset({"reviewed", "tea"})),
                "12": Entry("x.ris:10", frozenset()),
            },
        ),
    ],
)
def test_works_of_each_format(tmp_path: Path, name: str, text: str, expected: dict[str, Entry]) -> None:
    """Their keys, their lines and their keywords, wherever the file stands."""
    assert read_bibliography(write(tmp_path, name, text)) == expected


def test_a_bibliography_that_pandoc_cannot_read_still_has_keys() -> None:
    """A brace that is missing hides no work: what is wrong is the brace alone."""
    broken = "@book{one, title = {X}\n@book{two, title = {Y}}\n@book{three title = {Z}}\n@book{four,"
    assert [key for key, _, _ in entries(broken, "x.bib")] == ["one", "two", "four"]


def test_the_bibliographies_are_those_that_are_named(tmp_path: Path) -> None:
    """By _quarto.yml and by its profiles; a file that nobody names is none."""
    write(tmp_path, "references.bib", "@book{a, title = {A}}\n")
    (tmp_path / "other.bib").write_text("@book{b, title = {B}}\n")
    (tmp_path / "_quarto-thesis.yml").write_text("bibliography: chapters/thesis/own.json\n")
    assert bibliographies(tmp_path) == (
        PurePosixPath("references.bib"),
        PurePosixPath("chapters/thesis/own.json"),
    )
    assert list(read_bibliography(tmp_path)) == ["a"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.json", '[{"id": "a"},\n {"id": }]\n', "x.json:2: not JSON: Expecting value"),
        ("x.json", '{"id": "a"}', "x.json:1: a list of works is expected"),
        ("x.json", '[{"id": "a"},\n\n {"type": "book"}]', "x.json:3: an entry has no 'id'"),
        ("x.yaml", "references:\n- id: a\n- title: b\n", "x.yaml:3: an entry has no 'id'"),
        ("x.yaml", "- id: a\n- title: b: c\n", "x.yaml:2: not valid YAML: mapping values are not allowed"),
        ("x.yaml", "works: []\n", "x.yaml:1: a list of works is expected"),
    ],
)
def test_what_is_no_bibliography(tmp_path: Path, name: str, text: str, message: str) -> None:
    """The line is named."""
    with pytest.raises(DataError) as caught:
        read_bibliography(write(tmp_path, name, text))
    assert str(caught.value).startswith(message)


def test_csl_yaml_as_pandoc_takes_it() -> None:
    """A mapping with references, of a list and of a document with its marks; lines can be counted back."""
    assert csl_yaml(YAML) == (YAML.replace("---", "").replace("...", ""), 1)
    assert csl_yaml("# a list\n- id: a\n") == ("references:\n# a list\n- id: a\n", 0)


def test_data_may_name_works_of_any_bibliography(tmp_path: Path) -> None:
    """A column of citation keys is held to CSL JSON as to BibTeX."""
    from reproreport.sources import validate

    root = write(tmp_path, "zotero.json", JSON)
    (root / "data/tea").mkdir(parents=True)
    codebook = "files:\n  works.csv: {columns: {work: {type: citation key}}}\n"
    (root / "data/tea/codebook.yml").write_text(dedent(codebook))
    (root / "data/tea/works.csv").write_text("work\nle2021\n12\n")
    assert validate(root / "data/tea", root) == {"works.csv": 2}
    (root / "data/tea/works.csv").write_text("work\nle2020\n")
    with pytest.raises(DataError, match=r"works\.csv:2: work: 'le2020' is not a key of the bibliography"):
        validate(root / "data/tea", root)
