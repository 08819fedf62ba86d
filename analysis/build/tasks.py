"""The tasks from data to results: what each reads, what it writes, and the one function that it calls."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from analysis.build.fingerprint import files_hash, folder_hash, library_hash, package_versions
from analysis.build.layout import Layout
from analysis.files import write_text
from analysis.notebooks.declared import Declared
from analysis.notebooks.run import run_notebook
from analysis.project import Parameter, Project
from analysis.results.collect import collect, variables
from analysis.results.result import Result
from analysis.sources import CODEBOOK, read_codebook, refers_to_bibliography, validate


@dataclass(frozen=True)
class Task:
    """One task of the DAG.

    Attributes:
        name: what the progress display shows.
        action: what to run; it reads ``files`` and writes ``products``.
        files: the files that it depends on.
        products: the files that it makes.
        values: what else it depends on, by name (code, packages, parameters).
        sources: files that it depends on, too, and that no task makes.
        folders: the folders that it depends on.
        product_folders: the folders that it makes.
    """

    name: str
    action: Callable[[], object]
    files: tuple[Path, ...]
    products: tuple[Path, ...] = ()
    values: Mapping[str, str] | None = None
    sources: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    product_folders: tuple[Path, ...] = ()

    def state(self, root: Path) -> str:
        """Return a text that changes when anything changes that the task depends on or makes."""
        folders = {path: folder_hash(path) for path in (*self.folders, *self.product_folders)}
        return json.dumps(
            {
                "task": self.name,
                "files": files_hash([*self.files, *self.sources, *self.products], root),
                "values": dict(self.values or {}),
                "folders": {str(path.relative_to(root)): state for path, state in folders.items()},
            }
        )


def computing_tasks(
    project: Project,
    notebooks: Mapping[str, Declared],
    parameters: Mapping[str, Mapping[str, Parameter]],
) -> Iterable[Task]:
    """Return the tasks from data to results: validate, run the notebooks, collect."""
    layout = Layout.of(project)
    versions = json.dumps(package_versions())
    sources = sorted(path.parent for path in project.root.glob(f"data/*/{CODEBOOK}"))
    validating = {"library": library_hash(["analysis.sources"]), "packages": versions}
    for folder in sources:
        described = read_codebook(folder, project.root).data["files"].values()
        bibliography = project.root.glob("*.bib") if any(map(refers_to_bibliography, described)) else ()
        yield Task(
            name=f"data {folder.name}",
            action=partial(_validate, folder, project.root, layout.rows(folder.name)),
            files=(*(path for path in sorted(folder.rglob("*")) if path.is_file()), *sorted(bibliography)),
            products=(layout.rows(folder.name),),
            values=validating,
        )
    for chapter, notebook in notebooks.items():
        inputs = tuple(project.root / path for path in notebook.inputs)
        read = sorted({layout.rows(path.parts[1]) for path in notebook.inputs if len(path.parts) > 2})
        yield Task(
            name=f"notebook {chapter}",
            action=partial(
                run_notebook,
                notebook,
                chapter=chapter,
                parameters=parameters[chapter],
                root=project.root,
                output=layout.notebook(chapter),
                results=layout.recorded(chapter),
                failed=layout.failed(chapter),
                language=project.lang,
            ),
            files=(project.root / notebook.path, *inputs, *read),
            products=(layout.notebook(chapter), layout.recorded(chapter)),
            values={
                "library": library_hash([*notebook.modules, "analysis.notebooks.job"]),
                "packages": versions,
                "parameters": json.dumps(parameters[chapter], sort_keys=True),
                "language": project.lang,
            },
        )
    recorded = {chapter: layout.recorded(chapter) for chapter in notebooks}
    yield Task(
        name="results",
        action=partial(_collect, recorded, layout),
        files=tuple(recorded.values()),
        products=(layout.results, layout.variables),
        values={"library": library_hash(["analysis.results.collect"])},
    )


def _validate(folder: Path, root: Path, product: Path) -> None:
    write_json(product, validate(folder, root))


def _collect(recorded: Mapping[str, Path], layout: Layout) -> None:
    """Gather the recorded results, and write the variables that both renderers read."""
    chapters = {
        chapter: [Result.from_json(item) for item in json.loads(path.read_text(encoding="utf-8"))["results"]]
        for chapter, path in recorded.items()
    }
    results = collect(chapters)
    write_json(layout.results, [result.as_json() for result in results.values()])
    text = yaml.safe_dump(variables(results), allow_unicode=True, default_style='"', width=1000)
    write_text(layout.variables, f"# Generated by `report build`; do not edit.\n{text}")


def write_json(path: Path, data: object) -> None:
    """Write data as JSON that a person can read, too."""
    write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
