"""Mistakes in a file of claims: each is told at its file and line, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from reproreport.errors import DataError, ReportError
from travel_claims import CELL, change_header, documented_example, entry, head, read, write, write_travel


@pytest.fixture
def travel(tmp_path: Path) -> Path:
    """Return a project with one data folder, without its claims."""
    return write_travel(tmp_path)


@pytest.mark.parametrize(
    ("fields", "line", "what", "fix"),
    [
        ("form: most off\nwhich: {cell: CELL}", 8, "unknown form 'most off'", "did you mean 'most of'?"),
        ("form: most of\nwich: {cell: CELL}", 9, "unknown key 'wich'", "did you mean 'which'?"),
        ("form: most of\nwich: {cell: CELL}", 4, "'which' is missing", "`report help claims`"),
        ("which: {cell: CELL}", 4, "'form' is missing", "`report help claims`"),
        ("form: most of\nwhich: {cel: CELL}", 9, "unknown reference 'cel'", "did you mean 'cell'?"),
        ("form: most of\nwhich: women", 9, "no reference: 'women'", "such as cell:"),
        ("form: most of\nwhich: {cell: women}", 9, "'cell' has no fields", "`report help claims`"),
        (
            "form: most of\nwhich: {cell: {tabel: travel, item: cycle, group: men, number: percent}}",
            9,
            "unknown field 'tabel'",
            "did you mean 'table'?",
        ),
        (
            "form: most of\nwhich: {cell: {item: cycle, group: men, number: percent}}",
            9,
            "'table' is missing",
            "add it",
        ),
        (
            "form: most of\nwhich: {cell: {table: travels, item: cycle, group: men, number: percent}}",
            9,
            "no printed table 'travels'",
            "did you mean 'travel'?",
        ),
        (
            "form: most of\nwhich: {cell: {table: lists, item: cycle, group: men, number: percent}}",
            9,
            "no printed table 'lists'",
            "known: travel",
        ),
        (
            "form: most of\nwhich: {cell: {table: travel, item: cycel, group: men, number: percent}}",
            9,
            "the table has no item 'cycel'",
            "did you mean 'cycle'?",
        ),
        (
            "form: most of\nwhich: {cell: {table: travel, group: men, number: percent}}",
            9,
            "'item' is missing",
            "known: cycle, walk",
        ),
        (
            "form: most of\nwhich:\n  cell:\n    table: travel\n    item: cycle\n    group: Wimen\n"
            "    number: percent",
            13,
            "the table has no group 'Wimen'",
            "did you mean 'women'?",
        ),
        (
            "form: most of\nwhich: {cell: {table: travel, item: cycle, group: men, number: share}}",
            9,
            "'number' is 'share'",
            "known: percent, count",
        ),
        (
            "form: most of\nwhich: {cell: {table: travel, item: walk, response: no, "
            "group: men, number: count}}",
            9,
            "the table has no response 'no'",
            "",
        ),
        ("form: most of\nwhich: {size: {table: travel, group: men}}", 9, "a count is most of something", ""),
        (
            "form: most of\nwhich: {cell: CELL}\nof: {size: {table: travel, group: men}}",
            10,
            "'which' and 'of' are not two counts",
            "",
        ),
        (
            "form: most of\nwhich: {cell: {table: travel, item: [cycle, walk], group: men, number: percent}}",
            9,
            "2 numbers stand where one is expected",
            "give each field one value",
        ),
        (
            "form: largest among\nwhich: {cell: CELL}\namong: {cell: CELL}",
            10,
            "there is nothing to compare with",
            "",
        ),
        (
            "form: largest among\nwhich: {cell: CELL}\namong: {size: {table: travel, group: men}}",
            10,
            "a count and a percentage cannot be compared",
            "",
        ),
        (
            "form: ordered as\norder: [{cell: CELL}, {cell: CELL}]",
            9,
            "one number is named twice",
            "",
        ),
        ("form: equals\nstated: many\nto: {rows: {file: lists.csv}}", 9, "'many' is not", ""),
        ('form: equals\nstated: "1,2,3"\nto: {cell: CELL}', 9, "has two decimal marks", ""),
        ("form: equals\nstated: []\nto: {cell: CELL}", 9, "'stated' is no number", ""),
        (
            "form: equals\nstated: {file: sated.csv, where: {list: towns}}\nto: {rows: {file: lists.csv}}",
            9,
            "no file 'sated.csv'",
            "did you mean 'stated.csv'?",
        ),
        (
            "form: equals\nstated: {file: stated.csv, where: {list: towns}}\nto: {rows: {file: lists.csv}}",
            9,
            "2 rows of stated.csv are such (data/travel/stated.csv:3, data/travel/stated.csv:4)",
            "name more columns",
        ),
        (
            "form: equals\nstated: {file: stated.csv, where: {lists: towns}}\nto: {rows: {file: lists.csv}}",
            9,
            "stated.csv has no column 'lists'",
            "did you mean 'list'?",
        ),
        (
            "form: equals\nstated: {file: lists.csv, where: {label: An}}\nto: {rows: {file: lists.csv}}",
            9,
            "'column' is missing",
            "known: list, label",
        ),
        (
            'form: equals\nstated: "1"\nto: {rows: {file: lists.csv, where: {list: citis}}}',
            10,
            "no such row of lists.csv has list 'citis'",
            "did you mean 'cities'?",
        ),
        (
            'form: equals\nstated: "1"\nto: {rows: {file: lists.csv, distinct: lable}}',
            10,
            "the file has no column 'lable'",
            "did you mean 'label'?",
        ),
        (
            'form: equals\nstated: "1"\nto: {rows: {file: lists.csv, where: towns}}',
            10,
            "'where' is not a mapping of columns to values",
            "",
        ),
        (
            'form: equals\nstated: "1"\nto: {rows: {file: ../travel/lists.csv}}',
            10,
            "no file '../travel/lists.csv'",
            "",
        ),
        ('form: equals\nstated: "1"\nto: {p: {table: travel}}', 10, "no such p-value is printed", ""),
        (
            'form: equals\nstated: "1"\nto: {p: {table: travel, item: walk}}',
            10,
            "the p-value is printed as 'n.s.', which is no number",
            "",
        ),
        (
            'form: equals\nstated: "1"\nto: {sum: [{cell: CELL}, {size: {table: travel, group: men}}]}',
            10,
            "these numbers do not add up",
            "",
        ),
        (
            "form: differs significantly\ntable: travl",
            9,
            "no printed table 'travl'",
            "did you mean 'travel'?",
        ),
        (
            "form: differs significantly\ntable: travel\nitems: [cycles]",
            10,
            "the table has no item 'cycles'",
            "did you mean 'cycle'?",
        ),
        ("form: differs significantly\ntable: [travel]", 9, "'table' is no text", ""),
        (
            "form: most of\nunbound: too vague\nwhich: {cell: CELL}",
            10,
            "unknown key 'which'",
            "",
        ),
        ("form: most of\nunbound:", 9, "'unbound' is empty", "write one text"),
        (
            "form: most of\neach: {items: [cycle]}\nwhich: {cell: CELL}",
            9,
            "'each' knows no field 'items'",
            "",
        ),
        ("form: most of\neach: cycle\nwhich: {cell: CELL}", 9, "'each' is not one field", ""),
        (
            "form: most of\neach: {item: [cycle, walk]}\nwhich: {cell: CELL}",
            10,
            "'item' is given here and by 'each'",
            "keep one of them",
        ),
        (
            "form: most of\neach: {group: [men, women]}\nwhich: {rows: {file: lists.csv}}\n"
            "of: {rows: {file: lists.csv}}",
            9,
            "'each' changes nothing",
            "leave 'group' out of a cell",
        ),
        ("form: differs significantly\ntable: travel\neach: {item: [a]}", 10, "unknown key 'each'", ""),
        ("form: differs significantly\ntable: travel\nitems: []", 10, "'items' is empty", ""),
        ("form: most of\nunbound: no\neach: {item: [a]}", 10, "unknown key 'each'", ""),
        ("form: most of\nwhich: []", 9, "no number is named", ""),
        ("form: most of\nwhich: [[]]", 9, "no number is named", ""),
        ("form: largest among\nwhich: {cell: CELL}\namong: []", 10, "no number is named", ""),
        (
            "form: most of\nwhich: {size: {table: ../travel/travel, group: men}}",
            9,
            "no printed table '../travel/travel'",
            "",
        ),
        (
            "form: equals\nstated: {file: [stated.csv], where: {list: cities}}\n"
            "to: {rows: {file: lists.csv}}",
            9,
            "a stated number stands in one file and column",
            "",
        ),
        (
            "form: equals\nstated: {file: stated.csv}\nto: {rows: {file: lists.csv}}",
            9,
            "'where' is missing",
            "",
        ),
        (
            "form: most of\nwhich: {cell: {table: travel, item: {a: b}, group: men, number: percent}}",
            9,
            "'item' is not a text or a list of texts",
            "",
        ),
        ("form: most of\nwhich: {size: {table: travel, group: man}}", 9, "no group 'man'", "'men'"),
        (
            "form: equals\nstated: '1'\nto: {rows: {file: lists.csv, where: {list: towns, label: An}}}",
            10,
            "no such row of lists.csv has label 'An'",
            "known: Em, Giang",
        ),
        ("form: most of\nalso: 9\nwhich: {cell: CELL}", 9, "'also' is not a mapping", ""),
        ("form: most of\nalso: {7: 1}\nwhich: {cell: CELL}", 9, "the codebook has no reading '7'", ""),
        ('form: most of\nalso: {"2": x}\nwhich: {cell: CELL}', 9, "'x' is no line number", ""),
        ("form: most of\nnote: [a]\nwhich: {cell: CELL}", 9, "'note' is no text", ""),
    ],
)
def test_mistakes(travel: Path, fields: str, line: int, what: str, fix: str) -> None:
    """Each is told at its file and line, with what to do."""
    write(travel, head(entry(fields.replace("CELL", CELL))))
    with pytest.raises(DataError) as error:
        read(travel)
    told = [
        problem
        for problem in error.value.problems
        if what in problem.what and problem.where == f"data/travel/claims.yml:{line}"
    ]
    assert told, str(error.value)
    assert fix in told[0].fix.replace("known: '", "known: ").replace("', '", ", "), told[0].fix


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "claims.yml:1: the file is empty"),
        ("- one\n", "claims.yml:1: "),
        ("claims: [\n", "claims.yml:2: not valid YAML"),
        (head(), "claims.yml:3: 'claims' is empty"),
        ("source: x\nreading: 1\n", "claims.yml:1: 'claims' is missing"),
        ("source: x\nreading: 1\nclaims: one\n", "claims.yml:3: 'claims' is not a list of claims"),
        ("source: x\nreading: 1\nclaims:\n  - one\n", "claims.yml:4: a claim is not a list of"),
        ("source: x\nreading: 3\nclaims:\n  - {}\n", "claims.yml:2: the codebook has no reading '3'"),
        ("sauce: x\nreading: 1\nclaims:\n  - {}\n", "claims.yml:1: unknown key 'sauce'"),
        ("source: x\nreading: 1\nclaims:\n  - {line: 0}\n", "claims.yml:4: '0' is no line number"),
        ("source: x\nreading: 1\nclaims:\n  - {says: }\n", "claims.yml:4: 'says' is empty"),
    ],
)
def test_a_file_that_is_no_file_of_claims(travel: Path, text: str, message: str) -> None:
    """It is refused with its line; never a traceback."""
    write(travel, text)
    with pytest.raises(DataError) as error:
        read(travel)
    assert message in str(error.value)


def test_a_missing_file(travel: Path) -> None:
    """It is named."""
    with pytest.raises(DataError, match=r"data/travel/claims\.yml: the file does not exist"):
        read(travel)


def test_everything_wrong_is_told_at_once(travel: Path) -> None:
    """A claim twice, an unknown form, a wrong group: three problems in one error."""
    good = f"form: most of\nwhich: {{cell: {CELL}}}"
    bad = good.replace("women", "womem")
    write(
        travel, head(entry(good), entry(good), entry("form: mots of", name="two"), entry(bad, name="three"))
    )
    with pytest.raises(DataError) as error:
        read(travel)
    assert [(problem.where, problem.what) for problem in error.value.problems] == [
        (
            "data/travel/claims.yml:10",
            "the claim 'one' stands twice (first at data/travel/claims.yml:4)",
        ),
        ("data/travel/claims.yml:20", "unknown form 'mots of'"),
        ("data/travel/claims.yml:26", "the table has no group 'womem'"),
    ]


def test_a_broken_table_is_told_once(travel: Path) -> None:
    """The table's own problems are told by its own file and line, and once for all claims."""
    change_header(travel, 'n: "100"', 'n: "many"')
    good = f"form: most of\nwhich: {{cell: {CELL}}}"
    write(travel, head(entry(good), entry(good, name="two")))
    with pytest.raises(DataError) as error:
        read(travel)
    assert [problem.where for problem in error.value.problems] == ["data/travel/travel.yml:8"]


def test_a_broken_list_is_told_once(travel: Path) -> None:
    """The same for a data file."""
    (travel / "data/travel/lists.csv").write_text("list,label\ncities\n", encoding="utf-8")
    rows = 'form: equals\nstated: "1"\nto: {rows: {file: lists.csv}}'
    write(travel, head(entry(rows), entry(rows, name="two")))
    with pytest.raises(DataError) as error:
        read(travel)
    assert [problem.where for problem in error.value.problems] == ["data/travel/lists.csv:2"]


@pytest.mark.parametrize("cut", range(0, 900, 45))
def test_half_a_file_is_never_a_traceback(travel: Path, cut: int) -> None:
    """However a file of claims is cut off, what comes is an error with file and line, or claims."""
    write(travel, documented_example()[:cut])
    try:
        assert read(travel)
    except ReportError as error:
        assert all(problem.where.startswith("data/travel/claims.yml") for problem in error.problems)
