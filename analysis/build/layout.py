"""Where a build puts its files, below the project's root."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.project import VARIABLES, Project


@dataclass(frozen=True)
class Layout:
    """Every path that a build writes; all but ``variables`` lie below ``build/``."""

    root: Path
    site: Path
    pdf: Path
    variables: Path

    @classmethod
    def of(cls, project: Project) -> Layout:
        """Return the layout of a project's build."""
        return cls(
            root=project.root,
            site=project.root / project.site,
            pdf=project.root / "build" / "pdf",
            variables=project.root / VARIABLES,
        )

    @property
    def state(self) -> Path:
        """Return the folder of pytask's state: content hashes of what was built from what."""
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

    def failed(self, chapter: str) -> Path:
        """Return where a notebook is kept as it stood when a cell failed."""
        return self.root / "build" / "failed" / f"{chapter}.ipynb"

    @property
    def memory(self) -> Path:
        """Return the file of what earlier builds made of the chapters' text."""
        return self.root / "build" / "work" / "memory.sqlite"

    def work(self, renderer: str) -> Path:
        """Return the folder in which a renderer works before anything is published."""
        return self.root / "build" / "work" / renderer
