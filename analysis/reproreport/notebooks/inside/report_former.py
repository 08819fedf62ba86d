"""The library under the name that it had up to 0.2, ``analysis``, for notebooks that were written then.

It is looked for after everything else: a package or module of the report with that name comes first.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

FORMER, NAME = "analysis", "reproreport"


class _Finder(MetaPathFinder):
    """Finds ``analysis.results`` where ``reproreport.results`` is, and nothing else has the name."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        """Return where a module is; None for one of any other name."""
        outer, point, rest = fullname.partition(".")
        if outer != FORMER or importlib.util.find_spec(NAME) is None:
            return None
        try:
            there = importlib.util.find_spec(f"{NAME}{point}{rest}")
        except ModuleNotFoundError:
            return None
        return ModuleSpec(fullname, _Loader(f"{NAME}{point}{rest}")) if there else None


class _Loader(Loader):
    """Gives the module itself, as it is called now."""

    def __init__(self, name: str) -> None:
        self._name = name

    def create_module(self, spec: ModuleSpec) -> ModuleType:  # noqa: ARG002
        """Return the module."""
        module = importlib.import_module(self._name)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing: it has run. Python has written down the former name, which is taken back."""
        module.__spec__ = self._spec


def install() -> None:
    """Have the former name found in this process, last of all."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.append(_Finder())
