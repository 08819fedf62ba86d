"""Many conversions in one Pandoc process."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from reproreport.errors import RenderError
from reproreport.render.pandoc import door as pandoc
from reproreport.render.pandoc.door import Job, convert, pandoc_path
from reproreport.render.pandoc.nodes import attr, div, document
from reproreport.render.resolve.citations import cite_node


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


WORKS = (
    "@book{a, author={Smith, Ann}, title={A system of logic and of Things}, edition={2}, year={1843}, "
    "month={5}, publisher={Parker}}\n"
    "@book{b, author={An, Bình}, title={Of wards in Cities}, langid={english}, year={2001}}\n"
)

SURROUNDINGS = {
    "LANG": "vi_VN.UTF-8",
    "LANGUAGE": "vi",
    "LC_ALL": "C",
    "LUA_INIT": "print('from LUA_INIT')",
    "GHCRTS": "--no-such-option",
}


@pytest.mark.parametrize("name", [*SURROUNDINGS, "HOME", "XDG_DATA_HOME"])
def test_the_users_environment_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """Neither the bibliography's capitals nor anything else depend on who builds, and with which settings."""
    jobs = [Job(WORKS, "biblatex"), Job("*Đông* Kinh “x” -- $a^2$[^1]\n\n[^1]: Note", writer="html5")]
    before = convert(jobs)
    own = tmp_path / (".local/share/pandoc" if name == "HOME" else "pandoc")
    own.mkdir(parents=True)
    (own / "init.lua").write_text("print('from init.lua')")
    (own / "default.csl").write_text("nothing")
    monkeypatch.setenv(name, SURROUNDINGS.get(name, str(tmp_path)))
    assert convert(jobs) == before
    assert not before[0].error


@pytest.mark.parametrize("lang", ["en", "en-GB", "vi", "de"])
def test_works_are_in_the_documents_language(tmp_path: Path, lang: str) -> None:
    """A title is capitalized as Pandoc itself does when it reads document and works at once."""
    (tmp_path / "works.bib").write_text(WORKS, encoding="utf-8")
    meta = f"---\nlang: {lang}\nnocite: '@*'\n---\n\n::: {{#refs}}\n:::\n"
    command = [str(pandoc_path()), "--citeproc", "--bibliography=works.bib", "--to=plain", "--wrap=none"]
    whole = subprocess.run(
        command, input=meta, capture_output=True, text=True, check=True, cwd=tmp_path, encoding="utf-8"
    ).stdout
    works = json.loads(convert([Job(WORKS, "biblatex")], lang=lang)[0].checked)["meta"]["references"]
    given = {"references": works, "lang": {"t": "MetaString", "c": lang}}
    given["nocite"] = {"t": "MetaInlines", "c": [cite_node("*")]}
    text = document([div(attr("refs"), [])], given)
    (answer,) = convert([Job(text, "json", "plain", citeproc=True)])
    assert answer.checked.strip() == whole.strip()
    assert ("A system of logic and of Things" in whole) is (lang in ("vi", "de"))
