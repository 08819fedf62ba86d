"""What is added to a report that is there: a chapter, a publication, a printed table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import Problem, ProjectError
from reproreport.files import write_text
from reproreport.normalform import nfc
from reproreport.project import CONFIG, Project, load_project, publications
from reproreport.results import namespace
from reproreport.scaffold.template import filled, filters
from reproreport.scaffold.yamledit import with_entry, with_item
from reproreport.sources import CODEBOOK
from reproreport.textfile import read_text
from reproreport.yamlfile import read_yaml

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
