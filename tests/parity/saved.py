"""The outline of a report as Quarto renders it, kept beside the tests: facts only, no sentences.

Each page is kept with a hash of what it was rendered from. Where that has changed, Quarto has to be asked
again; nothing can be said of the page until then.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from parity.fact import Fact, Facts, Kind, Place, Reading
from reproreport.files import write_text
from reproreport.notebooks.read import read_notebook
from reproreport.pipeline.reading import prose_files
from reproreport.project import VARIABLES, Project
from reproreport.textfile import decode, read_text
from reproreport.yamlfile import parse_yaml

FOLDER = PurePosixPath("tests/parity")
NUMBER = re.compile(r"\d(?:[\d.,:/–-]*\d)?")
SENTENCES = frozenset({Kind.PARAGRAPH, Kind.FOOTNOTE})
VARIABLE = re.compile(r"\{\{<\s*var\s+([\w.-]+)\s*>\}\}")
EMBED = re.compile(r"\{\{<\s*embed\s+/?(\S+?\.ipynb)#")
STRUCTURE = re.compile(
    r"^#+ .*|^---$|^title:.*|\{[^}]*#[\w-]+[^}]*\}|\{\{<\s*embed.*?>\}\}|@[\w:.-]+", re.MULTILINE
)
"""What of a chapter the others depend on: headings, labels, what it embeds, what it cites and refers to."""


def outline(facts: Facts) -> Facts:
    """Return what is kept of a page: of sentences their numbers, everything else as it is."""
    return tuple(kept for fact in facts for kept in _kept(fact))


def _kept(fact: Fact) -> Iterator[Fact]:
    if fact.kind in SENTENCES or fact.text.startswith(("abstract: ", "description: ")):
        if numbers := " ".join(NUMBER.findall(fact.text)):
            yield Fact(Kind.NUMBERS, numbers)
    else:
        yield fact


def origin(project: Project, whole: Project, page: str) -> str:
    """Return a hash of what a page is rendered from.

    It takes in the chapter's own files, the values of the variables and the outputs of the notebooks that
    it names, the bibliography, the configuration, and of all other chapters what gives them their numbers. It
    leaves out how this project reads and renders them: that is what the kept outline is there to test.

    Args:
        project: the publication.
        whole: the whole report, whose numbers stand in references to what the publication does not hold.
        page: the page's path in the publication; empty for all of it, as in a PDF.
    """
    root = project.root
    own = [chapter.path for chapter in project.chapters if not page or page_of(project, chapter.path) == page]
    folders = {path.parent for path in own} - {PurePosixPath()}
    names = {
        name
        for name in prose_files(whole) - set(whole.config)
        if name in own or not folders.isdisjoint(name.parents) or name.name.startswith("_")
    }
    digest = hashlib.sha256()

    def add(*parts: str | bytes) -> None:
        for part in parts:
            content = part.encode() if isinstance(part, str) else part
            digest.update(b"%d " % len(content) + content)

    texts = {name: (root / name).read_bytes() for name in sorted(names)}
    for name, content in texts.items():
        add(str(name), content)
    structure = "\n".join(
        match
        for chapter in whole.chapters
        for match in STRUCTURE.findall(read_text(root / chapter.path, str(chapter.path)))
    )
    add(structure, *(str(chapter.path) for chapter in project.chapters))
    add(json.dumps([_settings(project), _settings(whole)], sort_keys=True, ensure_ascii=False))
    for path in (*project.bibliography, *([project.csl] if project.csl else [])):
        add((root / path).read_bytes())
    mine = "\n".join(
        decode(content, str(name)) for name, content in texts.items() if name.suffix in (".qmd", ".md")
    )
    values = parse_yaml(read_text(root / VARIABLES, VARIABLES), VARIABLES).data
    for variable in sorted(set(VARIABLE.findall(mine + structure))):
        add(variable, json.dumps(_value(values, variable), ensure_ascii=False))
    for notebook in sorted(set(EMBED.findall(mine))):
        add(notebook, _outputs(PurePosixPath(notebook), root))
    return digest.hexdigest()[:16]


def page_of(project: Project, chapter: PurePosixPath) -> str:
    """Return the page of a chapter in a publication's site; an article is one page."""
    return f"{project.output_file}.html" if project.article else str(chapter.with_suffix(".html"))


def _settings(project: Project) -> dict[str, Any]:
    """Return what of the configuration a reader may meet."""
    return {key: value for key, value in project.metadata.items() if key not in ("project", "filters")}


def _value(values: Any, name: str) -> Any:
    for part in name.split("."):
        values = values.get(part) if isinstance(values, Mapping) else None
    return values


def _outputs(path: PurePosixPath, root: Path) -> str:
    """Return the cells of an executed notebook as far as they are read: pictures are left out.

    A drawing differs with the versions of the libraries that draw it, and nothing of it is compared.
    """
    shown = [
        [
            cell.raw["source"],
            [
                {kind: data for kind, data in output.get("data", {}).items() if kind.startswith("text/")}
                for output in cell.raw.get("outputs", ())
            ],
        ]
        for cell in read_notebook(path, root).code
    ]
    return json.dumps(shown, sort_keys=True, ensure_ascii=False)


#: How the names of outlines end; others are none of ours.
_ENDS = (".html.json", ".pdf.json")


def save(reading: Reading, whole: Project, projects: Mapping[str, Project]) -> int:
    """Write the outlines of all publications, in the place of those that were kept; return their number.

    Args:
        reading: what a reader meets in all of them, by Quarto.
        whole: the whole report.
        projects: its publications by name.
    """
    folder = whole.root / FOLDER
    written = set()
    for place, facts in reading.items():
        kept = [[str(f.kind), f.text, *([f.target] if f.target else [])] for f in outline(facts)]
        lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in kept)
        hashed = origin(projects[place.publication], whole, place.page)
        file = folder / file_of(place)
        write_text(file, f'{{"from": "{hashed}", "facts": [\n{lines}\n]}}\n')
        written.add(file)
    for file in folder.rglob("*.json"):
        if file not in written and file.name.endswith(_ENDS):
            file.unlink()
    return len(written)


def file_of(place: Place) -> PurePosixPath:
    """Return the file of a page's outline, below the folder of all."""
    page = PurePosixPath(place.page or f"{place.publication}.{place.format}")
    return PurePosixPath(place.publication) / page.with_suffix(f"{page.suffix}.json")


def read_saved(file: Path) -> tuple[str, Facts]:
    """Return the hash of what an outline was made from, and its facts."""
    data = json.loads(file.read_text(encoding="utf-8"))
    return data["from"], tuple(Fact(Kind(kind), *rest) for kind, *rest in data["facts"])
