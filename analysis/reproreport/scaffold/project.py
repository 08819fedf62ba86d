"""A new report, and later the files of a newer version in it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from reproreport.errors import DOCTOR, Problem, ProjectError
from reproreport.files import write_bytes, write_text
from reproreport.languages import ENGLISH, find_language
from reproreport.languages.terms import TERMS
from reproreport.project import CONFIG, VARIABLES
from reproreport.readable import faults
from reproreport.scaffold.template import project_files

NOTES: Final = ".reproreport.json"
"""What a report keeps of how it was made: the version, the answers, the hashes of files to be updated."""

_PACKAGE: Final = "reproreport"
_CONTENT: Final = ("chapters", "data", "tests", "index.qmd", "references.qmd", "references.bib")
"""What is the author's from the first day; so are the files of Quarto."""

_VERSIONS: Final = PurePosixPath("constraints.txt")
_WITH_WORDS: Final = ("en", "vi")
"""Languages in which a publication that refers to the rest of the report needs no `elsewhere`."""


@dataclass(frozen=True)
class Answers:
    """What an author is asked.

    Attributes:
        title: of the report.
        author: as it stands below the title.
        language: its tag.
    """

    title: str
    author: str
    language: str = ENGLISH


def create(target: Path, answers: Answers) -> None:
    """Write a new report and accept its first results; all of it, or nothing.

    Raises:
        ProjectError: the place is taken or inside another report, an answer cannot be used, or the report
            cannot be computed on this machine.
    """
    require_free(target)
    require_answers(answers)
    target = target.absolute()
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        wheel = installed_wheel()
        texts = dict(project_files(_values(answers, wheel)))
        for path, text in texts.items():
            write_text(made / path, text)
        if wheel is not None:
            write_bytes(made / "wheels" / wheel.name, wheel.read_bytes())
        write_text(made / NOTES, _notes(answers, texts))
        _accept(made)
        made.chmod(0o755)
        _place(made, target)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def update(root: Path) -> tuple[list[str], list[str]]:
    """Bring the files of this version into a report that ``report new`` made.

    A file that is as it was written is written again; beside one that was edited stands the new one,
    ``NAME.new``; one that was removed stays away. Content (chapters, data, tests, Quarto's files) is never
    touched, nor are the pinned versions where the library's version is the same.

    Returns:
        The files that were written again, and those that have a new one beside them.

    Raises:
        ProjectError: ``report new`` did not make the report, or its notes are damaged.
    """
    notes = _read_notes(root)
    answers, old = Answers(**notes["answers"]), notes["files"]
    wheel = installed_wheel()
    texts = dict(project_files(_values(answers, wheel)))
    if notes["version"] == _version():
        texts.pop(_VERSIONS)
    written, beside = [], []
    for path, text in texts.items():
        name = str(path)
        known = old.get(name)
        if not _machinery(path) or known == _hash(text):
            continue
        place = root / path
        now = _hash(place.read_text(encoding="utf-8")) if place.exists() else None
        if now == known:  # not edited, or new in this version
            write_text(place, text)
            written.append(name)
        elif now is not None:
            write_text(place.with_name(f"{place.name}.new"), text)
            beside.append(name)
    if wheel is not None and "requirements.txt" in {*written, *beside}:
        write_bytes(root / "wheels" / wheel.name, wheel.read_bytes())
    kept = {name: hash_ for name, hash_ in old.items() if PurePosixPath(name) not in texts}
    write_text(root / NOTES, _notes(answers, texts, kept))
    return written, beside


def require_free(target: Path) -> None:
    """Refuse a place where something is, or that is inside another report.

    Raises:
        ProjectError: as said.
    """
    name = str(target)
    if target.is_dir() and any(target.iterdir()):
        fix = "name a new folder; in a Quarto project, `report adopt` says what can be built"
        raise ProjectError(Problem("the folder is not empty", name, fix))
    if target.exists() and not target.is_dir():
        raise ProjectError(Problem("a file of that name is there", name, "name a new folder"))
    parent = target.absolute().parent
    if not parent.is_dir():
        raise ProjectError(Problem("the folder does not exist", str(target.parent), "make it first"))
    above = next((folder for folder in (parent, *parent.parents) if (folder / CONFIG).is_file()), None)
    if above is not None:
        what = f"this is inside the report {above}"
        fix = "`report new chapter NAME` adds a chapter to it; for a new report go to another folder"
        raise ProjectError(Problem(what, name, fix))


def require_answers(answers: Answers) -> None:
    """Refuse answers that a report could not have.

    Raises:
        ProjectError: a text is empty or cannot be read, or the language's words are not known.
    """
    for name, text in (("title", answers.title), ("author", answers.author)):
        if not text.strip() or "\n" in text:
            raise ProjectError(Problem(f"the {name} is no line of text", fix=f"say it by --{name}"))
        for what, fix in faults(text):
            raise ProjectError(Problem(f"the {name}: {what}", fix=fix))
    try:
        find_language(answers.language)
    except (ValueError, LookupError) as error:
        raise ProjectError(Problem(f"--lang: {error}", fix=f"known: {', '.join(sorted(TERMS))}")) from None


def installed_wheel() -> Path | None:
    """Return the wheel from which the library was installed, where pip noted one and it is still there."""
    try:
        noted = importlib.metadata.distribution(_PACKAGE).read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return None
    with suppress(ValueError, KeyError, TypeError):
        address = urlsplit(json.loads(noted or "{}")["url"])
        path = Path(unquote(address.path))
        if address.scheme == "file" and path.suffix == ".whl" and path.is_file():
            return path
    return None


def _values(answers: Answers, wheel: Path | None) -> dict[str, Any]:
    language = find_language(answers.language)
    return {
        "title": answers.title.strip(),
        "author": answers.author.strip(),
        "language": language.tag,
        "elsewhere": language.base not in _WITH_WORDS,
        "version": _version(),
        "versions": _versions(),
        "wheel": wheel.name if wheel else "",
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
    }


def _version() -> str:
    return importlib.metadata.version(_PACKAGE)


@cache
def _versions() -> dict[str, str]:
    """Return the packages that the library and the tests need, with their versions here."""
    seen = {_PACKAGE: ""}
    waiting = [(_PACKAGE, frozenset[str]()), ("pytest", frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        try:
            found = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        if name not in seen:
            seen[name] = found.version
        for text in found.requires or ():
            one = Requirement(text)
            wanted = one.marker is None or any(
                one.marker.evaluate({"extra": extra}) for extra in (extras or {""})
            )
            if wanted and canonicalize_name(one.name) not in seen:
                waiting.append((canonicalize_name(one.name), frozenset(one.extras)))
    return {name: version for name, version in sorted(seen.items()) if version}


def _machinery(path: PurePosixPath) -> bool:
    """Say whether a file is the library's to bring up to date."""
    return path.parts[0] not in _CONTENT and not path.name.startswith("_quarto")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _notes(
    answers: Answers, texts: Mapping[PurePosixPath, str], kept: Mapping[str, str] | None = None
) -> str:
    hashes = {str(path): _hash(text) for path, text in texts.items() if _machinery(path)}
    files = dict(sorted({**(kept or {}), **hashes}.items()))
    notes = {"version": _version(), "answers": asdict(answers), "files": files}
    return json.dumps(notes, ensure_ascii=False, indent=1) + "\n"


def _read_notes(root: Path) -> dict[str, Any]:
    path = root / NOTES
    if not path.is_file():
        what = "nothing here says that `report new` made this report"
        raise ProjectError(Problem(what, NOTES, "there is nothing to update: its files are all yours"))
    with suppress(ValueError, KeyError, TypeError):
        notes: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        Answers(**notes["answers"])
        if isinstance(notes["version"], str) and isinstance(notes["files"], dict):
            return notes
    raise ProjectError(Problem("the file is damaged", NOTES, "take it from the history of the report again"))


def _accept(root: Path) -> None:
    """Compute the new report once, and accept what it shows.

    Its values are exact, so they are the same everywhere, and the texts follow the language; what is
    accepted with them, the versions of packages and the library's own functions, is what is installed here.
    """
    command = [sys.executable, "-m", "reproreport", "accept"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().replace(str(root), root.name).splitlines()
        lines = "\n    ".join(line for line in said if not line.startswith("note:"))
        raise ProjectError(Problem(f"a new report cannot be computed here:\n    {lines}", fix=DOCTOR))
    shutil.rmtree(root / "build", ignore_errors=True)
    (root / VARIABLES).unlink(missing_ok=True)


def _place(made: Path, target: Path) -> None:
    """Put a finished folder in its place, which may be an empty folder in which somebody stands."""
    if not target.exists():
        made.rename(target)
        return
    moved: list[Path] = []
    try:
        for path in sorted(made.iterdir()):
            path.rename(target / path.name)
            moved.append(target / path.name)
    except OSError:
        for path in moved:
            path.rename(made / path.name)
        raise
