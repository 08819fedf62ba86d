"""What build/manifest.json says of a report that was built."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from git_command import git
from reproreport.inputs import blob_id
from reproreport.pipeline import build
from reproreport.project import load_project
from small_report import write_report


def manifest(root: Path) -> dict[str, Any]:
    """Build what is out of date, and return the manifest."""
    outcome = build(load_project(root), renderer="pandoc")
    assert not outcome.errors
    found: dict[str, Any] = json.loads((root / "build/manifest.json").read_text(encoding="utf-8"))
    return found


#: The files of a site that name the commit.
OF_COMMIT = {"built-from.html", "downloads.html", "provenance/commits.html", "provenance/commits.js"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small report, committed."""
    root = write_report(tmp_path_factory.mktemp("manifest") / "report")
    (root / ".gitignore").write_text("build/\n_variables.yml\n", encoding="utf-8")
    for arguments in ("init --quiet", "add --all", "commit --quiet --message Report"):
        git(root, *arguments.split())
    return root


def test_files_inputs_versions_and_commit(root: Path) -> None:
    """Every published file with its hash, every source with the id that git gives it, and the commit."""
    found = manifest(root)
    published = [
        path for one in ("site", "pdf", "publications") for path in (root / "build" / one).rglob("*")
    ]
    assert found["files"] == {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in published
        if path.is_file()
    }
    assert {"build/site/index.html", "build/pdf/coffee.pdf"} <= found["files"].keys()
    sources = {"_quarto.yml", "index.qmd", "chapters/coffee/index.qmd", "chapters/coffee/notebook.ipynb"}
    sources |= {
        "references.bib",
        "data/coffee/cups.csv",
        "data/coffee/codebook.yml",
        "chapters/coffee/cup.svg",
    }
    assert sources <= found["inputs"].keys()
    assert not any(name.startswith("build/") for name in found["inputs"])
    for name in sources:
        assert found["inputs"][name] == blob_id((root / name).read_bytes())
    assert found["commit"] == git(root, "rev-parse", "HEAD").strip()
    assert found["uncommitted"] == []
    assert found["versions"]["pandas"]
    assert found["parameters"] == {"confidence": 0.9}


def test_what_is_not_committed_is_named(root: Path) -> None:
    """Also where nothing that is published changes by it; after the commit it is not any more."""
    path = root / "data/coffee/codebook.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    before = manifest(root)
    assert before["uncommitted"] == ["data/coffee/codebook.yml"]
    git(root, "commit", "--quiet", "--all", "--message", "A remark")
    after = manifest(root)
    assert after["uncommitted"] == []
    assert after["commit"] != before["commit"]
    one, other = after["files"], before["files"]
    changed = {name.removeprefix("build/site/") for name in one if other.get(name) != one[name]}
    assert {"built-from.html", "downloads.html"} <= changed <= OF_COMMIT


def test_a_site_says_what_it_was_built_from(root: Path) -> None:
    """Every page leads to one with commit, sources and files; the commit is on no other."""
    site = root / "build/site"
    found = manifest(root)
    page = html.parse(site / "built-from.html").getroot()
    text = page.text_content()
    assert found["commit"] in text
    rows = {tuple(cell.text_content() for cell in row) for row in page.iterfind(".//tr")}
    assert found["inputs"].items() <= rows
    assert found["versions"].items() <= rows
    own = {
        (name.removeprefix("build/site/"), state)
        for name, state in found["files"].items()
        if name.startswith("build/site/")
        and name.removeprefix("build/site/") not in OF_COMMIT
        and not name.startswith("build/site/downloads/")
    }
    assert own
    assert own <= rows
    for path in site.rglob("*.html"):
        name = path.relative_to(site)
        if str(name) in OF_COMMIT:
            continue
        assert found["commit"].encode() not in path.read_bytes()
        if not {"provenance", "downloads"} & set(name.parts):
            links = html.parse(path).getroot().iterfind(".//p[@class='built']/a")
            ends = [
                (path.parent / link.get("href", "")).resolve().relative_to(site.resolve()) for link in links
            ]
            assert [str(end) for end in ends][-2:] == ["downloads.html", "built-from.html"]


def test_only_that_page_follows_the_commit(root: Path) -> None:
    """Another commit of the same sources changes one page; without one nothing is published."""
    site = root / "build/site"
    manifest(root)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    again = build(load_project(root), renderer="pandoc")
    assert again.seconds == {}
    git(root, "commit", "--quiet", "--allow-empty", "--message", "Again")
    assert manifest(root)["commit"] == git(root, "rev-parse", "HEAD").strip()
    after = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    changed = {path.relative_to(site).as_posix() for path in before if before[path] != after[path]}
    assert changed <= OF_COMMIT
    assert changed > {"built-from.html", "downloads.html"}
    (root / "index.qmd").write_text("# Preface {.unnumbered}\n\nAbout tea.\n", encoding="utf-8")
    manifest(root)
    assert "differs from it" in html.parse(site / "built-from.html").getroot().text_content()


def test_a_chapter_of_that_name(tmp_path: Path) -> None:
    """It is refused, and nothing is published."""
    root = write_report(tmp_path / "report")
    config = root / "_quarto.yml"
    chapter = "- chapters/coffee/index.qmd"
    text = config.read_text(encoding="utf-8").replace(chapter, f"{chapter}\n    - built-from.qmd")
    config.write_text(text, encoding="utf-8")
    (root / "built-from.qmd").write_text("# Mine\n\nText [@mill1843].\n", encoding="utf-8")
    outcome = build(load_project(root), renderer="pandoc", formats=["html"])
    assert "built-from.qmd: 'built-from.html' is the page" in str(outcome.errors[0])
    assert not (root / "build/site").exists()
