"""Run the Pandoc that ships inside the ``pypandoc_binary`` wheel: many conversions, few processes."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from reproreport.errors import Problem, RenderError
from reproreport.render.pandoc.memory import Memory, key_of
from reproreport.render.pandoc.nodes import blocks_of, document, plain_text

ASSETS = Path(__file__).parents[1] / "assets"

MARKDOWN = "markdown"
"""Pandoc's own markdown: what Quarto reads, too."""

LANG = "en-US"
"""Pandoc's own language."""

KEPT = ("TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
"""Variables that say where temporary files go, and what Windows needs to start a program at all."""

PATIENCE, SPEED = 120, 10_000
"""Seconds that Pandoc has, and bytes for which it has one more: a hundred times what it takes for prose."""

_SHOWN = 60
SHARE = 200_000
"""Characters of input that are worth a second process: several times what it takes to start one."""


@dataclass(frozen=True)
class Message:
    """A warning of Pandoc's: its *kind* (``DuplicateNoteReference`` …), *text*, *line* (0: none)."""

    kind: str
    text: str
    line: int = 0
    subject: str = ""


@dataclass(frozen=True)
class Job:
    """One document to convert from *reader* to *writer* (Pandoc's format names)."""

    text: str
    reader: str = MARKDOWN
    writer: str = "json"
    citeproc: bool = False


@dataclass(frozen=True)
class Answer:
    """A converted document with what Pandoc warned about; *error* says why there is none."""

    text: str
    error: str = ""
    messages: tuple[Message, ...] = ()

    @property
    def checked(self) -> str:
        """Return the text, or raise RenderError with Pandoc's own words."""
        if self.error:
            raise RenderError(Problem(f"Pandoc could not convert a document: {self.error}"))
        return self.text


EMPTY = Answer(document([]))


def pandoc_path() -> Path:
    """Return the wheel's Pandoc, never another one that happens to be on PATH.

    Raises RenderError when the wheel is not installed.
    """
    spec = importlib.util.find_spec("pypandoc")
    if spec is not None and spec.origin is not None:
        for name in ("pandoc", "pandoc.exe"):
            path = Path(spec.origin).parent / "files" / name
            if path.is_file():
                return path
    raise RenderError(Problem("Pandoc is not installed", fix="install it with: pip install pypandoc_binary"))


def environment(lang: str = LANG, **more: str) -> dict[str, str]:
    """Return the environment in which Pandoc works alike for everybody.

    Its reader of bibliographies asks ``LANG`` for the language of works that do not say theirs, its Lua
    runs ``LUA_INIT`` first, its run-time obeys ``GHCRTS``, and the user's own folder may hold templates:
    of all that, nothing is let through but where temporary files go. *lang* is the document's language.
    """
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    nowhere = str(ASSETS)  # has no folder of Pandoc's
    return {**kept, "LC_ALL": "C.UTF-8", "LANG": lang, "HOME": nowhere, "XDG_DATA_HOME": nowhere, **more}


def convert(jobs: Sequence[Job], memory: Memory | None = None, lang: str = LANG) -> list[Answer]:
    """Convert every document; the answers stand in the order of the jobs.

    An empty document is empty in any format. With a *memory* only what is new is converted. *lang* is the
    language of the works in a bibliography that do not say theirs. A document that Pandoc cannot read gives
    an answer with an error. Raises RenderError when Pandoc itself is absent or stops.
    """
    answers: dict[int, Answer] = {}
    keys: dict[int, str] = {}
    for number, job in enumerate(jobs):
        if not job.text.strip() and job.reader == MARKDOWN and job.writer == "json":
            answers[number] = EMPTY
        elif memory is not None:
            keys[number] = key_of("pandoc", job.text, job.reader, job.writer, job.citeproc, lang)
            found = memory.get(keys[number])
            if found is not None:
                answers[number] = Answer(found)
    missing = [number for number in range(len(jobs)) if number not in answers]
    for number, answer in zip(missing, _convert([jobs[n] for n in missing], lang), strict=True):
        answers[number] = answer
        if memory is not None and not answer.error and not answer.messages:
            memory.put(keys[number], answer.text)
    return [answers[number] for number in range(len(jobs))]


def read_document(data: bytes, reader: str, name: str, *, patience: float) -> dict[str, Any]:
    """Return Pandoc's model of a document in a format that need not be text, such as docx.

    The document comes from anywhere: Pandoc reads it in its sandbox, so that nothing in it opens a file
    or asks a host.

    Args:
        data: the document.
        reader: the name of its format, as Pandoc has it.
        name: what to call it in messages.
        patience: how many seconds Pandoc may take.

    Raises:
        RenderError: Pandoc cannot read it, takes longer, or is absent.
    """
    command = [str(pandoc_path()), "--sandbox", "--from", reader, "--to", "json"]
    try:
        process = subprocess.run(
            command, input=data, capture_output=True, check=False, env=environment(), timeout=patience
        )
    except subprocess.TimeoutExpired:
        what = f"it was not read within {patience:.0f} s"
        raise RenderError(Problem(what, name, "is it the right file?")) from None
    if process.returncode != 0:
        said = process.stderr.decode(errors="replace").partition("HasCallStack backtrace")[0].split()
        what = f"it cannot be read as {reader}: {' '.join(said)[:200]}"
        raise RenderError(Problem(what, name, "save it again in that format, or in another one"))
    found: dict[str, Any] = json.loads(process.stdout)
    return found


def recalled(wanted: Iterable[tuple[str, Callable[[], Job]]], memory: Memory) -> list[str]:
    """Return the text of each key: an earlier build's, or else what Pandoc makes of its job.

    Raises RenderError when Pandoc cannot convert a document, is absent or stops.
    """
    keys: list[str] = []
    missing: dict[str, Job] = {}
    for key, job in wanted:
        keys.append(key)
        if key not in missing and memory.get(key) is None:
            missing[key] = job()
    for key, answer in zip(missing, convert(list(missing.values())), strict=True):
        memory.put(key, answer.checked.strip())
    return [memory.get(key) for key in keys]


def _convert(jobs: Sequence[Job], lang: str) -> list[Answer]:
    shares = _shares(jobs)
    if len(shares) == 1:
        return _run(shares[0], lang)
    with ThreadPoolExecutor(len(shares)) as pool:
        return [answer for answers in pool.map(partial(_run, lang=lang), shares) for answer in answers]


def _shares(jobs: Sequence[Job]) -> list[Sequence[Job]]:
    """Cut the jobs into runs of about equal size, one for each processor that pays off."""
    total = sum(len(job.text) for job in jobs)
    count = max(1, min(os.cpu_count() or 1, 4, total // SHARE + 1))
    shares: list[list[Job]] = [[]]
    size = 0
    for job in jobs:
        if size > total / count and len(shares) < count:
            shares.append([])
            size = 0
        shares[-1].append(job)
        size += len(job.text)
    return [share for share in shares if share] or [[]]


def _run(jobs: Sequence[Job], lang: str) -> list[Answer]:
    """Convert the jobs in one process."""
    if not jobs:
        return []
    parts: list[bytes] = []
    for job in jobs:
        text = job.text.encode()
        parts += [f"{len(text)} {job.reader} {job.writer} {int(job.citeproc)}\n".encode(), text]
    patience = PATIENCE + sum(map(len, parts)) / SPEED
    try:
        process = subprocess.run(
            [str(pandoc_path()), "lua", str(ASSETS / "batch.lua")],
            input=b"".join(parts),
            capture_output=True,
            check=False,
            env=environment(lang),
            timeout=patience,
        )
    except subprocess.TimeoutExpired as expired:
        raise RenderError(_endless(jobs, expired.stdout or b"", patience)) from None
    if process.returncode != 0:
        # What went wrong comes first; where in Pandoc, which Haskell tells after it, helps nobody.
        said = process.stderr.decode(errors="replace").partition("HasCallStack backtrace")[0]
        lines = said.strip().splitlines()[-5:]
        raise RenderError(Problem("Pandoc stopped: " + "\n    ".join(lines)))
    return _answers(process.stdout, len(jobs))


def _endless(jobs: Sequence[Job], output: bytes, patience: float) -> Problem:
    """Return which of some documents Pandoc did not come to the end of; it answers one after the other."""
    done = 0
    with suppress(ValueError, IndexError):
        for done in range(len(jobs)):
            _answers(output, done + 1)
    begins = " ".join(jobs[done].text.split())[:_SHOWN]
    what = f"Pandoc did not come to an end within {patience:.0f} s with the text that begins '{begins}'"
    return Problem(what, fix="is something nested very deep in it? write it in a simpler way")


def _answers(output: bytes, count: int) -> list[Answer]:
    """Read the frames that ``batch.lua`` wrote."""
    answers: list[Answer] = []
    start = 0
    for _ in range(count):
        end = output.index(b"\n", start)
        head = json.loads(output[start:end])
        start, end = end + 1, end + 1 + head["size"]
        messages = tuple(
            Message(m["kind"], m["text"], int(m["line"]), str(m["subject"])) for m in head["messages"]
        )
        answers.append(Answer(output[start:end].decode(), head.get("error", ""), messages))
        start = end
    return answers


READER = "markdown-smart-raw_html-raw_tex-citations"
"""Pandoc's markdown in which quotation marks, tags and keys are what they are."""

MARKUP = re.compile(
    r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)[^*_]*?(?<=\S)\1(?!\w)"  # emphasis
    r"|\*[^\s*][^*]*\*|`[^`]+`|\$[^\s$][^$]*\$|\[[^\]]*\][({]"  # inside words; code, formulas, links, spans
    r"|\^[^\s^]+\^|~[^\s~]+~|~~\S.*?~~|\\[^\w\s]"
)
TAG = re.compile(r"</?(?:a|abbr|b|br|code|em|i|mark|q|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>")


@lru_cache(maxsize=4096)
def plain_alternative(written: str) -> str:
    """Return an alternative text without markup, whichever way its author has marked words."""
    text = TAG.sub("", written)
    if not MARKUP.search(text):
        return text
    return plain_text(blocks_of(convert([Job(text, READER)])[0].checked))
