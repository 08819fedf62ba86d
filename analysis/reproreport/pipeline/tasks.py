"""The tasks from data to results: what each reads, what it writes, and the one function that it calls."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import yaml

from reproreport.files import write_text
from reproreport.notebooks.declared import Declared
from reproreport.notebooks.observed import Observed, read_observed
from reproreport.notebooks.opened import Openings
from reproreport.notebooks.read import read_notebook
from reproreport.notebooks.warm import Kernels
from reproreport.pipeline.fingerprint import library_hash, package_versions
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.owned import HEADER
from reproreport.pipeline.task import Task, Used
from reproreport.project import Parameter, Project
from reproreport.project.cells import NOTEBOOK_SUFFIX
from reproreport.results.collect import collect, read_recorded, variables
from reproreport.sources import CODEBOOK, read_codebook, refers_to_bibliography, validate
from reproreport.sources.bibliography import bibliographies


def computing_tasks(
    project: Project,
    notebooks: Mapping[str, Declared],
    parameters: Mapping[str, Mapping[str, Parameter]],
    openings: Openings,
    kernels: Kernels,
) -> Iterable[Task]:
    """Return the tasks from data to results: validate, run the notebooks, collect.

    A notebook depends on what it was seen to use when it last ran; what every one depends on is named here.
    """
    layout = Layout.of(project)
    versions = json.dumps(package_versions())
    sources = sorted(path.parent for path in project.root.glob(f"data/*/{CODEBOOK}"))
    validating = {"library": library_hash(["reproreport.sources"]), "packages": versions}
    for folder in sources:
        described = read_codebook(folder, project.root).data["files"].values()
        refers = any(map(refers_to_bibliography, described))
        cited = [project.root / path for path in bibliographies(project.root)] if refers else []
        yield Task(
            name=f"data {folder.name}",
            action=partial(_validate, folder, project.root, layout.rows(folder.name)),
            files=(*(path for path in sorted(folder.rglob("*")) if path.is_file()), *cited),
            products=(layout.rows(folder.name),),
            values=validating,
        )
    running = library_hash(["reproreport.notebooks.run", "reproreport.notebooks.job"])
    run = partial(_run_notebook, project, openings, kernels)
    for chapter, notebook in notebooks.items():
        last = read_observed(layout.observed(chapter))
        yield Task(
            name=f"notebook {chapter}",
            action=partial(run, notebook, chapter, parameters[chapter], last),
            files=_own_file(notebook, project),
            products=(layout.notebook(chapter), layout.recorded(chapter), layout.observed(chapter)),
            values={
                "library": running,
                "packages": versions,
                "parameters": json.dumps(parameters[chapter], sort_keys=True),
                "language": project.lang,
                "outside": json.dumps(project.outside),
                **_own_cells(notebook, project),
            },
            # No notebook computes with data that do not agree with their codebook.
            after=tuple(layout.rows(folder.name) for folder in sources),
            expected=Used(last.inputs, tuple(project.root / name for name in last.written)),
        )
    recorded = {chapter: layout.recorded(chapter) for chapter in notebooks}
    yield Task(
        name="results",
        action=partial(_collect, recorded, layout),
        files=tuple(recorded.values()),
        products=(layout.results, layout.variables),
        values={"library": library_hash(["reproreport.results.collect"])},
    )


def _own_file(notebook: Declared, project: Project) -> tuple[Path, ...]:
    """Return the notebook's file; none where it is a text, whose prose changes nothing of what is run."""
    return (project.root / notebook.path,) if notebook.path.suffix == NOTEBOOK_SUFFIX else ()


def _own_cells(notebook: Declared, project: Project) -> dict[str, str]:
    """Return what is run of a text, in place of its file."""
    if notebook.path.suffix == NOTEBOOK_SUFFIX:
        return {}
    return {"cells": read_notebook(notebook.path, project.root).text}


def _run_notebook(
    project: Project,
    openings: Openings,
    kernels: Kernels,
    notebook: Declared,
    chapter: str,
    parameters: Mapping[str, Parameter],
    last: Observed,
) -> Used:
    """Run a notebook, and keep what it was seen to use."""
    from reproreport.notebooks.run import run_notebook

    layout = Layout.of(project)
    found = run_notebook(
        notebook,
        chapter=chapter,
        parameters=parameters,
        root=project.root,
        output=layout.notebook(chapter),
        results=layout.recorded(chapter),
        failed=layout.failed(chapter),
        language=project.lang,
        before=last,
        allowed=project.outside,
        openings=openings,
        limits=project.limits,
        kernels=kernels,
    )
    write_json(layout.observed(chapter), found.as_json())
    return Used(found.inputs, tuple(project.root / name for name in found.written), found.volatile)


def _validate(folder: Path, root: Path, product: Path) -> None:
    write_json(product, validate(folder, root))


def _collect(recorded: Mapping[str, Path], layout: Layout) -> None:
    """Gather the recorded results, and write the variables that both renderers read."""
    chapters = {
        chapter: read_recorded(path, f"build/results/{path.name}")[0] for chapter, path in recorded.items()
    }
    results = collect(chapters)
    write_json(layout.results, [result.as_json() for result in results.values()])
    text = yaml.safe_dump(variables(results), allow_unicode=True, default_style='"', width=1000)
    write_text(layout.variables, f"{HEADER}\n{text}")


def write_json(path: Path, data: object) -> None:
    """Write data as JSON that a person can read, too."""
    write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
