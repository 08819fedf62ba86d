"""The header of a printed table: each field, and each way to get it wrong."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from printed_files import CELLS, HEADER, write_table, wrong_with
from reproreport.audit import read_printed_table
from reproreport.audit.table import Base, Kind, Label, PrintedP

MULTIPLE = """\
    title: Fruit
    source: Brown (1901)
    kind: multiple response
    groups: [{id: men, n: 20, line: 3}, {id: women, label: Women and girls, n: "1,030"}]
    """
EVERYTHING = """\
    percent_of: group
    decimals: {percent: 1}
    page: 7
    weighted: yes
    ordered: true
    responses: [{id: coffee, label: Coffee or mocha, short: c, line: 9}, tea]
    readings: [first]
    p_values: [{printed: "0,000", for: The whole table, label: Sig., line: 10}, {printed: n.s.}]
    note: typed by hand
    title_line: 3
    """
FRUIT = """\
    item,group,count
    apple,men,5
    pear,women,10
    """


def test_every_field(tmp_path: Path) -> None:
    """What the header says stands in the table; free fields are allowed."""
    header = dedent(HEADER) + dedent(EVERYTHING)
    cells = dedent(CELLS).replace("\n", ",first\n").replace("percent,first", "percent,reading")
    table = read_printed_table(write_table(tmp_path, cells, header), "a/t.csv")
    assert (table.name, table.title, table.source, table.page) == (
        "a/t.csv",
        "Tea or coffee",
        "Brown (1901)",
        "7",
    )
    assert (table.kind, table.percent_of) == (Kind.SINGLE, Base.GROUP)
    assert (table.weighted, table.ordered) == (True, True)
    assert table.items == (Label("", ""),)
    assert table.responses == (Label("coffee", "Coffee or mocha", "c"), Label("tea", "tea"))
    assert table.p_values == (PrintedP("0,000", "", "Sig."), PrintedP("n.s."))
    assert [(group.id, group.size.units, group.is_total) for group in table.groups] == [
        ("men", 20, False), ("women", 30, False), ("all", 50, True)
    ]  # fmt: skip


def test_the_least_that_is_needed(tmp_path: Path) -> None:
    """Without the optional fields: no base is stated, nothing is weighted, wording as in the CSV."""
    table = read_printed_table(write_table(tmp_path, FRUIT, MULTIPLE), "t.csv")
    assert (table.kind, table.percent_of, table.weighted, table.ordered) == (
        Kind.MULTIPLE,
        None,
        False,
        False,
    )
    assert table.items == (Label("apple", "apple"), Label("pear", "pear"))
    assert table.responses == (Label("", ""),)
    assert (table.page, table.p_values, table.total) == ("", (), None)
    assert [(group.label, group.size.text) for group in table.groups] == [
        ("men", "20"),
        ("Women and girls", "1,030"),
    ]


def test_values_are_the_text_that_stands_there(tmp_path: Path) -> None:
    """YAML would read no as false, 012 as ten, 1.20 as 1.2 and a date as a date."""
    header = """\
        title: 2021-13-45
        source: 1.20
        kind: single response
        groups: [{id: no, n: 20}, {id: 012, n: 1_0}]
        """
    assert wrong_with(write_table(tmp_path, header=header)) == [
        "t.yml:4: n: '1_0' is not a count: a whole number, such as 128 "
        '| write the N as printed, such as "134"'
    ]
    cells = "response,group,count\nyes,no,5\n~,012,\n"
    table = read_printed_table(write_table(tmp_path, cells, header.replace("1_0", "10")), "t.csv")
    assert (table.title, table.source) == ("2021-13-45", "1.20")
    assert [group.id for group in table.groups] == ["no", "012"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: Tea or coffee\n", "", "t.yml:1: 'title' is missing | add it: `report help printed-tables`"),
        ("source: Brown (1901)\n", "", "t.yml:1: 'source' is missing"),
        ("kind: single response\n", "", "t.yml:1: 'kind' is missing"),
        ("groups:", "group:", "t.yml:4: unknown key 'group' | did you mean 'groups'?"),
        ("title: Tea or coffee", "title:", "t.yml:1: 'title' is empty"),
        ("title: Tea or coffee", "title: [a]", "t.yml:1: 'title' is no text"),
        (
            "kind: single response",
            "kind: single",
            "t.yml:3: 'kind' is 'single' | one of: single response, multiple response",
        ),
        ("kind: single response", "kind: multiple response\nresponses: [a]", "t.yml:4: a table of multiple"),
        ("kind: single response", "kind: multiple response\nordered: true", "t.yml:4: choices of a multiple"),
        ("total: all", "total: al", "t.yml:8: 'total' is 'al', which is no group | did you mean 'all'?"),
        (
            "  - {id: men, n: 20}\n  - {id: women, n: 30}\n",
            "",
            "t.yml:4: the total is the only group | list the groups",
        ),
        ("total: all", "percent_of: column", "t.yml:8: 'percent_of' is 'column' | one of: group, valid"),
        ("total: all", "weighted: perhaps", "t.yml:8: 'weighted' is 'perhaps' | write 'true' or 'false'"),
        ("total: all", "decimals: 1", "t.yml:8: 'decimals' is not such as {percent: 1}"),
        ("total: all", "decimals: {percent: x}", "t.yml:8: 'decimals' is not such as {percent: 1}"),
        ("total: all", "decimals: {percent: 2}", "t.yml:8: 0 of 6 percentages have 2 decimals, as said here"),
        ("total: all", "page: 1\npages: 1-2", "t.yml:9: 'page' and 'pages' are both given"),
        ("total: all", "total: all\nresponses: [tea, all]", "t.yml:9: 'all' is in 'responses' and is the"),
        ("total: all", "p_values: [{for: tea}]", "t.yml:8: a p-value has no 'printed'"),
        ("total: all", "p_values: 0.05", "t.yml:8: 'p_values' is not a list of entries"),
        (
            "total: all",
            "p_values:\n  - {printed: '0.05', for: milk}",
            "t.yml:9: a p-value is printed for 'milk', which is no item",
        ),
        ("total: all", "responses: [tea, coffee, milk]", "t.yml:8: 'milk' is listed in 'responses' and has"),
        ("total: all", "readings: [a]", "t.csv:1: the header lists readings, and the column 'reading' is"),
        ("total: all", "items: [a]", "t.csv:1: the header lists items, and the column 'item' is missing"),
        ("{id: men, n: 20}", "{id: men, n: 0}", "t.yml:5: the group 'men' has an N of 0"),
        ("{id: men, n: 20}", "{id: men, n: -20}", "t.yml:5: n: '-20' is negative"),
        ("{id: men, n: 20}", "{id: men, n: 2.0}", "t.yml:5: n: '2.0' is not a count"),
        ("{id: men, n: 20}", "{id: men, n: 9999999999999}", "t.yml:5: n: '9999999999999' is longer than"),
        ("{id: men, n: 20}", "{id: men, N: 20}", "t.yml:5: unknown key 'N' | did you mean 'n'?"),
        ("{id: men, n: 20}", "{id: men, n: [20]}", "t.yml:5: 'n' is no text"),
        ("{id: men, n: 20}", "{n: 20}", "t.yml:5: an entry of 'groups' has no 'id'"),
        ("{id: men, n: 20}", "[men]", "t.yml:5: an entry of 'groups' is a list"),
        ("{id: men, n: 20}", "{id: women, n: 20}", "t.yml:6: 'women' stands twice in 'groups'"),
        ("source: Brown", "title: Brown", "t.yml:2: 'title' is given twice (first on line 1)"),
        ("source: Brown", "source: *a # Brown", "t.yml:2: the alias '*a' names nothing that ends before it"),
        ("source: Brown", "source: [Brown", "t.yml:3: not valid YAML"),
        ("total: all", "---\ntotal: all", "t.yml:8: a second document begins"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_header(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The first message names the line and the cure."""
    header = dedent(HEADER)
    assert old in header
    found = wrong_with(write_table(tmp_path, header=header.replace(old, new, 1)))
    assert any(line.startswith(message) for line in found), found


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (b"", "t.yml:1: the file is empty"),
        (b"- a\n", "t.yml:1: lines of 'key: value' are expected"),
        (b"just words", "t.yml:1: lines of 'key: value' are expected"),
        ("title: thé".encode("latin-1"), "t.yml:1: not UTF-8 text"),
        (b"title: a\0b", "t.yml:1: the character U+0000 stands in no text"),
        (b"? [a]\n: b", "t.yml:1: a key is no text"),
        # PyYAML's composer ends the process on this one.
        (b"a: " + b"[\n" * 60_000, "t.yml:31: lists and mappings stand more than 30 deep here"),
        (b"a: b\n" * 100_000, "t.yml: the file is larger than 256 kB"),
        (b"groups:\n" + b"- {id: a, n: 1}\n" * 5_000, "t.yml:1: 'groups' has 5,000 entries"),
        # Each list holds the one before it ten times.
        (
            b"\n".join(b"%c: &%c [%s]" % (c, c, b",".join([b"*%c" % (c - 1)] * 10)) for c in b"bcdefgh").join(
                (b"a: &a [x]\n", b"\n")
            ),
            "t.yml:5: aliases repeat more than 10,000 values",
        ),
    ],
)
def test_what_is_no_header(tmp_path: Path, header: bytes, message: str) -> None:
    """Files that YAML's own reader would crash or hang on are refused like the others."""
    found = wrong_with(write_table(tmp_path, header=header))
    assert any(line.startswith(message) for line in found), found
    assert len(found) <= 21


def test_all_problems_of_a_header_at_once(tmp_path: Path) -> None:
    """Nobody mends a file one message at a time; beyond twenty they are counted."""
    header = "kind: both\ngroups: [{id: men}]\ntotl: all\n"
    assert [line.split(" | ")[0] for line in wrong_with(write_table(tmp_path, header=header))] == [
        "t.yml:3: unknown key 'totl'",
        "t.yml:1: 'title' is missing",
        "t.yml:1: 'source' is missing",
        "t.yml:1: 'kind' is 'both'",
    ]
    many = dedent(HEADER) + "".join(f"k{number}: x\n" for number in range(31))
    found = wrong_with(write_table(tmp_path, header=many))
    assert len(found) == 21
    assert found[-1] == "t.yml: and 11 more problems | "


def test_one_file_without_the_other(tmp_path: Path) -> None:
    """A header alone and a CSV alone each say what is missing."""
    path = write_table(tmp_path, header=None)
    assert wrong_with(path) == [
        "t.yml: the header t.yml is missing beside t.csv "
        "| describe the table in it: `report help printed-tables`"
    ]
    path.rename(tmp_path / "u.csv")
    (tmp_path / "t.yml").write_text(dedent(HEADER), encoding="utf-8")
    assert wrong_with(path) == [
        "t.csv: the file does not exist, though its header t.yml does "
        "| type the table's cells into it: `report help printed-tables`"
    ]
