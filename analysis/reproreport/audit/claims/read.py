"""Read claims: sentences of a source, each bound to the printed numbers that can check it.

``data/<source>/claims.yml`` holds them; the format is described in ``docs/claims.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from reproreport.audit.claims.claim import BoundClaim, Case, Form
from reproreport.audit.claims.quantity import Quantity, Unit
from reproreport.audit.claims.references import DOCS, Fields, References, name_apart
from reproreport.audit.table import PrintedTable
from reproreport.errors import MOST, DataError, Problems, gathered
from reproreport.near import nearest, shown
from reproreport.sources.codebook import CODEBOOK, read_codebook
from reproreport.sources.read import locate, project_root
from reproreport.yamlfile import Key, YamlFile, read_yaml_text

#: What the file of claims of a data folder is called.
CLAIMS: Final = "claims.yml"

_LINE = re.compile(r"0*[1-9][0-9]{0,7}")

_HEADER = ("source", "reading", "claims")
_NEEDED = ("id", "section", "line", "says", "form")
_OPTIONAL = ("also", "note", "unbound")

#: What each form needs beside that, and what it may have.
_FIELDS: Final[Mapping[Form, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    Form.EQUALS: (("stated", "to"), ("each",)),
    Form.LARGEST: (("which", "among"), ("each",)),
    Form.SMALLEST: (("which", "among"), ("each",)),
    Form.MORE: (("which", "than"), ("each",)),
    Form.LESS: (("which", "than"), ("each",)),
    Form.MOST: (("which",), ("of", "each")),
    Form.ORDERED: (("order",), ("each",)),
    Form.DIFFERS: (("table",), ("items",)),
}

_ANY_FIELD: Final = tuple({field: None for fields in _FIELDS.values() for field in (*fields[0], *fields[1])})


def claims(name: str) -> tuple[BoundClaim, ...]:
    """Return the claims of a file, from inside a notebook.

    Args:
        name: the file's path from the project root, such as ``data/survey/claims.yml``.

    Raises:
        DataError: as :func:`read_claims`.
    """
    root = project_root()
    return _read(root / locate(name, root), root)


def read_claims(folder: Path, root: Path) -> tuple[BoundClaim, ...]:
    """Return the claims of a data folder.

    Raises:
        DataError: everything that is wrong with them, by ``file:line``.
    """
    return _read(folder / CLAIMS, root)


def _read(path: Path, root: Path) -> tuple[BoundClaim, ...]:
    name = path.relative_to(root).as_posix()
    file = read_yaml_text(path, name, error=DataError)
    described = path.parent / CODEBOOK
    readings: list[str] = []
    if described.is_file():
        readings = [str(reading) for reading in read_codebook(path.parent, root).data.get("readings", {})]
    references = References(file, path.parent, root)
    with Problems(name, MOST) as problems:
        found = _Check(file, references, readings).claims()
    problems.stop(DataError)
    return found


class _Check:
    """One file of claims while it is read. What is wrong is said, and reading goes on."""

    def __init__(self, file: YamlFile, references: References, readings: list[str]) -> None:
        self.file, self.references, self.readings = file, references, readings
        self.wrong = references.wrong

    def claims(self) -> tuple[BoundClaim, ...]:
        """Return the claims; those with problems are left out."""
        data = self.file.data
        self.keys(data, (), _HEADER, ())
        entries = data.get("claims", [])
        if "claims" in data and (not isinstance(entries, list) or not entries):
            self.wrong("'claims' is not a list of claims", ("claims",), f"see {DOCS}")
            return ()
        first: dict[str, int] = {}
        found = []
        for index, entry in enumerate(entries):
            key: Key = ("claims", index)
            if not isinstance(entry, dict):
                self.wrong("a claim is not a list of 'key: value' lines", key, f"see {DOCS}")
                continue
            claim = self.claim(entry, key)
            named = entry.get("id")
            if isinstance(named, str) and named and first.setdefault(named, index) != index:
                earlier = self.file.where("claims", first[named])
                self.wrong(f"the claim {shown(named)} stands twice (first at {earlier})", key, "remove one")
            if claim is not None:
                found.append(claim)
        if isinstance(data.get("reading"), str):
            self.reading(data["reading"], ("reading",))
        return tuple(found)

    def claim(self, entry: dict[str, Any], key: Key) -> BoundClaim | None:
        """Return one claim, or None where something is wrong with it."""
        before = gathered()
        forms = {form.value: form for form in Form}
        form = forms.get(str(entry.get("form")))
        if "form" in entry and form is None:
            word = str(entry["form"])
            self.wrong(f"unknown form {shown(word)}", (*key, "form"), partial(nearest, word, list(forms)))
        needed, optional = _FIELDS[form] if form else ((), _ANY_FIELD)
        unbound = "unbound" in entry
        if unbound:
            needed, optional = (), ("stated",) if form is Form.EQUALS else ()
        self.keys(entry, key, (*_NEEDED, *needed), (*_OPTIONAL, *optional))
        texts = {word: self.text(entry, word, key) for word in ("id", "section", "says", "note", "unbound")}
        line, also = self.line(entry.get("line", "1"), (*key, "line")), self.also(entry, key)
        if form is None or gathered() > before:
            return None
        table: PrintedTable | None = None
        items: tuple[str, ...] = ()
        cases: tuple[Case, ...] = ()
        if unbound:
            cases = self.unbound(entry, key)
        elif form is Form.DIFFERS:
            table, items = self.tests(entry, key)
        else:
            cases = tuple(self.cases(form, entry, key))
        if gathered() > before:
            return None
        return BoundClaim(
            id=texts["id"],
            section=texts["section"],
            line=line,
            says=texts["says"],
            form=form,
            cases=cases,
            table=table,
            items=items,
            unbound=texts["unbound"],
            note=texts["note"],
            source=str(self.file.data.get("source", "")),
            reading=str(self.file.data.get("reading", "")),
            also=also,
            file=self.file.name,
            origin=self.file.where(*key),
        )

    def tests(self, entry: Mapping[str, Any], key: Key) -> tuple[PrintedTable | None, tuple[str, ...]]:
        """Return the table whose groups are said to differ, and in which items."""
        name = self.text(entry, "table", key)
        table = self.references.table(name, (*key, "table")) if name else None
        if table is None:
            return None, ()
        listed = entry.get("items", [label.id for label in table.items])
        items = listed if isinstance(listed, list) else [listed]
        if not items:
            self.wrong("'items' is empty", (*key, "items"), "name items, or leave it out for all")
        for item in items:
            self.references.item(table, item if isinstance(item, str) else str(item), (*key, "items"))
        return table, tuple(map(str, items))

    def cases(self, form: Form, entry: dict[str, Any], key: Key) -> list[Case]:
        """Return the comparisons of a claim: one, or one for each value of ``each``."""
        each = entry.get("each", {})
        choices = next(iter(each.values())) if isinstance(each, dict) and len(each) == 1 else None
        if "each" in entry and not (isinstance(choices, list) and all(isinstance(c, str) for c in choices)):
            self.wrong("'each' is not one field with a list of values", (*key, "each"), "{item: [1, 2]}")
            return []
        if not choices:
            return [Case("", self.quantities(form, entry, key, {}))]
        ((word, _),) = each.items()
        if word not in ("item", "response", "group"):
            what = f"'each' knows no field {shown(word)}"
            self.wrong(what, (*key, "each", word), partial(nearest, word, ("item", "response", "group")))
            return []
        found = []
        for value in choices:
            quantities = self.quantities(form, _copy(entry), key, {word: value})
            table = next((one.table for one in quantities if one.table), None)
            found.append(Case(_case_name(word, value, table), quantities))
        places = {tuple(map(_place, case.quantities)) for case in found}
        if len(found) > 1 and len(places) == 1 and places != {()}:
            self.wrong(
                "'each' changes nothing", (*key, "each"), f"leave '{word}' out of a cell, or drop 'each'"
            )
        return found

    def quantities(self, form: Form, entry: dict[str, Any], key: Key, each: Fields) -> tuple[Quantity, ...]:
        """Return the quantities of one comparison, named apart; empty where something is wrong."""
        refer, before = self.references, gathered()
        if form is Form.EQUALS:
            target = refer.one(entry["to"], (*key, "to"), each)
            unit = target.unit if target else Unit.COUNT
            stated = refer.stated(entry["stated"], (*key, "stated"), unit) if target else None
            return (stated, *name_apart([target])) if stated and target else ()
        if form is Form.ORDERED:
            line = refer.all(entry["order"], (*key, "order"), each)
            return self.comparable(line, (*key, "order"), before)
        which = refer.one(entry["which"], (*key, "which"), each)
        if form is Form.MOST:
            return self.most(which, entry, key, each)
        word = "than" if form in (Form.MORE, Form.LESS) else "among"
        if word == "than" and isinstance(entry["than"], str) and which:
            limit = refer.stated(entry["than"], (*key, "than"), which.unit, limit=True)
            return (*name_apart([which]), limit) if limit else ()
        others = refer.all(entry[word], (*key, word), each)
        if which is None:
            return ()
        others = [one for one in others if _place(one) != _place(which)]
        return self.comparable([which, *others], (*key, word), before)

    def most(
        self, which: Quantity | None, entry: dict[str, Any], key: Key, each: Fields
    ) -> tuple[Quantity, ...]:
        """Return the share that is said to be more than half."""
        of = self.references.one(entry["of"], (*key, "of"), each) if "of" in entry else None
        if which is None or ("of" in entry and of is None):
            return ()
        if of is None:
            if which.unit is not Unit.PERCENT:
                what = f"a {which.unit.value} is most of something"
                self.wrong(what, (*key, "which"), "say of what: add 'of', or name a percentage")
                return ()
            return tuple(name_apart([which]))
        part, whole = which.exact({}), of.exact({})
        if which.unit is not Unit.COUNT or of.unit is not Unit.COUNT or part is None or not whole:
            fix = "name counts, or a percentage without 'of'"
            self.wrong("'which' and 'of' are not two counts", (*key, "of"), fix)
            return ()
        named, base = name_apart([which, of])
        if which.table is of.table and which.address and of.address:
            share = Quantity(
                named.name,
                Unit.PERCENT,
                table=which.table,
                count=which.address,
                base=(of.address,),
                origin=which.origin + of.origin,
            )
        else:
            name = f"{named.name} of {base.name}"
            share = Quantity(name, Unit.PERCENT, counted=100 * part / whole, origin=which.origin + of.origin)
        return (share,)

    def comparable(self, quantities: list[Quantity], key: Key, before: int) -> tuple[Quantity, ...]:
        """Return quantities that can be compared: at least two, of one unit."""
        if gathered() > before:
            return ()
        if len(quantities) < 2:
            self.wrong("there is nothing to compare with", key, "name at least two different numbers")
        elif len({quantity.unit for quantity in quantities}) > 1:
            units = sorted({f"a {quantity.unit.value}" for quantity in quantities})
            self.wrong(f"{' and '.join(units)} cannot be compared", key, "name numbers of one kind")
        elif len({_place(quantity) for quantity in quantities}) < len(quantities):
            self.wrong("one number is named twice", key, "name different numbers")
        return tuple(name_apart(quantities))

    def unbound(self, entry: dict[str, Any], key: Key) -> tuple[Case, ...]:
        """Return the stated number of a claim that nothing can check, where it has one."""
        if "stated" not in entry:
            return ()
        text = entry["stated"]
        unit = Unit.PERCENT if isinstance(text, str) and text.rstrip().endswith("%") else Unit.COUNT
        stated = self.references.stated(text, (*key, "stated"), unit)
        return (Case("", (stated,)),) if stated else ()

    def keys(self, data: Mapping[str, Any], key: Key, needed: tuple[str, ...], more: tuple[str, ...]) -> None:
        """Note unknown keys of a mapping, and those that are missing."""
        known = (*needed, *more)
        for word in data:
            if word not in known:
                self.wrong(f"unknown key {shown(word)}", (*key, word), partial(nearest, word, known))
        for word in needed:
            if data.get(word, "") == "":
                what = f"'{word}' is empty" if word in data else f"'{word}' is missing"
                self.wrong(what, (*key, word) if word in data else key, f"add it: {DOCS}")

    def text(self, entry: Mapping[str, Any], word: str, key: Key) -> str:
        """Return the text at a key; one that is given holds something."""
        value = entry.get(word, "")
        if word in entry and (not isinstance(value, str) or (not value and word not in _NEEDED)):
            self.wrong(f"'{word}' is {'no text' if value else 'empty'}", (*key, word), "write one text")
            return ""
        return " ".join(value.split())

    def line(self, value: Any, key: Key) -> int:
        """Return a line number."""
        if isinstance(value, str) and _LINE.fullmatch(value):
            return int(value)
        self.wrong(f"{shown(str(value))} is no line number", key, "write a whole number from 1 up")
        return 1

    def also(self, entry: Mapping[str, Any], key: Key) -> dict[str, int]:
        """Return the lines in other readings."""
        value = entry.get("also", {})
        if not isinstance(value, dict):
            self.wrong("'also' is not a mapping of readings to lines", (*key, "also"), '{"001": 12}')
            return {}
        for reading in value:
            self.reading(reading, (*key, "also", reading))
        return {reading: self.line(line, (*key, "also", reading)) for reading, line in value.items()}

    def reading(self, name: str, key: Key) -> None:
        """Note a reading that the codebook does not name."""
        if self.readings and name not in self.readings:
            self.wrong(
                f"the codebook has no reading {shown(name)}", key, partial(nearest, name, self.readings)
            )


def _place(quantity: Quantity) -> tuple[object, ...]:
    """Return what tells a quantity from another one."""
    table = quantity.table.name if quantity.table else ""
    return table, quantity.address, quantity.name, tuple(_place(part) for part in quantity.parts)


def _case_name(word: str, value: str, table: PrintedTable | None) -> str:
    """Return what to call a case: ``item 3``, or a group's wording."""
    return table.group_name(value) if word == "group" and table else f"{word} {value}"


def _copy(entry: Any) -> Any:
    """Return an independent copy of what stands in a file."""
    if isinstance(entry, dict):
        return {word: _copy(value) for word, value in entry.items()}
    return [_copy(value) for value in entry] if isinstance(entry, list) else entry
