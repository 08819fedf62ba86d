"""Printed tables: the documentation's examples, any way to write a file, and the project's own."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printed_files import wrong_with
from real_report import ROOT
from reproreport.audit import find_printed_tables, printed_table, read_printed_table, read_readings, readings
from reproreport.audit.finding import Check, Verdict
from reproreport.audit.table import Address, Kind, Part, PrintedTable
from reproreport.audit.table_audit import audit_table
from reproreport.errors import DataError

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

Edit = Callable[[Path, str, str], None]
PAGE = ROOT / "docs/printed-tables.md"
EXAMPLES = sorted((ROOT / "docs/examples").glob("*.csv"))
SURVEY = "data/hai-phong-awareness"
TABLE_1, TABLE_2 = f"{SURVEY}/table-1.csv", f"{SURVEY}/table-2.csv"


def example(name: str) -> PrintedTable:
    """Read a worked example."""
    return read_printed_table(ROOT / f"docs/examples/{name}.csv", f"{name}.csv")


def numbers(table: PrintedTable, part: Part) -> dict[tuple[str, str, str], int]:
    """Return the values of one part of the cells, in units of the last place."""
    return {(at.item, at.response, at.group): n.units for at, n in table.numbers.items() if at.part is part}


def exact(table: PrintedTable) -> int:
    """Return how many percentages are 100 · count / N, rounded half up to their decimals."""
    found = 0
    for address, percent in table.numbers.items():
        if address.part is Part.PERCENT:
            count = table.count(address.item, address.response, address.group)
            size = table.numbers[Address(Part.SIZE, address.group)]
            assert count is not None
            share = Decimal(100 * count.units) / size.units
            expected = share.quantize(Decimal(1).scaleb(-percent.decimals), ROUND_HALF_UP)
            found += expected == Decimal(percent.units).scaleb(-percent.decimals)
    return found


def test_the_page_shows_every_example_whole() -> None:
    """What stands in the documentation is what the tests read."""
    page = PAGE.read_text(encoding="utf-8")
    assert [path.stem for path in EXAMPLES] == ["admissions", "awareness", "passengers", "scales", "titanic"]
    for path in EXAMPLES:
        for file in (path, path.with_suffix(".yml")):
            assert f"\n{file.read_text(encoding='utf-8')}```\n" in page, file.name


def test_the_page_names_every_field_and_column() -> None:
    """A field that the reader knows stands in the page's tables."""
    from reproreport.audit.printed import header, rows

    page = PAGE.read_text(encoding="utf-8")
    for name in (*rows.COLUMNS, *header.REQUIRED, *header.OPTIONAL):
        assert f"`{name}`" in page, name


def test_awareness() -> None:
    """Table 1 of the article, typed anew: the same numbers as in the project's file of two readings."""
    table, project = example("awareness"), read_printed_table(ROOT / TABLE_1, TABLE_1)
    assert (table.kind, len(table.items), len(table.groups)) == (Kind.MULTIPLE, 7, 4)
    for part in Part:
        ours = {(*key[:2], key[2].replace("all", "sum")): n for key, n in numbers(table, part).items()}
        assert ours == numbers(project, part)
    # 128 of 134 is 95.5 %, and 65.7 is printed; the other 27 agree.
    assert exact(table) == 27


def test_a_whole_table_1() -> None:
    """Three questions with answers of their own, one total, an N that is not printed, no fare."""
    table = example("passengers")
    assert [table.answers(item.id) for item in table.items] == [
        ("men", "women"),
        ("adults", "children"),
        ("yes", "no"),
        ("median",),
    ]
    audit = audit_table(table)
    assert not [f.explanation for f in audit.findings if f.verdict is Verdict.INCONSISTENT]
    # 510 + 196, 627 + 79 and 178 + 528 of the third class are 706.
    assert audit.table.groups[2].size.units == 706
    assert [f.verdict for f in audit.findings if f.check is Check.PERCENT] == [Verdict.EXACT] * 18
    assert [f.verdict for f in audit.findings if f.check is Check.P_VALUE] == [Verdict.EXACT]


def test_titanic() -> None:
    """203 of 325, 118 of 285, 178 of 706 and 212 of 885 were saved: 711 of 2,201, says the report of 1912."""
    table = example("titanic")
    assert (table.kind, [item.id for item in table.items]) == (Kind.SINGLE, [""])
    counts = numbers(table, Part.COUNT)
    saved = [counts["", "saved", group.id] for group in table.groups]
    lost = [counts["", "lost", group.id] for group in table.groups]
    sizes = [group.size.units for group in table.groups]
    assert (saved, sizes) == ([203, 118, 178, 212, 711], [325, 285, 706, 885, 2201])
    # The report's title gives 1,490 lives lost; the classes are those of Dawson's data set.
    assert lost == [122, 167, 528, 673, 1490]
    assert [one + other for one, other in zip(saved, lost, strict=True)] == sizes
    assert [sum(saved[:4]), sum(lost[:4]), sum(sizes[:4])] == [711, 1490, 2201]
    assert exact(table) == 5
    assert len(numbers(table, Part.PERCENT)) == 5


def test_admissions() -> None:
    """44 % of 8,442 men and 35 % of 4,321 women were admitted; no counts are printed."""
    table = example("admissions")
    assert numbers(table, Part.COUNT) == {}
    assert numbers(table, Part.PERCENT) == {("admitted", "", "men"): 44, ("admitted", "", "women"): 35}
    assert [group.size.units for group in table.groups] == [8442, 4321]


def test_an_example_saved_by_a_spreadsheet(tmp_path: Path) -> None:
    """Semicolons, decimal commas, byte order mark, Windows line ends: the same table."""
    shutil.copy(ROOT / "docs/examples/titanic.yml", tmp_path)
    text = (ROOT / "docs/examples/titanic.csv").read_text(encoding="utf-8")
    text = text.replace('"1,490"', "1 490").replace(",", ";").replace(".", ",").replace("\n", ";;\r\n")
    (tmp_path / "titanic.csv").write_bytes(("\ufeff" + text).encode("utf-8"))
    table, plain = read_printed_table(tmp_path / "titanic.csv", "titanic.csv"), example("titanic")
    for part in Part:
        assert numbers(table, part) == numbers(plain, part)


DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t"),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
        "mark": st.sampled_from(".,"),
        "ends": st.sampled_from(["\n", "\r\n", "\r"]),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        "percent_sign": st.sampled_from(["", "%", " %"]),
        "grouped": st.booleans(),
        "padding": st.integers(0, 3),
        "free": st.booleans(),
    }
)
CELL = st.tuples(st.none() | st.integers(0, 99_999), st.none() | st.integers(0, 1000))


@steady
@given(dialect=DIALECTS, cells=st.lists(CELL, min_size=6, max_size=6), single=st.booleans(), data=st.data())
def test_any_dialect_reads_to_the_same_table(
    tmp_path_factory: pytest.TempPathFactory,
    dialect: dict[str, object],
    cells: list[tuple[int | None, int | None]],
    single: bool,
    data: st.DataObject,
) -> None:
    """The oracle is the table that Python's own csv module wrote, in whatever order and dialect."""
    folder = tmp_path_factory.mktemp("dialect")
    kind, column = ("single response", "response") if single else ("multiple response", "item")
    listed = "responses" if single else "items"
    (folder / "t.yml").write_text(
        f"title: t\nsource: s\nkind: {kind}\n{listed}: [Bánh mì, 'no, yes', x]\n"
        "groups: [{id: a, n: 100}, {id: b, n: 99999}]\n",
        encoding="utf-8",
    )
    expected: dict[Address, tuple[int, int]] = {
        Address(Part.SIZE, "a"): (100, 0), Address(Part.SIZE, "b"): (99_999, 0)
    }  # fmt: skip
    rows = []
    labels = [(label, group) for label in ("Bánh mì", "no, yes", "x") for group in "ab"]
    for (label, group), (count, tenths) in zip(labels, cells, strict=True):
        at = (group, "", label) if single else (group, label, "")
        row = {column: label, "group": group, "count": "", "percent": "–", "note": 'he said "1,5"'}
        if count is not None:
            expected[Address(Part.COUNT, *at)] = (count, 0)
            row["count"] = f"{count:,}".replace(",", "\u00a0") if dialect["grouped"] else str(count)
        if tenths is not None:
            expected[Address(Part.PERCENT, *at)] = (tenths, 1)
            row["percent"] = f"{tenths // 10}{dialect['mark']}{tenths % 10}{dialect['percent_sign']}"
        rows.append(row)
    columns = [column, "group", "count", "percent", *(["note"] if dialect["free"] else [])]
    order = data.draw(st.permutations(columns))
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=str(dialect["delimiter"]),
        lineterminator=str(dialect["ends"]),
        quoting=csv.QUOTE_ALL if dialect["quoting"] == csv.QUOTE_ALL else csv.QUOTE_MINIMAL,
    )
    padding = [""] * int(str(dialect["padding"]))
    writer.writerow([*order, *padding])
    for row in data.draw(st.permutations(rows)):
        writer.writerow([*(row[name] for name in order), *padding])
        writer.writerows([padding] * bool(padding))
    (folder / "t.csv").write_bytes(text.getvalue().encode(str(dialect["encoding"])))
    table = read_printed_table(folder / "t.csv", "t.csv")
    assert {at: (number.units, number.decimals) for at, number in table.numbers.items()} == expected
    assert set(table.origins) == set(expected)
    labels_read = table.responses if single else table.items
    assert [label.label for label in labels_read] == ["Bánh mì", "no, yes", "x"]


def test_every_number_knows_its_line() -> None:
    """The line of a cell's row in the CSV; the line of its N in the header."""
    table = read_printed_table(ROOT / TABLE_1, TABLE_1)
    with (ROOT / TABLE_1).open(encoding="utf-8") as file:
        cells = list(csv.DictReader(file))
    for address in table.numbers:
        file_name, _, line = table.where(address).rpartition(":")
        if address.part is Part.SIZE:
            stands = (ROOT / file_name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
            assert stands.startswith(f"  - {{id: {address.group},")
        else:
            row = cells[int(line) - 2]
            assert (row["item"], row["group"]) == (address.item, address.group)
            assert row[address.part.value] == table.numbers[address].text


def test_the_projects_tables_are_found() -> None:
    """Both of them, and nothing else; each agrees with its codebook."""
    assert find_printed_tables(ROOT) == [ROOT / TABLE_1, ROOT / TABLE_2]


@pytest.mark.parametrize("name", [TABLE_1, TABLE_2])
def test_the_projects_readings(name: str) -> None:
    """The two readings have the same counts; in Table 2 they differ in 13 percentages."""
    both = read_readings(ROOT / name, name)
    assert list(both) == ["003", "001"]
    assert numbers(both["003"], Part.COUNT) == numbers(both["001"], Part.COUNT)
    differ = [at for at, number in both["003"].numbers.items() if both["001"].numbers[at].text != number.text]
    assert len(differ) == (13 if name == TABLE_2 else 0)
    taken = read_printed_table(ROOT / name, name)
    assert taken.numbers == both["003"].numbers


@pytest.fixture
def survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project that holds the two tables, as the folder in which a notebook runs."""
    for file in ("_quarto.yml", "references.bib"):
        shutil.copy(ROOT / file, tmp_path)
    shutil.copytree(ROOT / SURVEY, tmp_path / SURVEY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_notebook_reads_a_table(survey: Path) -> None:
    """By its path from the report's root, whole or by its readings."""
    assert survey.is_dir()
    assert printed_table(TABLE_2).numbers == read_printed_table(ROOT / TABLE_2, TABLE_2).numbers
    assert list(readings(TABLE_2)) == ["003", "001"]


def test_a_table_against_its_codebook(survey: Path, edit: Edit) -> None:
    """What only the codebook knows is checked too: a value it does not list, a column it lacks."""
    edit(survey / TABLE_1, '1,town,44,"83,0",003,568', '1,town,44,"83,0",003,line 568')
    with pytest.raises(DataError, match=r"table-1\.csv:2: line: 'line 568' is not a line number"):
        find_printed_tables(survey)
    with pytest.raises(DataError, match=r"table-1\.csv:2: line: 'line 568' is not a line number"):
        printed_table(TABLE_1)


def test_tables_that_are_none_and_headers_that_are_not_theirs(survey: Path, edit: Edit) -> None:
    """A header without a kind describes something else; an unreadable one is left to the reader."""
    header = survey / SURVEY / "table-1.yml"
    edit(header, "kind: multiple response", "sort: multiple response")
    assert find_printed_tables(survey) == [survey / TABLE_2]
    header.unlink()
    assert find_printed_tables(survey) == [survey / TABLE_1, survey / TABLE_2]
    assert "the header table-1.yml is missing" in wrong_with(survey / TABLE_1)[0]
    edit(survey / SURVEY / "codebook.yml", "header: table-1.yml", "header: table-2.yml")
    with pytest.raises(
        DataError, match=r"'table-1\.csv' is a printed table, and its header is not table-1\.yml"
    ):
        find_printed_tables(survey)


def test_an_unknown_reading() -> None:
    """The nearest one is proposed."""
    with pytest.raises(DataError, match=r"table-1\.csv: the table has no reading '002'\n +did you mean '00"):
        read_printed_table(ROOT / TABLE_1, TABLE_1, reading="002")


def test_scales() -> None:
    """97 of 28 persons is 3.46 and 98 is 3.50, so that 3.47 is the mean of none; the other means can be."""
    findings = [one for one in audit_table(example("scales")).findings if one.check is Check.MEAN]
    assert [one.verdict for one in findings] == [Verdict.INCONSISTENT, *[Verdict.EXACT] * 3]
