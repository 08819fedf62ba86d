"""The cells of a printed table against its header: every wrong row with its line."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from printed_files import CELLS, HEADER, write_table, wrong_with
from reproreport.audit import read_printed_table, read_readings
from reproreport.audit.table import Address, Part

LISTED = dedent(HEADER) + "responses: [tea, coffee]\n"
ITEMS = (
    dedent(HEADER) + "items: [{id: 1, label: Breakfast}, {id: 2, label: Lunch}]\nresponses: [tea, coffee]\n"
)
MULTIPLE = dedent(HEADER).replace("single response", "multiple response")


def lines(path: Path) -> list[str]:
    """Return place and problem of each message."""
    return [line.split(" | ")[0] for line in wrong_with(path)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("tea,men,5", "tee,men,5", "t.csv:2: response: 'tee' is not in t.yml | did you mean 'tea'?"),
        ("tea,men,5", "milk,men,5", "t.csv:2: response: 'milk' is not in t.yml | known: 'tea', 'coffee'"),
        ("tea,men,5", ",men,5", "t.csv:2: response: nothing stands here | write the response in every row"),
        ("tea,men,5", "tea,man,5", "t.csv:2: group: 'man' is not in t.yml | did you mean 'men'?"),
        ("tea,men,5", "tea,,5", "t.csv:2: group: nothing stands here"),
        ("tea,men,5", "tea,men,-5", "t.csv:2: count: '-5' is negative"),
        ("tea,men,5", "tea,men,−5", "t.csv:2: count: '−5' is negative"),
        ("tea,men,5", "tea,men,5o", "t.csv:2: count: '5o' is not a count"),
        ("tea,men,5", "tea,men,5.5", "t.csv:2: count: '5.5' is not a count"),
        ("tea,men,5", "tea,men,9999999999999", "t.csv:2: count: '9999999999999' is longer than a printed"),
        ("25.0", "2.5.0", "t.csv:2: percent: '2.5.0' has two decimal marks"),
        ("25.0", '"2,5,0"', "t.csv:2: percent: '2,5,0' has two decimal marks"),
        ("25.0", "-25.0", "t.csv:2: percent: '-25.0' is negative"),
        ("25.0", "25.0k", "t.csv:2: percent: '25.0k' is not a percentage"),
        ("25.0", "٢٥", "t.csv:2: percent: '٢٥' is not a percentage"),
        ("25.0", "0." + "1" * 400, "t.csv:2: percent: '0.1111"),
        ("tea,women,10", "tea,men,10", "t.csv:3: the same cell as in line 2 ('tea', 'men')"),
        ("tea,all,15", "all,all,15", "t.csv:4: the size of 'all' is 15 here and 50 in t.yml:7"),
        ("tea,all,15", "all,men,0", "t.csv:4: the group 'men' has an N of 0"),
        ("percent", "percents", "t.csv:1: unknown column 'percents' | did you mean 'percent'?"),
        ("response,", "respones,", "t.csv:1: unknown column 'respones' | did you mean 'response'?"),
        ("response,", "answer,", "t.csv:1: the column 'response' is missing, which a table of single"),
        ("group,", "column,", "t.csv:1: the column 'group' is missing, which a table of single response has"),
        ("count,percent", "n,share", "t.csv:1: there is neither a column 'count' nor a column 'percent'"),
        ("count,percent", "count,taken", "t.csv:1: the column 'taken' chooses among readings"),
        ("response,group,count,percent", "a,b,c,d", "t.csv:1: the first line names none of the columns"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_rows(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Each problem has the line it stands on, and what to do."""
    cells = dedent(CELLS)
    assert old in cells
    found = wrong_with(write_table(tmp_path, cells.replace(old, new, 1), LISTED))
    assert found[0].startswith(message), found


@pytest.mark.parametrize(
    ("cells", "header", "message"),
    [
        ("response,group,count\n", LISTED, "t.csv:1: there are no cells"),
        ("response,group,count\ntea,men,5\n", LISTED, "t.yml:9: 'coffee' is listed in 'responses' and"),
        ("item,response,group,count\n,tea,men,5\n", ITEMS, "t.csv:2: item: nothing stands here"),
        ("item,response,group,count\n3,tea,men,5\n", ITEMS, "t.csv:2: item: '3' is not in t.yml"),
        ("item,response,group,count\n1,tea,men,5\n,tea,men,5\n", HEADER, "t.csv:3: item: nothing stands"),
        ("response,group,count\ntea,men,5\n", ITEMS, "t.csv:1: the header lists items, and the column"),
        ("item,response,group,count\na,all,men,5\n", HEADER, "t.csv:2: response: 'all' is the total, and"),
        ("item,group,count\ntea,men,5\n,men,6\n", MULTIPLE, "t.csv:3: item: nothing stands here"),
        ("response,group,count\ntea,men,5\n", MULTIPLE, "t.csv:1: the column 'item' is missing, which"),
        ("item,response,group,count\na,b,men,5\n", MULTIPLE, "t.csv:2: response: 'b' stands in a table"),
    ],
)  # fmt: skip
def test_rows_against_their_kind_of_table(tmp_path: Path, cells: str, header: str, message: str) -> None:
    """Which columns a row needs depends on the kind of table, and on whether items are asked."""
    found = wrong_with(write_table(tmp_path, cells, header))
    assert found[0].startswith(message), found


def test_the_sparsest_table_is_bounded(tmp_path: Path) -> None:
    """Items and responses that never meet would make a table of a hundred million cells."""
    rows = "".join(f"i{number},r{number},men,1\n" for number in range(10_000))
    path = write_table(tmp_path, "item,response,group,count\n" + rows)
    assert lines(path) == ["t.csv:1: items, responses and groups make more than 20,000 cells"]


def test_what_the_print_has_wrong_passes(tmp_path: Path) -> None:
    """A percentage above 100 and a count above its N are what the audit is for."""
    cells = dedent(CELLS).replace("tea,men,5,25.0", "tea,men,128,420")
    table = read_printed_table(write_table(tmp_path, cells), "t.csv")
    count, percent = table.count("", "tea", "men"), table.percent("", "tea", "men")
    assert count is not None
    assert percent is not None
    assert (count.units, percent.text, percent.decimals) == (128, "420", 0)


@pytest.mark.parametrize("blank", ["", "-", "–", "—", ".", "…", "n/a", " "])
def test_what_is_not_printed_is_absent(tmp_path: Path, blank: str) -> None:
    """A blank cell, and a cell without a row, have no number; its neighbours have theirs."""
    cells = (
        dedent(CELLS).replace("tea,men,5,25.0", f"tea,men,{blank},25.0").replace("coffee,women,20,66.7\n", "")
    )
    table = read_printed_table(write_table(tmp_path, cells), "t.csv")
    assert table.count("", "tea", "men") is None
    assert table.percent("", "tea", "men") is not None
    assert table.count("", "coffee", "women") is None
    assert len(table.numbers) == 3 + 12 - 1 - 2


def test_a_row_of_group_sizes(tmp_path: Path) -> None:
    """It is compared with the header and is no cell; its percentages are not kept."""
    cells = dedent(CELLS) + "all,men,20,100.0\nall,women,30,100.0\nall,all,50,100.0\n"
    with_row = read_printed_table(write_table(tmp_path, cells), "t.csv")
    assert with_row == read_printed_table(write_table(tmp_path), "t.csv")
    assert with_row.where(Address(Part.SIZE, "women")) == "t.yml:6"
    asked = dedent(CELLS).replace("\n", "\nlunch,").replace("response", "item,response", 1)[: -len("lunch,")]
    table = read_printed_table(write_table(tmp_path, asked + "all,,men,20,100.0\n"), "t.csv")
    assert [item.id for item in table.items] == ["lunch"]
    assert lines(write_table(tmp_path, asked + "all,,men,21,100.0\n")) == [
        "t.csv:8: the size of 'men' is 21 here and 20 in t.yml:5"
    ]


READ = """\
    item,group,count,percent,reading,taken,line
    tea,men,5,25.0,a,yes,1
    tea,men,5,250,b,no,1
    tea,women,10,333,a,no,2
    tea,women,10,33.3,b,yes,2
    tea,all,15,30.0,a,yes,3
    tea,all,15,30.0,b,,3
    all,men,20,,a,yes,4
    all,men,26,,b,no,4
    """


def test_readings(tmp_path: Path) -> None:
    """Each cell is taken from the reading that is marked; each reading can be read on its own."""
    path = write_table(tmp_path, READ, MULTIPLE)
    taken = read_printed_table(path, "t.csv")
    texts = {group: str(taken.percent("tea", "", group)).split("'")[1] for group in ("men", "women", "all")}
    assert texts == {"men": "25.0", "women": "33.3", "all": "30.0"}
    assert taken.where(Address(Part.PERCENT, "women", "tea")) == "t.csv:5"
    both = read_readings(path, "t.csv")
    assert list(both) == ["a", "b"]
    assert both["b"] == read_printed_table(path, "t.csv", reading="b")
    assert [both["b"].numbers[Address(Part.PERCENT, group, "tea")].units for group in ("men", "women")] == [
        250,
        333,
    ]
    # A reading has the group sizes that it read.
    size = Address(Part.SIZE, "men")
    assert (taken.numbers[size].units, both["b"].numbers[size].units) == (20, 26)
    assert (both["b"].groups[0].size.units, both["b"].where(size)) == (26, "t.csv:9")


def test_the_first_reading_is_taken(tmp_path: Path) -> None:
    """In the order of the header, or else of the CSV; a table without readings has one."""
    cells = dedent(READ).replace(",taken", ",mark").replace("26", "20")
    percent = Address(Part.PERCENT, "men", "tea")
    first = read_printed_table(write_table(tmp_path, cells, MULTIPLE), "t.csv")
    assert first.numbers[percent].text == "25.0"
    second = read_printed_table(write_table(tmp_path, cells, MULTIPLE + "readings: [b, a]\n"), "t.csv")
    assert second.numbers[percent].text == "250"
    only = read_readings(write_table(tmp_path), "t.csv")
    assert only == {"": read_printed_table(tmp_path / "t.csv", "t.csv")}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("250,b,no", "250,b,yes", "t.csv:3: this cell is taken in line 2 already"),
        ("33.3,b,yes", "33.3,b,no", "t.csv:4: no reading of this cell is taken"),
        ("250,b,no", "250,b,nein", "t.csv:3: taken: 'nein' is not 'yes' or 'no'"),
        ("250,b,no", "250,,no", "t.csv:3: reading: nothing stands here"),
        ("250,b,no", "250,a,no", "t.csv:3: the same cell as in line 2 ('a', 'tea', 'men')"),
        ("20,,a", "21,,a", "t.csv:8: the size of 'men' is 21 here and 20 in t.yml:5"),
    ],
)
def test_what_is_wrong_with_readings(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Each cell is taken once, from a reading that has a name."""
    assert old in READ
    assert lines(write_table(tmp_path, READ.replace(old, new), MULTIPLE))[0] == message


def test_an_unknown_reading(tmp_path: Path) -> None:
    """Readings that the header lists are the only ones, and all of them are there."""
    path = write_table(tmp_path, READ, MULTIPLE + "readings: [a, c]\n")
    assert lines(path) == [
        *(f"t.csv:{line}: reading: 'b' is not in t.yml" for line in (3, 5, 7, 9)),
        "t.yml:9: 'c' is listed in 'readings' and has no row in t.csv",
    ]
