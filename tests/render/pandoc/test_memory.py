"""What a build remembers: the same pages come out, of less work, and never of an older text."""

from __future__ import annotations

import os
import random
import sqlite3
import warnings
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from reproreport.errors import ContentError
from reproreport.project import Project
from reproreport.render.book import read_book
from reproreport.render.html.write import write_site
from reproreport.render.pandoc import door as pandoc
from reproreport.render.pandoc import memory as memory_module
from reproreport.render.pandoc.door import Answer, Job
from reproreport.render.pandoc.memory import Memory
from small_book import write_book

WriteProject = Callable[..., Project]

CHAPTERS = {
    "a.qmd": "# A {#sec-a}\n\nSee @tbl-b and [@smith2010].\n\n{{< include _part.md >}}\n",
    "b.qmd": "# B {#sec-b}\n\n| x |\n|---|\n| 1 |\n\n: Cap {#tbl-b}\n\n@nguyen2015a, [so](a.qmd#sec-a).\n",
    "c.qmd": "# C\n\nNothing.\n\n## Section {#sec-c}\n\n{{< var n >}}\n",
    "_part.md": "Included.\n",
}


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which every text goes that Pandoc is given."""
    seen: list[str] = []
    convert = pandoc._convert

    def watch(jobs: Sequence[Job], lang: str) -> list[Answer]:
        seen.extend(job.text for job in jobs)
        return convert(jobs, lang)

    monkeypatch.setattr(pandoc, "_convert", watch)
    return seen


def build(
    project: Project, folder: Path, *, fresh: bool = False, n: str = "5", file: Path | None = None
) -> dict[str, str]:
    """Build the site with what is remembered beside it or in a file, or with nothing; return its pages."""
    memory = Memory(None if fresh else file or project.root / "memory.sqlite", "1")
    book = read_book(project, {"n": n}, memory=memory)
    write_site(book, folder)
    memory.save()
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.html")}


EDITS = {
    "words": ("c.qmd", "Nothing.", "Something."),
    "a title that others name": ("b.qmd", "# B {", "# New name {"),
    "a label's number": ("b.qmd", "| x |", "![F](f.svg){#fig-f fig-alt='f'}\n\n| x |"),
    "an order of tables": ("b.qmd", "| x |", "| y |\n|---|\n| 1 |\n\n: First {#tbl-first}\n\n| x |"),
    "the number of a chapter before": ("a.qmd", "{#sec-a}", "{#sec-a .unnumbered}"),
    "a citation": ("a.qmd", "[@smith2010]", "@smith2010 [p. 3]"),
    "a work": ("references.bib", "Anna", "Bertha"),
    "an included file": ("_part.md", "Included", "Put in"),
    "a picture's absence of change": ("f.svg", "svg", "svg"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_gives_what_a_fresh_build_gives(
    write_project: WriteProject, tmp_path: Path, edit: str
) -> None:
    """Page by page, whatever hangs on what was edited."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    project = write_project({**CHAPTERS, "f.svg": svg})
    first = build(project, tmp_path / "site")
    assert first == build(project, tmp_path / "again")
    name, old, new = EDITS[edit]
    file = project.root / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    assert build(project, tmp_path / "site") == build(project, tmp_path / "fresh", fresh=True)
    file.write_text(file.read_text().replace(new, old))
    assert build(project, tmp_path / "site") == first


def test_a_variable_reaches_its_page(write_project: WriteProject, tmp_path: Path) -> None:
    """It is part of the text that is remembered."""
    project = write_project(CHAPTERS)
    build(project, tmp_path / "site")
    assert "<p>6</p>" in build(project, tmp_path / "site", n="6")["c.html"]


def test_only_the_edited_chapter_is_read_again(
    write_project: WriteProject, tmp_path: Path, converted: list[str]
) -> None:
    """And only its page is converted: the second time nothing is, after an edit one chapter."""
    project = write_project(CHAPTERS)
    build(project, tmp_path / "site")
    converted.clear()
    build(project, tmp_path / "site")
    assert converted == []
    (project.root / "c.qmd").write_text(CHAPTERS["c.qmd"].replace("Nothing", "Something"))
    build(project, tmp_path / "site")
    assert [("Something" in text) for text in converted] == [True, True]


def test_a_problem_is_found_every_time(write_project: WriteProject) -> None:
    """A chapter with one is not remembered as good, nor one whose reference lost its target."""
    project = write_project(CHAPTERS)
    for text, message in (("@tbl-none", "points to nothing"), ("![](x.svg)", "no alternative text")):
        (project.root / "c.qmd").write_text(f"# C\n\n{text}\n")
        for _ in range(2):
            memory = Memory(project.root / "memory.sqlite", "1")
            with pytest.raises(ContentError, match=message):
                read_book(project, {"n": "5"}, memory=memory)
            memory.save()
    (project.root / "c.qmd").write_text(CHAPTERS["c.qmd"])
    read_book(project, {"n": "5"}, memory=Memory(project.root / "memory.sqlite", "1"))
    (project.root / "b.qmd").write_text(CHAPTERS["b.qmd"].replace("#tbl-b", "#tbl-other"))
    with pytest.raises(ContentError, match="reference @tbl-b points to nothing"):
        read_book(project, {"n": "5"}, memory=Memory(project.root / "memory.sqlite", "1"))


def test_another_version_remembers_nothing(tmp_path: Path) -> None:
    """New code may make something else of the same text."""
    value = {"t": "Para", "c": [[1, "x"]]}
    memory = Memory(tmp_path / "m", "1")
    memory.put("key", value)
    memory.save()
    again = Memory(tmp_path / "m", "1")
    assert (again.get("key"), again.has("key"), again.has("other")) == (value, True, False)
    other = Memory(tmp_path / "m", "2")
    assert (other.get("key"), other.has("key")) == (None, False)
    other.put("new", 1)
    other.save()
    assert not Memory(tmp_path / "m", "2").has("key")


def test_a_large_memory_keeps_what_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no text of today needs goes first."""
    memory = Memory(tmp_path / "m")
    for key in ("asked", "old"):
        memory.put(key, key)
    memory.save()
    monkeypatch.setattr(memory_module, "LARGEST", 1)
    memory = Memory(tmp_path / "m")
    assert memory.get("asked") == "asked"
    memory.put("new", 1)
    memory.save()
    memory = Memory(tmp_path / "m")
    assert [memory.get(key) for key in ("asked", "old", "new")] == ["asked", None, 1]


def test_a_memory_that_another_process_uses_is_left_alone(tmp_path: Path) -> None:
    """It is neither read nor written, and is there afterwards."""
    memory = Memory(tmp_path / "m")
    memory.put("key", 1)
    memory.save()
    with closing(sqlite3.connect(tmp_path / "m")) as other:
        other.execute("BEGIN EXCLUSIVE")
        memory = Memory(tmp_path / "m")
        assert memory.get("key") is None
        memory.put("key", 2)
        memory.save()
        assert memory.get("key") == 2
    assert Memory(tmp_path / "m").get("key") == 1


def test_a_memory_that_gets_locked_is_not_removed(tmp_path: Path) -> None:
    """What cannot be written now is made again by the next build."""
    memory = Memory(tmp_path / "m")
    memory.put("key", 1)
    memory.save()
    memory.put("more", 2)
    with closing(sqlite3.connect(tmp_path / "m")) as other:
        other.execute("BEGIN EXCLUSIVE")
        memory.save()
    memory = Memory(tmp_path / "m")
    assert (memory.get("key"), memory.get("more")) == (1, None)


Damage = Callable[[Path], object]


def sql(*statements: str) -> Damage:
    """Return a damage that SQLite does itself: the file stays one of its own."""

    def run(file: Path) -> None:
        with closing(sqlite3.connect(file)) as database, database:
            for statement in statements:
                database.execute(statement)

    return run


def flipped(seed: int, count: int) -> Damage:
    """Return a damage of so many bytes somewhere in the file."""

    def run(file: Path) -> None:
        chance = random.Random(seed)  # noqa: S311
        content = bytearray(file.read_bytes())
        for _ in range(count):
            content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
        file.write_bytes(content)

    return run


def rewritten(make: Callable[[bytes], bytes]) -> Damage:
    """Return a damage that makes other content of the file's."""
    return lambda file: file.write_bytes(make(file.read_bytes()))


def replaced(make: Damage) -> Damage:
    """Return a damage that puts something else in the file's place."""

    def run(file: Path) -> None:
        file.unlink()
        make(file)

    return run


def shift(column: str) -> str:
    """Return the statement that gives each record what another one has in a column."""
    return (
        f"UPDATE record SET {column} = (SELECT o.{column} FROM record o WHERE o.rowid = record.rowid % 9 + 1)"  # noqa: S608
    )


NOISE = random.Random(1).randbytes(100_000)  # noqa: S311
OTHER = sqlite3.connect(":memory:")
OTHER.execute("CREATE TABLE people (name TEXT)")

DAMAGES: dict[str, Damage] = {
    "empty": rewritten(lambda _: b""),
    "half of it": rewritten(lambda whole: whole[: len(whole) // 2]),
    "all but a byte": rewritten(lambda whole: whole[:-1]),
    "its first bytes": rewritten(lambda whole: whole[:60]),
    "its first page": rewritten(lambda whole: whole[:4096]),
    "without its first page": rewritten(lambda whole: whole[4096:]),
    "garbage": rewritten(lambda whole: NOISE[: len(whole)]),
    "garbage behind it": rewritten(lambda whole: whole + NOISE[:5000]),
    "garbage in its head": rewritten(lambda whole: whole[:16] + NOISE[:84] + whole[100:]),
    "zeros": rewritten(lambda whole: bytes(len(whole))),
    "zeros in the middle": rewritten(lambda whole: whole[:9000] + bytes(9000) + whole[18000:]),
    "twice": rewritten(lambda whole: whole * 2),
    "backwards": rewritten(lambda whole: whole[::-1]),
    "text": rewritten(lambda _: b"not a database\n" * 1000),
    **{f"{n} bytes flipped ({seed})": flipped(seed, n) for n in (1, 40, 2000) for seed in range(4)},
    "other tables": rewritten(lambda _: OTHER.serialize()),
    "without its table": sql("DROP TABLE record"),
    "without checksums": sql("ALTER TABLE record DROP COLUMN checksum"),
    "an older table": sql(
        "DROP TABLE record", "CREATE TABLE version (text TEXT)", "CREATE TABLE record (key, value, large INT)"
    ),
    "without its version": sql("DELETE FROM record WHERE key = 'version'"),
    "another version": sql("UPDATE record SET value = x'31' WHERE key = 'version'"),
    "half of its records": sql("DELETE FROM record WHERE rowid % 2"),
    "each value of another": sql(shift("value")),
    "each value and checksum of another": sql(shift("value"), shift("checksum")),
    "values shorter": sql("UPDATE record SET value = substr(value, 1, 9)"),
    "values empty": sql("UPDATE record SET value = x''"),
    "values of text": sql("UPDATE record SET value = '[]'"),
    "values of numbers": sql("UPDATE record SET value = 7"),
    "nothing as values": sql("UPDATE record SET value = NULL, checksum = NULL"),
    "another table of keys": sql("CREATE TABLE new AS SELECT * FROM record", "DROP TABLE record",
                                 "ALTER TABLE new RENAME TO record"),
    "a journal beside it": lambda file: file.with_name(f"{file.name}-journal").write_bytes(b"\xd9\xd5" * 900),
    "a folder": replaced(Path.mkdir),
    "a folder with a folder": replaced(lambda file: (file / "x").mkdir(parents=True)),
    "a pipe": replaced(lambda file: os.mkfifo(file) if hasattr(os, "mkfifo") else file.touch()),
    "nothing": replaced(lambda _: None),
    "may not be written": lambda file: file.chmod(0o444),
    "may not be read": lambda file: file.chmod(0),
}  # fmt: skip
KEPT = ("a folder", "a folder with a folder")
"""What stays there: a build removes no folder that it did not make, and remembers nothing."""


@pytest.fixture(scope="module")
def remembered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, bytes, dict[str, str]]:
    """Return a book, the memory of a build of it, and its pages."""
    root = tmp_path_factory.mktemp("remembered")
    project = write_book(root / "book", CHAPTERS)
    pages = build(project, root / "site")
    return project, (project.root / "memory.sqlite").read_bytes(), pages


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_memory_holds_what_is_right(
    remembered: tuple[Project, bytes, dict[str, str]], tmp_path: Path, damage: str
) -> None:
    """Of a damaged file each record is as it was, or not there; what is saved then is there again."""
    _, content, _ = remembered
    file = tmp_path / "memory"
    file.write_bytes(content)
    whole = Memory(file, "1")
    values = {key: whole.get(key) for key in whole._kept}
    assert len(values) > 50
    DAMAGES[damage](file)
    damaged = Memory(file, "1")
    assert all(damaged.get(key) in (value, None) for key, value in values.items())
    assert damaged._kept.keys() <= values.keys()
    for key, value in values.items():
        damaged.put(key, value)
    damaged.save()
    assert [Memory(file, "1").has(key) for key in values] == [damage not in KEPT] * len(values)


@pytest.mark.parametrize(
    "damage", ["half of it", "2000 bytes flipped (1)", "half of its records", "a journal beside it", *KEPT]
)
def test_a_damaged_memory_heals(
    remembered: tuple[Project, bytes, dict[str, str]],
    tmp_path: Path,
    damage: str,
    converted: list[str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The next build is right, and says nothing; the one after it remembers again."""
    project, content, pages = remembered
    file = tmp_path / "memory"
    file.write_bytes(content)
    DAMAGES[damage](file)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert build(project, tmp_path / "site", file=file) == pages
        converted.clear()
        assert build(project, tmp_path / "again", file=file) == pages
    assert (converted == []) is (damage not in KEPT)
    assert capfd.readouterr() == ("", "")
