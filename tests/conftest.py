"""Reports for tests: a small one to break, and the real one to read back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pdf_boxes import HAS_POPPLER, faults
from real_report import Built, build_once
from small_report import write_report

#: Folders and files below tests/ that start kernels, programs, browsers, or build over and over. What builds
#: a report by a fixture is slow without being named here.
SLOW = frozenset(
    """
    accepted chapters desk docs field fuzz gate notebooks originality parity pipeline scaffold setup
    render/docx render/epub render/jats
    render/test_incremental.py render/read/test_limits.py render/read/test_harmless.py
    render/pandoc/test_memory.py render/resolve/test_crossref.py render/typst/test_write.py
    render/typst/test_typesetter.py audit/test_generated.py
    audit/significance/test_recommended.py audit/repairs/test_find.py statistics/test_multiplicity.py
    figures/test_style.py test_pages.py test_pdf_boxes.py test_tables.py
    test_cli.py test_cli_audit.py test_cli_completion.py test_incremental.py test_incremental_pages.py
    test_mutations.py test_processes.py test_textfile.py test_verify.py test_yamlfile.py
    """.split()  # noqa: SIM905
)
BUILDING = frozenset({"built", "built_once", "whole", "installed"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what ``make test FAST=1`` leaves out."""
    here = Path(__file__).parent
    for item in items:
        path = item.path.relative_to(here) if item.path.is_relative_to(here) else item.path
        places = {str(path), *map(str, path.parents)}
        fixtures = getattr(item, "fixturenames", ())
        if not SLOW.isdisjoint(places) or not BUILDING.isdisjoint(fixtures):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def readable_pdfs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read the boxes of every PDF that a test writes: no word beyond the edges, no two on one another."""
    from reproreport.files import write_bytes
    from reproreport.render.typst import write as pdf

    written: list[bytes] = []

    def write(path: Path, content: bytes) -> None:
        written.append(content)
        write_bytes(path, content)

    if HAS_POPPLER:
        monkeypatch.setattr(pdf, "write_bytes", write)
    yield
    for content in written:
        assert not content.startswith(b"%PDF") or faults(content) == []


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Return the small report in a folder of its own, not yet built."""
    return write_report(tmp_path / "report")


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small report once for each test process."""
    from reproreport.pipeline import build
    from reproreport.project import load_project

    root = write_report(tmp_path_factory.mktemp("built") / "report")
    outcome = build(load_project(root), renderer="pandoc")
    assert outcome.exit_code == 0, outcome.errors
    return root


@pytest.fixture
def built(built_once: Path, tmp_path: Path) -> Path:
    """Return a copy of the small report with a good build in it."""
    return Path(shutil.copytree(built_once, tmp_path / "report"))


@pytest.fixture
def edit(request: pytest.FixtureRequest) -> Callable[[Path, str, str], None]:
    """Return a function that replaces one text in a file, and fails where it is not there."""

    def replace(path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{request.node.name}: {old!r} is not in {path}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture(scope="module")
def uncounted() -> Iterator[None]:
    """Run a module's tests without coverage, which doubles their time.

    For tests that take the same way through the library hundreds of times, after others have counted it.
    """
    from coverage import Coverage

    counting = Coverage.current()
    if counting:
        counting.stop()
    yield
    if counting:
        counting.start()


@pytest.fixture(scope="session")
def whole(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a copy of the real report, once for all test processes; nobody writes into it."""
    own = tmp_path_factory.getbasetemp()
    beside_others = hasattr(pytestconfig, "workerinput")
    return build_once((own.parent if beside_others else own) / "whole")
