"""What Quarto reads and writes: a copy of the sources, pages without traces of this machine, their places."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import Problem, RenderError
from reproreport.files import write_bytes, write_text
from reproreport.languages import ENGLISH, find_language
from reproreport.normalform import nfc
from reproreport.project import CONFIG, VARIABLES, Project
from reproreport.project.words import CALLOUT_KINDS
from reproreport.render.book import Book
from reproreport.render.html.stylesheets import ELSEWHERE, data_of, named_file, sheet
from reproreport.render.pandoc.door import ASSETS
from reproreport.render.resolve.citations import LATEX
from reproreport.render.resolve.latex import spelled
from reproreport.sources.bibliography import FORMATS
from reproreport.textfile import read_text
from reproreport.yamlfile import write_yaml

STYLE = re.compile(r'<link\b[^>]*\bhref="([^"]+)"[^>]*>')
SCRIPT = re.compile(r'<script\b([^>]*?)\bsrc="([^"]+)"([^>]*)></script>')
SOURCE = re.compile(r'(<(?:img|source|video|audio)\b[^>]*?\bsrc=")([^"]+)(")')


def inlined(page: Path) -> str:
    """Return the page with every local file that it names inside it.

    Raises RenderError when such a file is not there.
    """
    text = page.read_text(encoding="utf-8")
    folder = page.parent

    def style(match: re.Match[str]) -> str:
        tag, address = match[0], match[1]
        if 'rel="stylesheet"' not in tag or ELSEWHERE.match(address):
            # What only announces a file (an icon, the next page) is not there for a page that stands alone.
            return tag if ELSEWHERE.match(address) else ""
        file = named_file(folder, address, page)
        # An attribute such as id="quarto-text-highlighting-styles" is how scripts find the sheet.
        attributes = re.sub(r'\s(?:rel|href|type)="[^"]*"', "", tag[len("<link") : -1].rstrip("/ "))
        return f"<style{attributes}>\n{sheet(file)}\n</style>"

    def script(match: re.Match[str]) -> str:
        if ELSEWHERE.match(match[2]):
            return match[0]
        code = (
            named_file(folder, match[2], page).read_text(encoding="utf-8").replace("</script", "<\\/script")
        )
        return f"<script{match[1].rstrip()}{match[3].rstrip()}>{code}</script>"

    def source(match: re.Match[str]) -> str:
        if ELSEWHERE.match(match[2]):
            return match[0]
        return match[1] + data_of(named_file(folder, match[2], page)) + match[3]

    return SOURCE.sub(source, SCRIPT.sub(script, STYLE.sub(style, text)))


MARKS = re.compile(r"\?@[a-z]+-[\w-]+|\?(?:var|meta|shortcode|include|embed):[\w.-]+")
NOTEBOOK = re.compile(r' data-notebook="[^"]*"')
# The loader of Jupyter's widgets, which a page with an embedded cell asks a CDN for.
WIDGETS = re.compile(
    r'<script src="https://cdn\.jsdelivr\.net/npm/(?:requirejs|jquery)@[^>]*></script>\n?'
    r"|<script type=\"application/javascript\">define\('jquery'.*?</script>\n?"
)

TEXTS = frozenset({".qmd", ".md"})
"""Suffixes of the files that chapters are made of."""

QUARTOS = {"site": "html", "html": "html", "pdf": "typst"}
"""Quarto's format of each kind of output."""


_BY_PANDOC = "build with --renderer pandoc, or move the code to the chapter's notebook and embed its cells"


def copy_sources(book: Book, work: Path, outputs: Mapping[str, Path], elsewhere: Path | None) -> None:
    """Copy what Quarto reads into *work*, with a configuration that computes nothing by itself."""
    project = book.project
    _require_computed(project)
    if work.exists():
        shutil.rmtree(work)
    work.mkdir(parents=True)
    for path in sorted(book.inputs - set(project.config)):
        target, content = work / nfc(path.as_posix()), book.files.get(path)
        if isinstance(content, bytes):  # a picture that was not in UTF-8
            write_bytes(target, content)
        elif path.suffix in TEXTS or path in project.bibliography:
            # Quarto knows UTF-8 only, and the files by the names that the chapters have for them.
            text = read_text(project.root / path, str(path))
            in_latex = path in project.bibliography and FORMATS.get(path.suffix) in LATEX
            write_text(target, spelled(text) if in_latex else text)
        else:
            write_bytes(target, (project.root / path).read_bytes())
    if (project.root / VARIABLES).is_file():
        shutil.copyfile(project.root / VARIABLES, work / VARIABLES)
    if elsewhere is not None and elsewhere.is_file():
        (work / "build").mkdir(exist_ok=True)
        shutil.copyfile(elsewhere, work / "build" / elsewhere.name)
    settings = _settings(project, outputs)
    for entry in settings.get("filters", ()):
        name = PurePosixPath(entry["path"] if isinstance(entry, dict) else str(entry)).name
        shutil.copyfile(ASSETS / name if (ASSETS / name).is_file() else project.root / name, work / name)
    write_text(work / CONFIG, write_yaml(settings))


def _require_computed(project: Project) -> None:
    """Refuse chapters whose own text computes: Quarto would run it again, outside of what a build watches.

    Raises:
        RenderError: there are some.
    """
    problems = [
        Problem("Quarto would run this chapter's cells once more, unwatched", str(chapter.path), _BY_PANDOC)
        for chapter in project.chapters
        if project.notebook_of(chapter)
    ]
    if problems:
        raise RenderError(*problems)


def _settings(project: Project, outputs: Mapping[str, Path]) -> dict[str, Any]:
    """Return the publication's configuration as one file: what is wanted, and no step before it."""
    settings = {key: value for key, value in project.metadata.items() if key != "profile"}
    steps = ("pre-render", "post-render")
    settings["project"] = {key: value for key, value in settings["project"].items() if key not in steps}
    wanted = {QUARTOS[kind] for kind in outputs}
    settings["format"] = {key: value for key, value in settings["format"].items() if key in wanted}
    if project.article and "html" in settings["format"]:
        # A page that stands alone has no notebook and no other formats beside it.
        options = project.formats["html"]
        settings["format"]["html"] = {**options, "notebook-links": False, "format-links": False}
    if project.words.terms != find_language(ENGLISH).terms:
        # Quarto has no words of some languages, and the file of them is not beside it.
        settings["language"] = _words(project)
    if "filters" in settings:
        settings["filters"] = [
            {**entry, "path": PurePosixPath(entry["path"]).name} if isinstance(entry, dict) else entry
            for entry in settings["filters"]
        ]
    return settings


def _words(project: Project) -> dict[str, str]:
    """Return the publication's words by Quarto's names."""
    words = project.words
    callouts = {
        f"crossref-{kind}-{use}": words.title(kind) for kind in CALLOUT_KINDS for use in ("title", "prefix")
    }
    return {
        **callouts,
        **{name: word for name, word in words.terms.items() if "-title" in name or "-prefix" in name},
    }


def clean(folder: Path, work: Path) -> Iterator[Problem]:
    """Take this machine's paths and the widgets' loader out of the pages; yield what is wrong."""
    names = {str(work), str(work.resolve())}
    for page in sorted(folder.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        cleaned = WIDGETS.sub("", NOTEBOOK.sub("", text))
        if cleaned != text:
            page.write_text(cleaned, encoding="utf-8")
        where = str(page.relative_to(folder))
        for mark in sorted(set(MARKS.findall(cleaned))):
            yield Problem(f"Quarto left '{mark}' in the page", where)
        if any(name in cleaned for name in names):
            yield Problem(f"the page names a folder of this machine, {work}", where)


def collect(rendered: Path, outputs: Mapping[str, Path], project: Project) -> None:
    """Move what Quarto wrote to where it is wanted; all of it is there, or nothing is moved."""
    pages, pdfs = sorted(rendered.rglob(f"{project.output_file}.html")), sorted(rendered.rglob("*.pdf"))
    complete = {
        "site": (rendered / "index.html").is_file(),
        "html": len(pages) == 1,
        "pdf": len(pdfs) == 1,
    }
    if not all(complete[kind] for kind in outputs):
        names = ", ".join(path.name for path in rendered.iterdir()) if rendered.is_dir() else ""
        fix = f"name both formats, html and typst, in {project.profile}"
        what = f"Quarto did not write one PDF and a site: {names or 'nothing'}"
        raise RenderError(Problem(what, project.profile, fix))
    for target in outputs.values():
        target.parent.mkdir(parents=True, exist_ok=True)
    if "html" in outputs:
        write_text(outputs["html"], inlined(pages[0]))
    if "pdf" in outputs:
        shutil.move(pdfs[0], outputs["pdf"])
    if "site" in outputs:
        if outputs["site"].exists():
            shutil.rmtree(outputs["site"])
        shutil.move(rendered, outputs["site"])
