"""Content hashes of code, packages and folders."""

from __future__ import annotations

from pathlib import Path

import pytest

import reproreport
from reproreport.pipeline import fingerprint
from reproreport.pipeline.fingerprint import (
    library_files,
    package_versions,
    remembered_imports,
    rendering_hash,
)

PACKAGE = Path(reproreport.__file__).parent


def test_only_imported_modules_count() -> None:
    """What a notebook imports is followed to the end; what it does not import is left out."""
    files = {path.relative_to(PACKAGE).as_posix() for path in library_files(["reproreport.sources"])}
    assert {"sources/__init__.py", "sources/read.py", "sources/codebook.py", "errors.py"} <= files
    assert not any(name.startswith(("render/", "build/", "statistics/")) for name in files)


def test_imports_are_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next build parses no module that is as it was; a file that is no memory is begun anew."""
    file = tmp_path / "imports.json"
    file.write_text("[1", encoding="utf-8")
    for name in ("_imported", "_remembered"):
        monkeypatch.setattr(fingerprint, name, {})
    with remembered_imports(file):
        found = library_files(["reproreport.sources"])
    for name in ("_imported", "_remembered"):
        monkeypatch.setattr(fingerprint, name, {})
    monkeypatch.delattr("ast.parse")
    with remembered_imports(file):
        assert library_files(["reproreport.sources"]) == found
    with pytest.raises(AttributeError), remembered_imports(file):
        library_files(["reproreport.audit.shown.page"])


def test_versions_of_installed_packages() -> None:
    """The versions are those that Python itself reports."""
    from importlib.metadata import version

    versions = package_versions()
    for name in ("pandas", "scipy", "great-tables"):
        assert versions[name] == version(name)


@pytest.mark.parametrize("module", ["pandas", "reproreport", "reproreport.nowhere"])
def test_what_is_not_a_module_of_ours_adds_nothing(module: str) -> None:
    """Other packages are covered by their versions."""
    assert library_files([module]) == set()


def test_compiled_modules_are_no_part_of_the_renderer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python writes a compiled module under a passing name first; no build may depend on that."""
    monkeypatch.setattr("reproreport.pipeline.fingerprint._PACKAGE", tmp_path)
    (tmp_path / "render/assets").mkdir(parents=True)
    (tmp_path / "render/pdf.py").write_text("x = 1\n", encoding="utf-8")
    before = rendering_hash()
    (tmp_path / "render/__pycache__").mkdir()
    (tmp_path / "render/__pycache__/pdf.cpython-311.pyc.139871234").write_bytes(b"half")
    assert rendering_hash() == before
    (tmp_path / "render/assets/page.css").write_text("p {}", encoding="utf-8")
    assert rendering_hash() != before
