"""Run a chapter's notebook with papermill, in a process of its own, to a reproducible output."""

from analysis.notebooks.declared import Declared, declared
from analysis.notebooks.run import run_notebook, stop_notebooks

__all__ = ["Declared", "declared", "run_notebook", "stop_notebooks"]
