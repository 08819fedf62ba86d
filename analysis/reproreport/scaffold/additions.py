"""What is added to a report that is there: a chapter, a publication, a printed table.

Lines added to a YAML file that somebody wrote: comments and layout stay.

What is written is read again before it counts: it says what the file said, and what was added, or the
file is left as it is and its author is told which line to write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from reproreport.errors import Problem, ProjectError
from reproreport.files import write_text
from reproreport.normalform import nfc
from reproreport.project import CONFIG, Project, load_project, publications
from reproreport.results import namespace
from reproreport.scaffold.template import filled, filters
from reproreport.sources import CODEBOOK
from reproreport.textfile import read_text
from reproreport.yamlfile import read_yaml


def with_item(path: Path, name: str, keys: tuple[str, ...], item: str, *, before: str = "") -> str:
    """Return the text of a file with one more item in the list at some keys.

    Args:
        path: the file.
        name: what messages call it.
        keys: where the list is, such as ``("book", "chapters")``.
        item: the item, a plain text.
        before: the last item, where the new one is to stand above it.

    Raises:
        ProjectError: the list is not there, or cannot be written into; the message has the line.
    """
    text = read_text(path, name)
    node = _at(_compose(text), keys)
    if isinstance(node, yaml.SequenceNode) and node.value:
        found: Any = yaml.safe_load(text)
        for key in keys:
            found = found[key]
        *others, last = node.value
        is_last = bool(before) and last.value == before
        place = len(others) if is_last else len(node.value)
        if node.flow_style:
            index = last.start_mark.index if is_last else last.end_mark.index
            added = f"{item}, " if is_last else f", {item}"
        else:
            indent = " " * node.start_mark.column
            start = text.rindex("\n", 0, last.start_mark.index) + 1
            index = start if is_last else _line_end(text, last)
            added = f"{indent}- {item}\n"
            if not is_last and index and text[index - 1] != "\n":
                added = "\n" + added
        result = text[:index] + added + text[index:]
        expected = [*found[:place], item, *found[place:]]
        if _same(text, result, keys, expected):
            return result
    fix = f"write '- {item}' there yourself, below {': '.join(keys)}:"
    raise ProjectError(Problem(f"no line can be added to '{': '.join(keys)}'", name, fix))


def with_entry(path: Path, name: str, keys: tuple[str, ...], key: str, block: str) -> str:
    """Return the text of a file with one more entry, written in lines, at the end of a mapping.

    Raises:
        ProjectError: the mapping is not there, or cannot be written into.
    """
    text = read_text(path, name)
    node = _at(_compose(text), keys)
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        indent = node.start_mark.column
        lines = block.splitlines(keepends=True)
        own = len(lines[0]) - len(lines[0].lstrip())
        shifted = "".join(" " * indent + line[own:] for line in lines)
        index = _line_end(text, node.value[-1][1])
        start = "\n" if text[index - 1] != "\n" else ""
        result = text[:index] + start + shifted + text[index:]
        found: Any = yaml.safe_load(text)
        for one in keys:
            found = found[one]
        if _same(text, result, keys, found | yaml.safe_load(shifted)):
            return result
    fix = f"write it there yourself:\n{block}"
    raise ProjectError(Problem(f"'{key}' cannot be added to '{': '.join(keys)}'", name, fix))


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None


def _at(node: yaml.Node | None, keys: tuple[str, ...]) -> yaml.Node | None:
    """Return the node at some keys."""
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for name, value in pairs if name.value == key), None)
    return node


def _line_end(text: str, node: yaml.Node) -> int:
    """Return where the line after a node's last one begins."""
    last = node
    while isinstance(last, yaml.CollectionNode) and last.value and not last.flow_style:
        inner = last.value[-1]
        last = inner[1] if isinstance(inner, tuple) else inner
    end = text.find("\n", max(last.end_mark.index - 1, last.start_mark.index))
    return len(text) if end < 0 else end + 1


def _same(text: str, result: str, keys: tuple[str, ...], expected: object) -> bool:
    """Say whether a text says what another one said, and what is expected at some keys."""
    try:
        before, after = yaml.safe_load(text), yaml.safe_load(result)
    except yaml.YAMLError:
        return False
    parent = before
    for key in keys[:-1]:
        parent = parent[key]
    parent[keys[-1]] = expected
    return bool(before == after)


_LAST = "references.qmd"
_COMBINED = re.compile(r"(?P<name>[^=]+?)\s*=\s*(?P<n>\d[\d.,\s]*)")
_KINDS = ("single response", "multiple response")


def add_chapter(root: Path, name: str, title: str = "") -> list[str]:
    """Add a chapter with data, codebook and notebook, and its line in the map of the book.

    Args:
        root: the report.
        name: its folder, such as ``coffee`` or ``first-survey``.
        title: its title; by default the name in words.

    Returns:
        The files that were written.

    Raises:
        ProjectError: the report cannot be read, the name cannot be used, or it is taken.
    """
    project = load_project(root)
    name = nfc(name)
    if not _is_name(name):
        fix = "write letters, digits and '-', beginning with a letter, such as first-survey"
        raise ProjectError(Problem(f"'{name}' is no name of a chapter", fix=fix))
    places = [PurePosixPath("chapters", name), PurePosixPath("data", name)]
    for place in places:
        if (root / place).exists():
            raise ProjectError(Problem("this is there already", str(place), "choose another name"))
    taken = next((one for one in project.chapters if namespace(one.name) == namespace(name)), None)
    if taken is not None:
        fix = "results are named after chapters: choose another name"
        raise ProjectError(Problem(f"a chapter '{taken.name}' is there", taken.where, fix))
    values = {"folder": name, "name": namespace(name), "title": title.strip() or _words(name)}
    chapter, data = places
    book = _map_of_book(project)
    texts = {
        data / CODEBOOK: filled("chapter/codebook.yml", values),
        data / f"{name}.csv": filled("chapter/data.csv", values),
        chapter / "notebook.ipynb": filled("chapter/notebook.py.j2", values),
        chapter / "index.qmd": filled("chapter/index.qmd", values),
        # The last one, which makes it part of the report.
        book: with_item(root / book, str(book), ("book", "chapters"), f"{chapter}/index.qmd", before=_LAST),
    }
    return _write(root, texts)


def add_publication(root: Path, name: str, chapters: Sequence[str] = (), title: str = "") -> list[str]:
    """Publish one chapter alone as an article, or several as a book: a Quarto profile.

    Args:
        root: the report.
        name: of the profile, and of the files that are published.
        chapters: names of the chapters; by default the one that is called as the publication.
        title: of a book; by default the name in words.

    Returns:
        The files that were written.

    Raises:
        ProjectError: the report cannot be read, the name cannot be used or is taken, a chapter is not there.
    """
    project = load_project(root)
    name = nfc(name)
    if not _is_name(name):
        fix = "write letters, digits and '-', beginning with a letter, such as my-article"
        raise ProjectError(Problem(f"'{name}' is no name of a publication", fix=fix))
    profile = PurePosixPath(f"_quarto-{name}.yml")
    if name in publications(root) or (root / profile).exists():
        raise ProjectError(Problem("this is there already", str(profile), "choose another name"))
    shared = read_yaml(root / CONFIG, CONFIG)
    if "book" in shared.data:
        fix = (
            "move 'project:' and 'book:' into _quarto-book.yml, and write 'profile: {default: book}' here: "
            "`report help publications`"
        )
        raise ProjectError(Problem("what all publications share has a book in it", shared.where("book"), fix))
    paths = [str(_chapter(project, one).path) for one in chapters or [name]]
    values = {
        "name": name,
        "title": title.strip() or _words(name),
        "author": project.metadata.get("book", {}).get("author", ""),
        "shared": "elsewhere.lua" in read_text(root / CONFIG, CONFIG),
        "chapters": paths if len(paths) == 1 else _whole(project, paths),
    }
    kind = "article" if len(paths) == 1 else "book"
    absent = {path: text for path, text in filters() if not (root / path).exists()}
    return _write(root, {**absent, profile: filled(f"publication/{kind}.yml", values)})


def add_table(
    file: Path, *, title: str, source: str, kind: str, groups: str, rows: str, report: Path | None = None
) -> list[str]:
    """Write the two files of a printed table, with a line for each cell, to be typed into.

    Args:
        file: the CSV file; the header stands beside it. In a report's ``data/<source>/`` the codebook gets
            an entry, too, or is made.
        title: the printed title.
        source: the work.
        kind: ``single response`` or ``multiple response``.
        groups: the columns with their Ns: ``men = 40, women = 60``.
        rows: the answers, or the items: ``often, sometimes, never``.
        report: the report in which the file stands, if any.

    Returns:
        The files that were written, as the author would name them.

    Raises:
        ProjectError: a file is there, or the columns or rows cannot be understood.
    """
    header = file.with_suffix(".yml")
    if file.suffix != ".csv":
        raise ProjectError(Problem("a printed table is a CSV file", str(file), f"write {file.stem}.csv"))
    for path in (file, header):
        if path.exists():
            raise ProjectError(Problem("this is there already", str(path), "choose another name"))
    if not file.parent.is_dir() and not file.parent.parent.is_dir():
        raise ProjectError(Problem("the folder does not exist", str(file.parent), "make it first"))
    if kind not in _KINDS:
        raise ProjectError(Problem(f"'{kind}' is no kind of table", fix=f"write {' or '.join(_KINDS)}"))
    columns, lines = _groups(groups), _rows(rows)
    column = "response" if kind == _KINDS[0] else "item"
    values = {
        "stem": file.stem,
        "title": title,
        "source": source,
        "kind": kind,
        "groups": columns,
        "rows": lines,
        "column": column,
    }
    cells = [f"{row['id']},{group['id']},," for row in lines for group in columns]
    root = file.parent
    texts = {
        PurePosixPath(header.name): filled("table/header.yml", values),
        PurePosixPath(file.name): "\n".join([f"{column},group,count,percent", *cells]) + "\n",
    }
    if report is not None and file.absolute().parent.parent == report / "data":
        entry, codebook = filled("table/entry.yml", values), file.parent / CODEBOOK
        if codebook.is_file():
            name = codebook.relative_to(report) if codebook.is_relative_to(report) else codebook
            text = with_entry(codebook, str(name), ("files",), file.name, entry)
        else:
            text = filled("table/codebook.yml", values)
        texts[PurePosixPath(CODEBOOK)] = text
    return [str(root / name) for name in _write(root, texts)]


def _is_name(name: str) -> bool:
    """Say whether a folder's name can stand in names of results."""
    return (
        name.replace("-", "_").isidentifier() and not name.startswith(("_", "-")) and not name.endswith("-")
    )


def _words(name: str) -> str:
    words = re.sub(r"[-_]+", " ", name)
    return words[:1].upper() + words[1:]


def _map_of_book(project: Project) -> PurePosixPath:
    """Return the file that lists the chapters."""
    for path in project.config:
        name = str(path)
        if "chapters" in (read_yaml(project.root / path, name).data.get("book") or {}):
            return PurePosixPath(path)
    raise ProjectError(
        Problem("no file lists the chapters of a book", CONFIG, "write 'book: {chapters: […]}'")
    )


def _chapter(project: Project, name: str) -> Any:
    """Return a chapter by its name or its path.

    Raises:
        ProjectError: the book has none of that name.
    """
    for one in project.chapters:
        if nfc(name) in (one.name, str(one.path), str(one.path.parent)):
            return one
    known = ", ".join(one.name for one in project.chapters)
    raise ProjectError(Problem(f"the book has no chapter '{name}'", fix=f"name one by --chapter: {known}"))


def _whole(project: Project, paths: Sequence[str]) -> list[str]:
    """Return the chapters of a part of the book, with its first page and its references."""
    own = [str(one.path) for one in project.chapters]
    first, last = own[:1], [path for path in own if path == _LAST]
    return list(dict.fromkeys([*first, *(path for path in own if path in paths), *last]))


def _groups(text: str) -> list[dict[str, str]]:
    """Return columns with their Ns.

    Raises:
        ProjectError: one has no N, or two have one name.
    """
    found = []
    for part in filter(str.strip, re.split(r",(?!\d{3}(?!\d))", text)):
        match = _COMBINED.fullmatch(part.strip())
        if match is None:
            fix = "write each column with the N that is printed for it: men = 40, women = 60"
            raise ProjectError(Problem(f"'{part.strip()}' is no column with its N", fix=fix))
        found.append({"label": match["name"].strip(), "n": match["n"].strip()})
    return [column | {"id": id_} for column, id_ in zip(found, _ids(found), strict=True)]


def _rows(text: str) -> list[dict[str, str]]:
    found = [{"label": part.strip()} for part in text.split(",") if part.strip()]
    return [row | {"id": id_} for row, id_ in zip(found, _ids(found), strict=True)]


def _ids(labelled: Sequence[Mapping[str, str]]) -> list[str]:
    """Return an identifier for each label.

    Raises:
        ProjectError: there is no label, or two have the same identifier.
    """
    ids = [re.sub(r"[^\w.-]+", "_", nfc(one["label"]).casefold()).strip("_") for one in labelled]
    if not ids:
        raise ProjectError(Problem("a table needs a column and a row", fix="say --groups and --rows"))
    double = next((id_ for id_ in ids if not id_ or ids.count(id_) > 1), None)
    if double is not None:
        raise ProjectError(Problem(f"two columns or two rows are called '{double}'", fix="name them apart"))
    return ids


def _write(root: Path, texts: Mapping[PurePosixPath, str]) -> list[str]:
    """Write files; where one cannot be written, those before it are taken away again.

    Raises:
        OSError: as said.
    """
    files: list[Path] = []
    folders: list[Path] = []
    try:
        for path, text in texts.items():
            place = root / path
            folders += [one for one in (root / path).parents if root in one.parents and not one.exists()]
            files += [place] if not place.exists() else []
            write_text(place, text)
    except OSError:
        for one in files:
            one.unlink(missing_ok=True)
        for one in sorted(set(folders), key=lambda folder: len(folder.parts), reverse=True):
            one.rmdir()
        raise
    return [str(path) for path in texts]
