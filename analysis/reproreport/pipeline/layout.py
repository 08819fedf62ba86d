"""Where a build puts its files, below the project's root."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reproreport.formats import KINDS
from reproreport.project import VARIABLES, Project


@dataclass(frozen=True)
class Layout:
    """Every path that a build writes; all but ``variables`` lie below ``build/``.

    ``site`` is that of the whole report.
    """

    root: Path
    site: Path
    variables: Path

    @classmethod
    def of(cls, project: Project) -> Layout:
        """Return the layout of a report's build; *project* is any of its publications."""
        return cls(
            root=project.root,
            site=project.root / project.site,
            variables=project.root / VARIABLES,
        )

    @staticmethod
    def record_of(root: Path) -> Path:
        """Return the file that says how each task of the report at *root* stood when it was last done."""
        return root / "build" / "state" / "tasks.json"

    def published(self, project: Project, kind: str) -> Path:
        """Return the folder of one publication's files: *kind* is one of ``formats.KINDS``.

        The whole report's site and PDF have places of their own, everything else is below
        ``build/publications/<name>/``.
        """
        return self.root / self.place(project, kind)

    @staticmethod
    def place(project: Project, kind: str) -> PurePosixPath:
        """Return the folder of one publication's files (see :meth:`published`) from the project's root."""
        if kind == "site":
            return project.site
        if project.whole and KINDS[kind].place:
            return PurePosixPath(KINDS[kind].place)
        return PurePosixPath("build/publications", project.publication, kind)

    def files(self, project: Project, kinds: Iterable[str]) -> Iterator[Path]:
        """Yield the file of each kind that a reader opens first."""
        for kind in kinds:
            yield self.published(project, kind) / KINDS[kind].file(project.output_file)

    @property
    def elsewhere(self) -> Path:
        """Return the file of what each publication refers to in the rest of the report."""
        return self.root / "build" / "elsewhere.json"

    @property
    def manifest(self) -> Path:
        """Return the file that says what was published, and what of."""
        return self.root / "build" / "manifest.json"

    @property
    def state(self) -> Path:
        """Return the folder of what builds note for the next one: what was made from what."""
        return self.root / "build" / "state"

    @property
    def results(self) -> Path:
        """Return the file of all results of the report."""
        return self.root / "build" / "results.json"

    def rows(self, source: str) -> Path:
        """Return the file that says a data folder is valid, with its numbers of rows."""
        return self.root / "build" / "data" / f"{source}.json"

    def notebook(self, chapter: str) -> Path:
        """Return a chapter's executed notebook."""
        return self.root / "build" / "notebooks" / f"{chapter}.ipynb"

    def recorded(self, chapter: str) -> Path:
        """Return what a chapter's notebook recorded."""
        return self.root / "build" / "results" / f"{chapter}.json"

    def observed(self, chapter: str) -> Path:
        """Return what a chapter's notebook was seen to use when it last ran."""
        return self.root / "build" / "observed" / f"{chapter}.json"

    def failed(self, chapter: str) -> Path:
        """Return where a notebook is kept as it stood when a cell failed."""
        return self.root / "build" / "failed" / f"{chapter}.ipynb"

    def memory(self, publication: str) -> Path:
        """Return the file of what earlier builds made of a publication's text."""
        return self.root / "build" / "work" / "memory" / f"{publication}.sqlite"

    def told(self, renderer: str, publication: str) -> Path:
        """Return the file of what is to be said of a publication's text at the end of a build."""
        return self.work(renderer, publication) / "told.json"

    def work(self, renderer: str, publication: str) -> Path:
        """Return the folder in which a renderer works on a publication before anything is published."""
        return self.root / "build" / "work" / renderer / publication
