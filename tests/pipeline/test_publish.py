"""All outputs are replaced in one step, or none; whenever the build is killed."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from killed import killed_at_every_step
from reproreport.pipeline import generations, swap
from reproreport.pipeline.publish import publish

PLACES = ("build/site", "build/pdf", "build/publications/a/docx", "out/site")
Texts = Mapping[str, str]

OLD = {
    "build/site/index.html": "old",
    "build/site/css/a.css": "the same",
    "build/site/stale.html": "old",
    "build/pdf/a.pdf": "old",
    "build/publications/a/docx/a.docx": "old",
    "build/publications/b/pdf/b.pdf": "another",
    "out/site/index.html": "old",
}
NEW = {
    "build/site/index.html": "new",
    "build/site/css/a.css": "the same",
    "build/pdf/a.pdf": "new",
    "build/publications/a/docx/a.docx": "new",
    "build/publications/b/pdf/b.pdf": "another",
    "out/site/index.html": "new",
}


def finish(root: Path, texts: Texts, places: tuple[str, ...] = PLACES) -> dict[Path, Path]:
    """Return the finished folders in which a build has written some texts, by their places."""
    outputs = {}
    for number, place in enumerate(places):
        work = root / "build/work" / str(number)
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        outputs[root / place] = work
        for name, text in texts.items():
            if name.startswith(f"{place}/"):
                path = work / name.removeprefix(f"{place}/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    return outputs


def finished(root: Path) -> dict[Path, Path]:
    """Return the folders that :func:`finish` has written before."""
    return {root / place: root / "build/work" / str(number) for number, place in enumerate(PLACES)}


def read(root: Path) -> dict[str, str]:
    """Return what a reader finds in all places."""
    found = {}
    for place in ("build/site", "build/pdf", "build/publications", "out/site"):
        for base, _, files in os.walk(root / place):
            for name in files:
                path = Path(base, name)
                found[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
    return found


def old_report(root: Path) -> Path:
    """Publish the old report, after an older one, and return the folder."""
    publish(root, finish(root, {"build/pdf/a.pdf": "older"}, ("build/pdf",)))
    publish(root, finish(root, OLD, (*PLACES, "build/publications/b/pdf")))
    assert read(root) == OLD
    return root


def left(root: Path) -> set[str]:
    """Return the names of what stands in the project and in its build folder, without hidden ones of git."""
    names = {path.name for folder in (root, root / "build") for path in folder.glob("*")}
    return names - {"work"}


def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be on a disk that has no links to files or folders."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "symlink", refuse)
    monkeypatch.setattr(os, "link", refuse)


def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be on a system that cannot exchange two folders in one step."""

    def refuse(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(swap, "_exchange", refuse)


def counted_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have an exchange count as a step: it goes past Python's own functions."""
    exchange = swap._exchange

    def tell(one: bytes, other: bytes) -> None:
        sys.audit("step")
        exchange(one, other)

    monkeypatch.setattr(swap, "_exchange", tell)


def test_new_outputs_take_the_place_of_old_ones(tmp_path: Path) -> None:
    """Files that only the old output had are gone, others stay, and nothing is left beside them."""
    publish(old_report(tmp_path), finish(tmp_path, NEW))
    assert read(tmp_path) == NEW
    assert left(tmp_path) == {"build", "out", "site", "pdf", "publications", ".published"}
    assert {path.name for path in (tmp_path / "build/.published").iterdir()} == {"2", "3", "current"}


def test_what_is_as_it_was_is_not_copied(tmp_path: Path) -> None:
    """The same file stands in both generations."""
    root = old_report(tmp_path)
    before = (root / "build/site/css/a.css").stat().st_ino
    publish(root, finish(root, NEW))
    assert (root / "build/site/css/a.css").stat().st_ino == before
    assert (root / "build/publications/b/pdf/b.pdf").is_file()


def test_who_reads_the_old_report_goes_on(tmp_path: Path) -> None:
    """A reader that is in the old folder finds all of it there until the next but one is published."""
    root = old_report(tmp_path)
    reader = os.open(root / "build/site", os.O_RDONLY)
    try:
        publish(root, finish(root, NEW))
        file = os.open("stale.html", os.O_RDONLY, dir_fd=reader)
        assert os.read(file, 9) == b"old"
        os.close(file)
    finally:
        os.close(reader)


def test_a_missing_output_touches_nothing(tmp_path: Path) -> None:
    """Nothing is moved before everything is there."""
    root = old_report(tmp_path)
    with pytest.raises(OSError, match="nowhere"):
        publish(root, {root / "build/site": root / "nowhere"})
    assert read(root) == OLD


def folders(root: Path) -> Path:
    """Return a copy of the old report as earlier versions published it, in folders."""
    for place in ("build/site", "build/pdf", "build/publications", "out/site"):
        copy = root / "copy"
        shutil.copytree(root / place, copy)
        (root / place).unlink()
        copy.rename(root / place)
    return root


def copied(root: Path) -> Path:
    """Return a copy of the old report that was made by following links."""
    shutil.copytree(root, root.parent / "followed")
    return root.parent / "followed"


def of_an_earlier_version(root: Path) -> Path:
    """Return the old report in folders, without generations."""
    folders(root)
    shutil.rmtree(root / "build/.published")
    return root


BEFORE: dict[str, Callable[[Path], Path]] = {
    "links": lambda root: root,
    "folders": folders,
    "a copy": copied,
    "an earlier version": of_an_earlier_version,
}


@pytest.mark.parametrize("before", BEFORE)
def test_a_kill_at_every_step(tmp_path: Path, before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old report or the new one is whole at any moment; the next command leaves nothing of the rest."""
    counted_exchange(monkeypatch)
    (tmp_path / "first").mkdir()
    first = BEFORE[before](old_report(tmp_path / "first"))
    finish(first, NEW)
    (tmp_path / "r").symlink_to(first)
    root = tmp_path / "r"

    def again() -> None:
        """Begin anew with the old report."""
        root.unlink()
        shutil.rmtree(tmp_path / "second", ignore_errors=True)
        shutil.copytree(first, tmp_path / "second", symlinks=True)
        root.symlink_to("second")

    again()
    seen = set()
    steps = 0
    for steps in killed_at_every_step(lambda: publish(root, finished(root))):
        found = read(root)
        assert found in (OLD, NEW), f"a mixture before step {steps}"
        seen.add(found == NEW)
        generations.recover(root)
        assert read(root) == found, f"the next command changed what was published before step {steps}"
        names = {path.name for path in (root / "build/.published").glob("*")}
        assert not {name for name in names if not name.isdigit() and name not in ("current", "made.json")}
        publish(root, finish(root, NEW))
        assert read(root) == NEW
        assert left(root) == {"build", "out", "site", "pdf", "publications", ".published"}
        again()
    assert steps > 20
    assert seen == {False, True}


def test_a_kill_at_every_step_of_the_first_publication(tmp_path: Path) -> None:
    """Nothing is published, or all; the next command leaves no link that leads nowhere."""
    finish(tmp_path / "first", NEW)
    root = tmp_path / "second"
    shutil.copytree(tmp_path / "first", root)
    seen = set()
    for step in killed_at_every_step(lambda: publish(root, finished(root))):
        found = read(root)
        assert found in ({}, without(NEW, "/b/")), step
        seen.add(bool(found))
        generations.recover(root)
        assert read(root) == found
        assert found or left(root) <= {"build", ".published"}
        shutil.rmtree(root)
        shutil.copytree(tmp_path / "first", root)
    assert read(root) == without(NEW, "/b/")
    assert not any(seen)  # the switch is the last step


def without(texts: Texts, part: str) -> dict[str, str]:
    """Return texts without some."""
    return {name: text for name, text in texts.items() if part not in name}


@pytest.mark.parametrize("poor", [without_links, without_exchange])
def test_a_poor_disk(
    tmp_path: Path, poor: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no one step, the next command completes what a killed one has begun."""
    poor(monkeypatch)
    first = tmp_path / "first"
    first.mkdir()
    of_an_earlier = poor is without_exchange
    old_report(first)
    if of_an_earlier:
        folders(first)
    finish(first, NEW)
    root = tmp_path / "second"
    shutil.copytree(first, root, symlinks=True)
    seen = set()
    for step in killed_at_every_step(lambda: publish(root, finished(root))):
        generations.recover(root)
        found = read(root)
        assert found in (OLD, NEW), step
        seen.add(found == NEW)
        publish(root, finish(root, NEW))
        assert read(root) == NEW
        assert left(root) == {"build", "out", "site", "pdf", "publications", ".published"}
        shutil.rmtree(root)
        shutil.copytree(first, root, symlinks=True)
    assert seen == {False, True}


def test_without_links_a_failure_puts_all_of_them_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a folder cannot be moved, those before it are the old ones again."""
    without_links(monkeypatch)
    root = old_report(tmp_path)
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.parts[-2:] == ("build", "pdf") and self.parent.parent.name.isdigit():
            raise OSError(errno.ENOSPC, "no space left on device")
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", fails)
        with pytest.raises(OSError, match="no space left"):
            publish(root, finish(root, NEW))
    assert read(root) == OLD
    publish(root, finish(root, NEW))
    assert read(root) == NEW


def test_a_folder_that_cannot_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another disk is mounted in the place of a folder, nothing at all is published."""
    root = folders(old_report(tmp_path))
    exchange = swap._exchange

    def busy(one: bytes, other: bytes) -> None:
        if other.endswith(b"/site"):
            raise OSError(errno.EBUSY, "busy", os.fsdecode(other))
        exchange(one, other)

    monkeypatch.setattr(swap, "_exchange", busy)
    with pytest.raises(OSError, match="busy"):
        publish(root, finish(root, NEW))
    assert read(root) == OLD


@pytest.mark.parametrize("damage", ["current", "made.json", "place", "generation", "store"])
def test_what_is_damaged_is_made_good(tmp_path: Path, damage: str) -> None:
    """Whatever is missing, the next publication is complete."""
    root = old_report(tmp_path)
    store = root / "build/.published"
    if damage == "current":
        (store / "current").unlink()
    elif damage == "made.json":
        (store / "2/made.json").write_text("[", encoding="utf-8")
    elif damage == "place":
        (root / "build/site").unlink()
    elif damage == "generation":
        shutil.rmtree(store / "2")
    else:
        shutil.rmtree(store)
    generations.recover(root)
    if damage == "place":
        assert read(root) == OLD
    every = finish(root, NEW, (*PLACES, "build/publications/b/pdf"))
    publish(root, every)
    assert read(root) == NEW
