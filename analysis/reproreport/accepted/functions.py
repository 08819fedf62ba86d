"""The code that a piece of code can reach, definition by definition, and its hash.

A static call graph by names: a definition reaches every definition that it names, in its own
module or imported. Methods belong to their class. Comments, docstrings and layout are no part of a
hash.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from reproreport.notebooks.clock import imported
from reproreport.syntax import parse

#: Reads a module's code by its full name; None for a module that nobody but its authors changes.
ReadModule = Callable[[str], str | None]

_DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Module:
    """A module's top-level definitions, and what its imported names stand for."""

    name: str
    definitions: Mapping[str, tuple[ast.stmt, ...]]
    imports: Mapping[str, str]


class Library:
    """Modules that a report may change: this library's and the report's own, parsed when they are needed."""

    def __init__(self, packages: Iterable[str], read_module: ReadModule) -> None:
        """Keep how modules are read whose first name is one of *packages*."""
        self.packages = frozenset(packages)
        self._read = cache(read_module)
        self._module = cache(self._parse)
        self._step = cache(self._follow)

    def _parse(self, name: str) -> Module | None:
        code = self._read(name)
        return None if code is None else _module(name, code)

    def resolve(self, name: str) -> str | None:
        """Return the full name of the definition that a dotted name leads to, through re-exports.

        ``reproreport.sources.read`` may be defined in ``reproreport.sources.read.read``. A name of a module
        alone stays the module. None where it is none of these modules'.
        """
        if not self._has(name):
            return None
        for _ in range(20):  # a re-export of a re-export; a circle of them ends here
            outer, _, leaf = name.rpartition(".")
            module = self._module(outer) if outer else None
            if module is not None and leaf in module.definitions:
                return name
            if module is not None and leaf in module.imports and module.imports[leaf] != name:
                name = module.imports[leaf]
                if not self._has(name):
                    return None
                continue
            if self._module(name) is not None:
                return name
            if module is not None or not outer:
                return None
            name = outer  # an attribute of a definition, such as a class's method
        return None

    def _has(self, name: str) -> bool:
        return name.partition(".")[0] in self.packages

    def reach(self, names: Iterable[str]) -> tuple[dict[str, str], set[str]]:
        """Return the hash of every definition that the named ones reach, and the outside modules.

        Args:
            names: full dotted names; a module's name stands for all its definitions.
        """
        waiting = [resolved for name in names if (resolved := self.resolve(name))]
        hashes: dict[str, str] = {}
        outside: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in hashes:
                hashes[name], onward, modules = self._step(name)
                waiting += onward
                outside |= modules
        return {name: digest for name, digest in hashes.items() if digest}, outside

    def _follow(self, name: str) -> tuple[str, list[str], set[str]]:
        """Return the hash of one definition, the definitions that it names, and the outside modules."""
        whole = self._module(name)
        if whole is not None:
            return "", [f"{name}.{definition}" for definition in whole.definitions], set()
        outer, _, leaf = name.rpartition(".")
        module = self._module(outer)
        if module is None:
            return "", [], set()
        statements = module.definitions[leaf]
        inner = {full for statement in statements for full in imported(statement).values()}
        roots = {full.partition(".")[0] for full in {*module.imports.values(), *inner}}
        onward: list[str] = []
        outside: set[str] = set()
        for used in used_names(statements, module.imports):
            root = used.partition(".")[0]
            if root in module.definitions:
                onward.append(f"{outer}.{root}")
            elif (resolved := self.resolve(used)) is not None:
                onward.append(resolved)
            elif root in roots and root not in self.packages:
                outside.add(root)
        return code_hash(*statements), onward, outside


@cache
def _module(name: str, code: str) -> Module:
    """Return what a module defines. Most modules are the same for all notebooks, and at most revisions."""
    tree = parse(code)
    found: dict[str, tuple[ast.stmt, ...]] = {}
    for statement in tree.body:
        for bound in _bindings(statement):
            found[bound] = (*found.get(bound, ()), statement)
    return Module(name, found, imported(tree))


def used_names(statements: Iterable[ast.stmt], imports: Mapping[str, str]) -> set[str]:
    """Return the full names that code uses: imported ones with their attributes, others as they are."""
    local = {**imports}
    for statement in statements:
        local |= imported(statement)
    used: set[str] = set()
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute):
                dotted = _dotted(node)
                root, _, rest = dotted.partition(".")
                if root in local:
                    used.add(f"{local[root]}.{rest}")
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                used.add(local.get(node.id, node.id))
    # ``np`` alone is a part of every ``np.sqrt``: the attribute says more.
    return {name for name in used if not any(other.startswith(f"{name}.") for other in used)}


def code_hash(*statements: ast.stmt) -> str:
    """Return a hash of code that layout, comments, docstrings and Python's version do not change."""
    return hashlib.sha256("\n".join(map(_shape, statements)).encode()).hexdigest()[:12]


def _shape(node: object) -> str:
    """Return a syntax tree as text; absent and empty fields, which versions of Python add, are left out."""
    if isinstance(node, list):
        return f"[{','.join(map(_shape, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = dict(ast.iter_fields(node))
    if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
        fields["body"] = node.body[1:]
    shown = [f"{name}={_shape(value)}" for name, value in fields.items() if value not in (None, [])]
    return f"{type(node).__name__}({','.join(shown)})" if shown else repr(type(node).__name__)


def _bindings(statement: ast.stmt) -> set[str]:
    """Return the names that a top-level statement binds; none for an import."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return set()
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _dotted(node: ast.expr) -> str:
    """Return ``a.b.c`` of an attribute; nothing where its root is no name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
