"""Many conversions in one Pandoc process."""

from __future__ import annotations

import json

import pytest

from analysis.errors import RenderError
from analysis.render import pandoc
from analysis.render.pandoc import Job, convert


def test_answers_stand_in_the_order_of_the_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """So they do when the jobs are shared among processes, whatever they hold."""
    monkeypatch.setattr(pandoc, "SHARE", 40)
    texts = [f"Nguyễn {number}\n\n100 markdown json 0\n" for number in range(12)]
    answers = convert([Job(text, writer="plain") for text in texts])
    assert [answer.text.split("\n")[0] for answer in answers] == [f"Nguyễn {n}" for n in range(12)]


def test_no_job_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty list of jobs is an empty list of answers."""
    monkeypatch.setattr("subprocess.run", None)
    assert convert([]) == []


def test_warnings_come_with_their_line() -> None:
    """Pandoc knows where a footnote is that nothing refers to: line 3."""
    message = convert([Job("Text.\n\n[^x]: never used\n")])[0].messages[0]
    assert (message.kind, message.line) == ("NoteDefinedButNotUsed", 3)


def test_a_document_that_cannot_be_read_is_one_answer() -> None:
    """The other documents of the run are converted all the same."""
    broken, fine = convert([Job("{", "json"), Job("fine")])
    assert broken.error
    assert json.loads(fine.checked)["blocks"]
    with pytest.raises(RenderError, match="could not convert"):
        _ = broken.checked
