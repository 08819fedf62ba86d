"""The header of a printed table: what its source says around the cells (docs/printed-tables.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from reproreport.audit.table import (
    WHOLE,
    Base,
    Group,
    Kind,
    Label,
    PrintedNumber,
    PrintedP,
    Values,
    read_count,
    read_values,
)
from reproreport.errors import MOST, DataError, Problem, Problems, wrong
from reproreport.near import nearest, shown
from reproreport.textfile import read_text
from reproreport.yamlfile import Key, YamlFile, parse_yaml_text

#: In bytes; no printed table needs more, and no header of one.
LARGEST_FILE: Final = 2_000_000
LARGEST_HEADER: Final = 256_000
MOST_ROWS: Final = 20_000
_MOST_LINES = 100_000
_LONGEST_LINE = 10_000

#: The page that explains the format.
DOCS: Final = "`report help printed-tables`"

#: What a p-value is printed for, where it is not for one item.
WHOLE_TABLE: Final = "the whole table"

REQUIRED = ("title", "source", "kind", "groups")
OPTIONAL = (
    "total", "percent_of", "decimals", "page", "pages", "weighted", "ordered", "items", "responses",
    "p_values", "readings", "title_line", "note",
)  # fmt: skip
_LABEL_KEYS = ("id", "label", "short", "printed_label", "line", "note")
_ROW_KEYS = (*_LABEL_KEYS, "values", "averaged")
_P_KEYS = ("printed", "for", "label", "test", "line", "note")

_YES, _NO = ("true", "yes"), ("false", "no")
_MOST_DECIMALS = 6
_MOST_ENTRIES = 1_000
_LONGEST_NUMBER = 20
_MOST_DIGITS = 12

_Choice = TypeVar("_Choice")


@dataclass(frozen=True)
class Header:
    """What the YAML file beside a table says; see :class:`reproreport.audit.table.PrintedTable`.

    ``items``, ``responses`` and ``readings`` are None where the header does not list them. ``file``
    tells on which line each key stands.
    """

    file: YamlFile
    title: str
    source: str
    page: str
    kind: Kind
    groups: tuple[Group, ...]
    total: str
    percent_of: Base | None
    weighted: bool
    ordered: bool
    decimals: int | None
    p_values: tuple[PrintedP, ...]
    items: tuple[Label, ...] | None
    responses: tuple[Label, ...] | None
    readings: tuple[str, ...] | None

    def where_size(self, group: int) -> str:
        """Return ``file:line`` of a group's N."""
        return self.file.where("groups", group, "n")

    def where_p(self, index: int) -> str:
        """Return ``file:line`` of a printed p-value."""
        return self.file.where("p_values", index, "for")


def read_number(text: str, read: Callable[[str], PrintedNumber]) -> PrintedNumber:
    """Read a printed number of a length that tables print.

    Raises:
        ValueError: the text is no such number; the message says why.
    """
    if len(text) > _LONGEST_NUMBER or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        raise ValueError(f"{shown(text)} is longer than a printed number ({_MOST_DIGITS} digits)")
    return read(text)


def require_table(text: str, name: str) -> None:
    """Refuse the text of a CSV file that is too long for a printed table.

    Raises:
        DataError: it has too many lines or rows, or a line is too long.
    """
    lines = text.split("\n")
    if len(lines) - 1 > _MOST_LINES:
        what = f"the file has more than {_MOST_LINES:,} lines, and no longer one is read"
        raise DataError(Problem(what, name, "is it the right file?"))
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            what = f"the line has {len(line):,} characters, and at most {_LONGEST_LINE:,} are read"
            raise DataError(Problem(what, f"{name}:{number}", "is it the right file?"))
    filled = sum(bool(line.strip(" \t,;")) for line in lines)
    if filled > MOST_ROWS + 1:
        what = f"the file has {filled - 1:,} rows, and at most {MOST_ROWS:,} are read"
        raise DataError(Problem(what, name, "give each printed table a file of its own"))


def read_header(path: Path, name: str) -> Header:
    """Read and check a header.

    Raises:
        DataError: everything that is wrong with it, by ``file:line``.
    """
    return parse_header(read_text(path, name, largest=LARGEST_HEADER, error=DataError), name)


def parse_header(text: str, name: str) -> Header:
    """Read and check the text of a header, as :func:`read_header` that of a file."""
    file = parse_yaml_text(text, name, error=DataError)
    with Problems(name, MOST) as problems:
        header = _Check(file).header()
    problems.stop(DataError)
    return header


class _Check:
    """One header while it is read. What is wrong is said, and reading goes on."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file

    def header(self) -> Header:
        """Return the header; where it is wrong, with something harmless in its place."""
        data = self.file.data
        self.keys(data, (), (*REQUIRED, *OPTIONAL))
        for key in REQUIRED:
            if key not in data:
                wrong(f"'{key}' is missing", f"{self.file.name}:1", f"add it: {DOCS}")
        total = self.text("total")
        groups = self.groups(total)
        items = self.labels("items") if "items" in data else None
        kind = self.choice("kind", {kind.value: kind for kind in Kind}) or Kind.SINGLE
        ordered = self.flag("ordered")
        if kind is Kind.MULTIPLE and "responses" in data:
            self.wrong("a table of multiple response has no 'responses'", "responses", fix="list its items")
        if kind is Kind.MULTIPLE and ordered:
            self.wrong("choices of a multiple-response table have no order", "ordered", fix="remove it")
        responses = self.labels("responses") if "responses" in data else None
        for name, labels in (("items", items), ("responses", responses)):
            for index, label in enumerate(labels or ()):
                if total and label.id == total:
                    what = (
                        f"{shown(total)} is in '{name}' and is the total, whose rows hold the groups' sizes"
                    )
                    self.wrong(what, name, index, fix="give one of them another id")
        if "page" in data and "pages" in data:
            self.wrong("'page' and 'pages' are both given", "pages", fix="keep one of them")
        return Header(
            file=self.file,
            title=self.text("title"),
            source=self.text("source"),
            page=self.text("page") or self.text("pages"),
            kind=kind,
            groups=groups,
            total=total,
            percent_of=self.choice(
                "percent_of", {base.value: base for base in Base if base is not Base.PART}
            ),
            weighted=self.flag("weighted"),
            ordered=ordered,
            decimals=self.decimals(),
            p_values=self.p_values(),
            items=items,
            responses=responses,
            readings=self.readings() if "readings" in data else None,
        )

    def wrong(self, what: str, *key: str | int, fix: str | Callable[[], str] = "") -> None:
        """Note a problem at a key."""
        wrong(what, self.file.where(*key), fix)

    def keys(self, data: Mapping[str, Any], key: Key, known: Collection[str]) -> None:
        """Refuse unknown keys of a mapping."""
        for word in data:
            if word not in known:
                self.wrong(f"unknown key {shown(word)}", *key, word, fix=partial(nearest, word, known))

    def text(self, name: str) -> str:
        """Return the text at a key of the top level; one that is given holds something."""
        value = self.file.data.get(name, "")
        if name in self.file.data and (not isinstance(value, str) or not value):
            self.wrong(f"'{name}' is {'no text' if value else 'empty'}", name, fix=f"write one text: {DOCS}")
            return ""
        return str(value)

    def choice(self, name: str, choices: Mapping[str, _Choice]) -> _Choice | None:
        """Return what the text at a key stands for."""
        value = self.text(name)
        if value and value.lower() not in choices:
            self.wrong(f"'{name}' is {shown(value)}", name, fix=f"one of: {', '.join(choices)}")
        return choices.get(value.lower())

    def flag(self, name: str) -> bool:
        """Return whether the text at a key says yes."""
        value = self.text(name).lower()
        if value and value not in (*_YES, *_NO):
            self.wrong(f"'{name}' is {shown(value)}", name, fix="write 'true' or 'false'")
        return value in _YES

    def decimals(self) -> int | None:
        """Return with how many decimals the header says that percentages are printed."""
        value = self.file.data.get("decimals")
        if value is None:
            return None
        text = value.get("percent") if isinstance(value, dict) and set(value) == {"percent"} else None
        if not isinstance(text, str) or not text.isdecimal() or not 0 <= int(text[:9]) <= _MOST_DECIMALS:
            self.wrong("'decimals' is not such as {percent: 1}", "decimals", fix="correct or remove it")
            return None
        return int(text)

    def entries(self, name: str, known: Collection[str]) -> list[dict[str, Any]]:
        """Return the list at a key; a text in it is an identifier."""
        value = self.file.data.get(name, [])
        if not isinstance(value, list) or not value:
            self.wrong(f"'{name}' is not a list of entries", name, fix=f"write '- {{…}}' lines: {DOCS}")
            return []
        if len(value) > _MOST_ENTRIES:
            what = f"'{name}' has {len(value):,} entries, and at most {_MOST_ENTRIES:,} are read"
            self.wrong(what, name, fix="give each printed table a file of its own")
            return []
        found = [{"id": entry} if isinstance(entry, str) else entry for entry in value]
        for index, entry in enumerate(found):
            if not isinstance(entry, dict):
                self.wrong(f"an entry of '{name}' is a list", name, index, fix=f"see {DOCS}")
                found[index] = {}
                continue
            self.keys(entry, (name, index), known)
            for key in entry.keys() & {"id", "label", "printed", "for", "n"}:
                if not isinstance(entry[key], str):
                    self.wrong(f"'{key}' is no text", name, index, key, fix="write one text")
                    entry[key] = ""
        return found

    def labels(self, name: str, known: Collection[str] = _ROW_KEYS) -> tuple[Label, ...]:
        """Return the identifiers of a list with their wording."""
        first: dict[str, int] = {}
        found = []
        for index, entry in enumerate(self.entries(name, known)):
            word = entry.get("id", "")
            if not word:
                self.wrong(f"an entry of '{name}' has no 'id'", name, index, fix="give it one, as in the CSV")
            elif first.setdefault(word, index) != index:
                self.wrong(f"{shown(word)} stands twice in '{name}'", name, index, fix="remove one of them")
            values = self.values(entry, name, index)
            found.append(Label(word, entry.get("label") or word, entry.get("short") or "", values))
        return tuple(found)

    def values(self, entry: Mapping[str, Any], name: str, index: int) -> Values | None:
        """Return what the means of a row are of, where its entry says so."""
        text, averaged = entry.get("values"), entry.get("averaged")
        if averaged is not None and not (
            isinstance(averaged, str) and re.fullmatch(r"[1-9]\d{0,2}", averaged)
        ):
            fix = "write how many values are averaged for each person"
            self.wrong("'averaged' is no whole number from 1 up", name, index, "averaged", fix=fix)
            averaged = None
        if text is None:
            if averaged is not None:
                fix = f"write what they are: {WHOLE}, or a scale such as 1-5"
                self.wrong("'averaged' stands without 'values'", name, index, "averaged", fix=fix)
            return None
        try:
            return read_values(text if isinstance(text, str) else "", int(averaged or 1))
        except ValueError as error:
            self.wrong(f"values: {error}", name, index, "values", fix=f"correct it: {DOCS}")
        return None

    def groups(self, total: str) -> tuple[Group, ...]:
        """Return the columns with their printed Ns."""
        if "groups" not in self.file.data:
            return ()
        known = (*_LABEL_KEYS, "n")
        labels = self.labels("groups", known)
        entries = self.file.data["groups"] if labels else []
        found = []
        for index, (label, entry) in enumerate(zip(labels, entries, strict=True)):
            printed = entry.get("n", "") if isinstance(entry, dict) else ""
            size = self.size(printed, label.id, index)
            found.append(Group(label.id, label.label, size, is_total=bool(total) and label.id == total))
        ids = [group.id for group in found]
        if total and found and total not in ids:
            self.wrong(
                f"'total' is {shown(total)}, which is no group", "total", fix=partial(nearest, total, ids)
            )
        if total and ids == [total]:
            self.wrong("the total is the only group", "groups", fix="list the groups that it is the total of")
        return tuple(found)

    def size(self, printed: str, group: str, index: int) -> PrintedNumber:
        """Return a group's N."""
        if not printed:
            # Many tables leave their Ns to the text; the audit says which the percentages are of.
            return PrintedNumber("", 0, 0)
        try:
            size = read_number(printed, read_count)
        except ValueError as error:
            self.wrong(f"n: {error}", "groups", index, "n", fix='write the N as printed, such as "134"')
            return PrintedNumber("1", 1, 0)
        if size.units == 0:
            self.wrong(f"the group {shown(group)} has an N of 0", "groups", index, "n", fix="leave it out")
        return size

    def p_values(self) -> tuple[PrintedP, ...]:
        """Return the printed p-values; what they are printed for is checked with the cells."""
        if "p_values" not in self.file.data:
            return ()
        found = []
        for index, entry in enumerate(self.entries("p_values", _P_KEYS)):
            text, item = entry.get("printed", ""), entry.get("for", WHOLE_TABLE)
            if not text:
                self.wrong("a p-value has no 'printed'", "p_values", index, fix='such as {printed: "0,000"}')
            label = entry.get("label")
            named = label if isinstance(label, str) and label else "p"
            test = entry.get("test")
            if test is not None and not isinstance(test, str):
                self.wrong("'test' is no text", "p_values", index, "test", fix="write the test's name")
                test = None
            found.append(PrintedP(text, "" if item.lower() == WHOLE_TABLE else item, named, test or ""))
        return tuple(found)

    def readings(self) -> tuple[str, ...]:
        """Return the identifiers of the readings; the first is the one that is taken."""
        return tuple(label.id for label in self.labels("readings", _LABEL_KEYS))
