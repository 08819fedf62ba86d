"""Keys of Quarto's that change nothing of what is built here, each with the reason.

A reader would miss none of them, so they stop no build: they are noted at its end. What is no key of Quarto's
either is noted, too, unless it is nearly one that has an effect: that is a slip.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import wrong
from reproreport.formats import QUARTO
from reproreport.inputs import GENERATED
from reproreport.yamlfile import YamlFile

_SITE = "Quarto's site has it; the site here has its own ways through it"
_NETWORK = "it would ask another host, or run in the page"
_SHARED = "what search engines and social networks read"
_LATEX = "it is for LaTeX; the PDF is Typst's"
_WRITING = "how it is written, not what is read"
_RUN = "how code is run: notebooks are run as `report` runs them"
_LOOK = "a look of Quarto's own templates"
_RECORD = "what is said of the project, and shown nowhere here"


def _all(reason: str, keys: str) -> dict[str, str]:
    return dict.fromkeys(keys.split(), reason)


SECTIONS: Mapping[str, Mapping[str, str]] = {
    "": {
        **_all(
            _RUN,
            "engines kernel knitr server ipynb-filters freeze cache ipynb-shell- "
            "interactivity",
        ),
        **_all(
            _WRITING,
            "editor editor_options editor-options zotero validate-yaml crossrefs bibliographies version",
        ),
        **_all(
            _SITE,
            "website about listing navbar sidebar margin-header page-layout search site manuscript",
        ),
        **_all(
            _NETWORK,
            "comments google-analytics cookie-consent hypothesis giscus utterances",
        ),
        **_all(
            _SHARED,
            "open-graph twitter-card image image-alt categories aliases",
        ),
        **_all(
            _LOOK,
            "brand theme reveal revealjs logo font-paths titlepage coverpage documentclass classoption "
            "geometry",
        ),
        **_all(
            _RECORD,
            "citation license copyright funding doi draft drafts metadata-files metadata environment "
            "params date date-format date-modified title abstract subject description category "
            "acknowledgements",
        ),
        **_all("how links of citations look", "link-bibliography"),
        **_all(
            "a program of an extension, which is not run",
            "shortcodes filter-params revealjs-plugins extensions contributes",
        ),
        **_all(
            _LATEX,
            "latex-engine pdf-engine header-includes biblio-style cite-method biblatexoptions "
            "natbiboptions",
        ),
    },
    "project": {
        **_all(
            "it is not run: a build runs notebooks, and nothing else",
            "post-render",
        ),
        **_all(
            "files that are not named in the text are not copied",
            "resources",
        ),
        **_all(
            _WRITING,
            "preview title lib-dir output-ext detect brand scripts metadata",
        ),
    },
    "book": {
        **_all(
            _SITE,
            "search sidebar navbar page-navigation page-footer body-header body-footer margin-header "
            "margin-footer reader-mode back-to-top-navigation bread-crumbs tools announcement sidebar- "
            "style repo-actions repo-branch repo-subdir repo-link-target repo-link-rel issue-url "
            "downloads sharing favicon image image-alt site-path draft-mode drafts other-links code-links "
            "llms-txt comments axe",
        ),
        **_all(
            _NETWORK,
            "google-analytics cookie-consent hypothesis plausible-analytics",
        ),
        **_all(
            _SHARED,
            "open-graph twitter-card site-url",
        ),
        **_all(
            _RECORD,
            "license copyright date-modified references citation language lang version isbn edition "
            "publisher keywords date date-format doi abstract repo-url",
        ),
        **_all(
            "an EPUB or a site of Quarto's shows it",
            "cover-image cover-image-alt cover",
        ),
    },
}  # fmt: skip
"""Keys by the section in which they stand."""

FORMAT_KEYS = frozenset(  # a long list is easier to read so
    """
    anchor-sections appendix-cite-as appendix-style author-meta axe backgroundcolor biblatexoptions
    biblio-style biblio-title body-width bread-crumbs callout-appearance callout-icon canonical-url
    cap-location capture citation-location citations-hover cite-method classoption code-annotations
    code-block-bg code-block-border-left code-copy code-fold code-line-numbers code-link code-overflow
    code-summary code-tools colorlinks columns comments cover-image crossrefs-hover date date-format
    date-meta df-print dir documentclass dpi echo email-obfuscation embed-resources engine
    epub-cover-image epub-subdirectory epub-title-page error eval execute fig-align fig-cap-location
    fig-dpi fig-env fig-format fig-height fig-pos fig-responsive fig-width filecolor filters fontcolor
    fontenc fontfamily fontfamilyoptions footnotes-hover freeze from geometry grid gutter header-includes
    hide-author highlight-style hyperrefoptions hypothesis identifier-prefix include include-after-body
    include-before-body indent indented-code-classes interlinespace keep-hidden keep-ipynb keep-md
    keep-tex keep-typ latex-auto-install latex-auto-mk latex-clean latex-makeindex latex-makeindex-opts
    latex-max-runs latex-min-runs latex-output-dir latex-tlmgr-opts lightbox link-citations
    link-external-filter link-external-icon link-external-newwindow linkcolor links-as-notes list-tables
    listings lof logo lot mainfontoptions margin-bottom margin-left margin-right margin-top mathfont
    mathfontoptions mermaid mermaid-format message metadata-file metadata-files microtypeoptions minimal
    monobackgroundcolor monofont monofontoptions natbiboptions notebook-links notebook-view
    notebook-view-style number-offset numbersections other-links output output-ext output-file
    page-layout pagestyle pdf-engine pdf-engine-opt pdf-engine-opts pdfa prefer-html quarto-required
    related-formats resource-path resources respect-user-color-scheme runningheads sansfont
    sansfontoptions scrollable search secnumdepth section-divs shift-heading-level-by shortcodes sidebar
    sidebar-width slide-level smooth-scroll standalone strip-comments subject syntax-definition
    syntax-definitions syntax-highlighting tbl-cap-location tbl-colwidths template template-partials
    thanks theme-color title-block-banner title-block-banner-color title-block-categories
    title-block-style title-delim title-prefix titlegraphic titlepage toc-expand toc-location tocbibind
    toccolor top-level-division trackingid urlcolor validate-yaml variables variant version-table
    viewport-height warning webtex whitespace wrap
    """.split()  # noqa: SIM905
)
"""Quarto's keys of formats that are no rows of ``settings``."""

UNMADE = "of this format nothing is made"
DEFAULT_SITES = {"book": "_book", "website": "_site", "manuscript": "_manuscript"}


def normal(root: Path, file: YamlFile) -> YamlFile:
    """Return a configuration as all else reads it: with the formats and the place of the site of Quarto.

    ``format: pdf``, LaTeX's, becomes Typst's; a format that is not made here is noted. A website is read
    as a book of pages without numbers, a manuscript and a lone document as an article.
    """
    lines, names = dict(file.lines), dict(file.names)
    data = dict(file.data)
    project = data.get("project") or {}
    if isinstance(project, dict):
        _typed(root, data, dict(project), profile=bool(file.names))
    given = data.get("format")
    if given is None:
        given = {"html": {}}
    if isinstance(given, str):
        given = {given: {}}
    if isinstance(given, list):
        given = {str(name): {} for name in given}
    if isinstance(given, dict):
        data["format"] = dict(_formats(file, given, lines, names)) or {"html": {}}
    return replace(file, data=data, lines=lines, names=names)


def _typed(root: Path, data: dict[str, Any], project: dict[str, Any], *, profile: bool) -> None:
    """Give a configuration the type of a book or of an article, with what that needs."""
    kind = project.get("type") or ("book" if "book" in data else "default")
    render = project.get("render")
    pages = _pages(root)
    if kind == "manuscript":
        given = data.get("manuscript")
        render = [str(given.get("article") or "index.qmd") if isinstance(given, dict) else "index.qmd"]
    elif kind == "default" and not render:
        render = pages
    if kind in ("default", "manuscript") and isinstance(render, list) and len(render) == 1:
        project = {**project, "type": "default", "render": render}
        data.setdefault("output-file", PurePosixPath(str(render[0])).stem)
    elif kind == "website" or (kind == "default" and pages and not profile and not _is_strict(data)):
        pages = [str(name) for name in render] if isinstance(render, list) and kind == "default" else pages
        website = data.get("website") if isinstance(data.get("website"), dict) else {}
        title = (
            str(website.get("title") or data.get("title") or root.name) if isinstance(website, dict) else ""
        )
        data["book"] = {"title": title, "chapters": list(_listed(website, pages))}
        data.setdefault("number-sections", False)
        project = {**{key: value for key, value in project.items() if key != "render"}, "type": "book"}
    project.setdefault("output-dir", DEFAULT_SITES.get(kind, "_site"))
    data["project"] = project


def _is_strict(data: Mapping[str, Any]) -> bool:
    report = data.get("report")
    return isinstance(report, dict) and report.get("strict") is True


def _pages(root: Path) -> list[str]:
    """Return the pages of a project that lists none: its files of prose, its first page before all others."""
    names: list[str] = []
    # Another command may be publishing meanwhile: folders of builds are not looked into.
    for base, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in GENERATED and not name.startswith(("_", "."))]
        found = (name for name in files if name.endswith(".qmd") and not name.startswith(("_", ".")))
        names += (Path(base, name).relative_to(root).as_posix() for name in found)
    return sorted(names, key=lambda name: (name != "index.qmd", name.count("/") > 0, name))


def _listed(website: object, pages: list[str]) -> Iterator[Any]:
    """Yield the pages of a website in the order of its navigation, then the others."""
    entries: list[Any] = []
    for key in ("sidebar", "navbar"):
        part = website.get(key) if isinstance(website, dict) else None
        for one in part if isinstance(part, list) else [part]:
            if isinstance(one, dict):
                entries += [
                    *_entries(one.get("contents")),
                    *_entries(one.get("left")),
                    *_entries(one.get("right")),
                ]
    done = {"index.qmd"} if "index.qmd" in pages else set()
    yield from sorted(done)
    for name in (*entries, *pages):
        path = str(name).lstrip("/")
        if path in pages and path not in done:
            done.add(path)
            yield path


def _entries(contents: object) -> Iterator[str]:
    """Yield the files that a part of a site's navigation names."""
    for entry in contents if isinstance(contents, list) else [contents]:
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict):
            yield from (str(entry[key]) for key in ("href", "file") if key in entry)
            yield from _entries(entry.get("contents"))
            yield from _entries(entry.get("menu"))


def _formats(
    file: YamlFile,
    given: Mapping[Any, Any],
    lines: dict[Any, int],
    names: dict[Any, str],
) -> Iterator[tuple[str, Any]]:
    made = [str(name) for name in given if name in QUARTO]
    for name, options in given.items():
        where = file.where("format", name)
        base = str(name).rpartition("-")[2].partition("+")[0]
        alias = {"pdf": "typst", "latex": "typst"}.get(base, base)
        if name in QUARTO:
            yield name, options
        elif alias in QUARTO and alias not in made and (base in ("pdf", "latex") or "-" in str(name)):
            made.append(alias)
            what = f"{name}: {'the PDF is made by Typst' if alias == 'typst' else f'made as {alias}'}"
            wrong(what, where, "", "strict" if base == "pdf" else "warning")
            for key in [key for key in file.lines if key[:2] == ("format", name)]:
                lines[("format", alias, *key[2:])] = lines[key]
                if key in names:
                    names[("format", alias, *key[2:])] = names[key]
            yield alias, options
        elif alias in QUARTO:
            wrong(f"{name}: made as {alias} already", where, "", "warning")
        elif base in OTHER_FORMATS:
            wrong(f"{name}: {UNMADE}", where, "", "warning")
        else:
            yield name, options


OTHER_FORMATS = frozenset(
    {
        "revealjs",
        "beamer",
        "pptx",
        "odt",
        "gfm",
        "commonmark",
        "markdown",
        "md",
        "ipynb",
        "dashboard",
        "email",
    }
    | {"asciidoc", "mediawiki", "dokuwiki", "rst", "icml", "context", "confluence", "hugo", "docusaurus"}
)
"""Quarto's formats that a report is not written as."""
