"""Data as spreadsheets and people write them (cases 14, 24, 25): read, or refused by name and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from reproreport import audit, sources
from reproreport.accepted.history import LineChange, line_changes
from reproreport.audit.claims.read import read_claims
from reproreport.errors import DataError
from reproreport.sources import read, validate
from small_report import write_report

CODEBOOK = """\
title: Tea
files:
  pots.csv:
    title: Pots a day
    key: [who]
    columns:
      who: {type: text, description: who drinks}
      pots: {type: printed count, unit: pots, description: how many}
      share: {type: printed number, optional: true, description: a percentage}
"""
TABLE = 'who,pots,share\nhà,2,"40,0"\nlan,3,\n'


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the small report with one more data folder; the working directory is in it, as a notebook's."""
    root = write_report(tmp_path / "report")
    (root / "data/tea").mkdir()
    (root / "data/tea/codebook.yml").write_text(CODEBOOK, encoding="utf-8")
    (root / "data/tea/pots.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def refused(name: str) -> list[str]:
    """Return what reading a file says, a line each."""
    with pytest.raises(DataError) as caught:
        read(name)
    return [f"{problem.where}: {problem.what} | {problem.fix}" for problem in caught.value.problems]


SEMICOLONS = "who;pots;share\nhà;2;40,0\nlan;3;\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SEMICOLONS.encode(), id="semicolons"),
        pytest.param(("sep=;\n" + SEMICOLONS).encode(), id="sep="),
        pytest.param(TABLE.replace('"', "").replace("40,0", "40.0").replace(",", "\t").encode(), id="tabs"),
        pytest.param(("\ufeff" + TABLE).encode(), id="byte order mark"),
        pytest.param(SEMICOLONS.replace("\n", "\r\n").encode("utf-16"), id="UTF-16"),
        pytest.param(SEMICOLONS.encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(TABLE.replace("\n", "\r").encode(), id="CR"),
        pytest.param(SEMICOLONS.replace("\n", ";;\n").encode() + b";;;;\n\n", id="empty columns and rows"),
        pytest.param(
            TABLE.replace("who,pots", " Who , POTS ").encode(), id="blanks and capitals in the head"
        ),
        pytest.param(TABLE.replace("hà,2", "\u200bhà , 2\u00a0").encode(), id="unseen characters"),
        pytest.param(TABLE.replace("hà", "ha\u0300").encode(), id="NFD"),
    ],
)
def test_a_table_however_it_was_saved(report: Path, data: bytes) -> None:
    """All of them hold the same cells, and `report audit FILE` reads them by the same code."""
    (report / "data/tea/pots.csv").write_bytes(data)
    frame = read("data/tea/pots.csv")
    assert list(frame["who"]) == ["hà", "lan"]
    assert list(frame["pots"]) == ["2", "3"]
    assert [sources.number(cell) for cell in frame["share"] if cell] == [40]


def test_signs_that_end_no_line(report: Path) -> None:
    """U+2028 and U+0085 are in a cell as any other sign: the row after it stands on the next line."""
    table = 'who,pots,share\n"hà\u2028noi",2,\nhuế\u0085x\x0cy,3,\n"a\nb",4,\nlan,5,\n'
    (report / "data/tea/codebook.yml").write_text(CODEBOOK.replace("type: text", "type: text, optional: yes"))
    (report / "data/tea/pots.csv").write_text(table.replace('"a\nb"', "ab"), encoding="utf-8")
    frame = read("data/tea/pots.csv")
    assert list(frame["origin"]) == [f"data/tea/pots.csv:{line}" for line in (2, 3, 4, 5)]
    assert frame["who"][1] == "huế\u0085x\x0cy"


@pytest.mark.parametrize(
    ("table", "messages"),
    [
        (
            "wo;potz;share\nhà;2;\n",
            [
                "data/tea/pots.csv:1: who: the column is missing | expected: who,pots,share",
                "data/tea/pots.csv:1: pots: the column is missing | expected: who,pots,share",
                "data/tea/pots.csv:1: wo: the codebook knows no such column | did you mean 'who'?",
                "data/tea/pots.csv:1: potz: the codebook knows no such column | did you mean 'pots'?",
            ],
        ),
        (
            "wo;po,tz\nhà;2\n",
            [
                "data/tea/pots.csv:1: commas and semicolons stand in the line that names the columns: which "
                "separate the cells? | save the file with commas, or write 'sep=;' in a line above"
            ],
        ),
        (
            "who,pots,share\nhà,2,40,0\n",
            [
                "data/tea/pots.csv:2: 4 cells where the first line names 3 | a decimal comma needs quotes "
                'here ("65,7"), or semicolons between the cells'
            ],
        ),
        (
            "who\nhà;2;3\nlan;3;4\n",
            [
                "data/tea/pots.csv:1: the first line names one column, and every row holds as many "
                "semicolons | name each column, or quote the texts"
            ],
        ),
        (
            "\nsep=;\nwho;pots;share\nhà;2;\nha\u0300;3;\n",
            ["data/tea/pots.csv:5: the row repeats line 4: who 'hà' | remove one of them"],
        ),
    ],
)
def test_a_table_that_is_refused(report: Path, table: str, messages: list[str]) -> None:
    """The separator is never guessed where it could be another one; lines are those of the file."""
    (report / "data/tea/pots.csv").write_text(table, encoding="utf-8")
    assert refused("data/tea/pots.csv") == messages


def test_a_folder_without_codebook(report: Path) -> None:
    """Everybody's first step: one message that names the file to write."""
    (report / "data/raw").mkdir()
    (report / "data/raw/x.csv").write_text("a\n1\n")
    assert refused("data/raw/x.csv") == [
        "data/raw: no codebook.yml | describe x.csv in data/raw/codebook.yml: "
        "every column with its type, as `report help codebooks` shows"
    ]
    for read_table in (audit.printed_table, audit.readings):
        with pytest.raises(DataError, match=r"data/raw: no codebook\.yml"):
            read_table("data/raw/x.csv")


def test_a_file_that_no_codebook_names(report: Path) -> None:
    """The codebook is named that could say what the file holds."""
    (report / "data/tea/cups.csv").write_text("a\n1\n")
    assert refused("data/tea/cups.csv") == [
        "data/tea/cups.csv: the codebook does not describe this file | add it to data/tea/codebook.yml"
    ]


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("data/tea/pot.csv", "data/tea/pot.csv: the file does not exist | did you mean 'data/tea/pots.csv'?"),
        ("data/te/pots.csv", "data/te/pots.csv: the file does not exist | did you mean 'data/tea/pots.csv'?"),
        ("pots.csv", "pots.csv: the file does not exist | did you mean 'data/tea/pots.csv'?"),
        ("data/tea", "data/tea: this is a folder | did you mean 'data/tea/pots.csv'?"),
        ("nothing like it", "nothing like it: the file does not exist | correct the path"),
        (
            "../../data/tea/pots.csv",
            "../../data/tea/pots.csv: this is no path from the report's folder "
            "| write it as data/…, wherever the notebook is",
        ),
    ],
)
def test_a_mistyped_path(name: str, message: str) -> None:
    """It is not there; the file most like it is named."""
    assert refused(name) == [message]
    for function in (sources.header, audit.printed_table, audit.readings):
        with pytest.raises(DataError) as caught:
            function(name)
        assert str(caught.value) == message.replace(" | ", "\n    ")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("columns:\n      who", "colums:\n      who", "codebook.yml:3: 'pots.csv' has no columns"),
        ("key: [who]", "key: who", "codebook.yml:5: the key is no list of columns"),
        ("type: text", "type: [text]", "codebook.yml:7: column 'who' has the type ['text']"),
        ("{type: text,", "text #", "codebook.yml:7: column 'who' has the type None"),
        ("type: text", "type: text, values: no", "codebook.yml:7: column 'who': 'values' is no list"),
        (
            "optional: true",
            "optional: perhaps",
            "codebook.yml:9: column 'share': 'optional' is neither true nor",
        ),
        (
            "title: Pots a day",
            "sequence: {column: who, within: who}",
            "codebook.yml:4: 'within' is no list of",
        ),
        ("  pots.csv:", "  more.yml:\n  pots.csv:", "codebook.yml:3: nothing describes 'more.yml'"),
        ("files:", "files: []\nother:", "codebook.yml:2: 'files' is missing"),
        ("title: Tea", "title: Tea\ntitle: Tea", "codebook.yml:2: 'title' is given twice (first on line 1)"),
    ],
)
def test_a_codebook_that_is_wrong(report: Path, old: str, new: str, message: str) -> None:
    """By line, and never by an exception of Python's."""
    assert old in CODEBOOK
    (report / "data/tea/codebook.yml").write_text(CODEBOOK.replace(old, new, 1), encoding="utf-8")
    assert refused("data/tea/pots.csv")[0].startswith(f"data/tea/{message}")


def test_values_of_a_codebook_are_the_texts_that_stand_there(report: Path) -> None:
    """YAML would make false, 1.5 and 3 of them, and no cell would agree."""
    codebook = CODEBOOK.replace("{type: text,", "{type: text, values: [no, 1.50, 003],").replace("true", "no")
    (report / "data/tea/codebook.yml").write_text(codebook, encoding="utf-8")
    (report / "data/tea/pots.csv").write_text("who,pots,share\nno,2,1\n1.50,3,1\n003,4,\n", encoding="utf-8")
    assert refused("data/tea/pots.csv") == [
        "data/tea/pots.csv:4: share: '' is not a number (digits, one decimal comma or point) "
        "| correct the cell"
    ]


CLAIMS = """\
source: okakura1906
reading: "1"
claims:
  - id: two
    section: Tea
    line: 1
    says: Two people drink tea.
    form: equals
    stated: "2"
    to: {rows: {file: pots.csv}}
"""


@pytest.mark.parametrize("described", [True, False])
def test_claims_read_the_same_table(report: Path, described: bool) -> None:
    """A file that claims are bound to is read as the others are, with its codebook or without one."""
    (report / "data/tea/pots.csv").write_bytes(SEMICOLONS.encode("utf-16"))
    (report / "data/tea/claims.yml").write_text(CLAIMS, encoding="utf-8")
    if not described:
        (report / "data/tea/codebook.yml").unlink()
    (claim,) = read_claims(report / "data/tea", report)
    assert [quantity.exact({}) for quantity in claim.cases[0].quantities] == [2, 2]


def test_the_cause_of_a_drift_is_a_cell_of_any_table() -> None:
    """Lines and cells are told apart as the reader of the data does."""
    before = 'sep=;\nwho;pots\n"hà\u2028x";2\nlan;3\n'
    after = before.replace("lan;3", "lan;4")
    assert line_changes(before.encode("utf-16"), after.encode(), is_table=True) == [
        LineChange(4, "pots", "3", "4")
    ]


def test_all_of_a_folder(report: Path) -> None:
    """A build checks every file; one in capitals is a table, too."""
    (report / "data/tea/MORE.CSV").write_text("a\n1\n")
    with pytest.raises(DataError, match=r"data/tea/MORE\.CSV: the codebook does not describe this file"):
        validate(report / "data/tea", report)
