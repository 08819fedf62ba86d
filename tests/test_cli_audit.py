"""``report audit``: exit codes, messages and files, as a user meets them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result
from lxml import html

from finding_examples import DRINKS, PETS, write_files
from reproreport.cli import main

ROOT = Path(__file__).parents[1]

CODEBOOK = """\
    title: Drinks
    source: brown1901
    licence: facts
    readings: {first: {file: a.txt}, second: {file: b.txt}}
    files:
      drinks.csv:
        title: What people drink
        header: drinks.yml
        key: [item, group, reading]
        columns:
          item: {type: identifier, description: item}
          group: {type: identifier, description: group}
          count: {type: printed count, unit: people, description: count}
          percent: {type: printed number, unit: "%", description: share}
          reading: {type: identifier, description: reading}
    """
CLAIMS = """\
    source: brown1901
    reading: first
    claims:
      - id: men-coffee
        section: results
        line: 3
        says: Men prefer coffee to tea.
        form: more than
        which: {cell: {table: drinks, item: 2, group: men, number: percent}}
        than: {cell: {table: drinks, item: 1, group: men, number: percent}}
    """


def audit(*words: str | Path) -> Result:
    """Run ``report audit``."""
    return CliRunner().invoke(main, ["audit", *map(str, words)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder outside of every report, with two tables in it."""
    write_files(tmp_path, DRINKS, PETS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report with one printed table and one claim."""
    data = tmp_path / "report/data/brown"
    data.mkdir(parents=True)
    write_files(data, DRINKS, {"codebook.yml": CODEBOOK, "claims.yml": CLAIMS})
    (tmp_path / "report/_quarto.yml").write_text("project: {type: book}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "report")
    return tmp_path / "report"


@pytest.mark.usefixtures("folder")
def test_any_file() -> None:
    """Outside of a report; findings alone are no failure."""
    done = audit("drinks.csv", "pets.csv")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "\ndrinks.csv\nWhat people drink\n" in done.stdout
    assert "“46”, “60,0” → 76.7" in done.stdout
    assert "Tea, Men" not in done.stdout
    assert re.search(r"pets.csv\n *percentages +4 +0 +0 +0\n", done.stdout)
    assert "Tea, Men" in audit("drinks.csv", "--all").stdout


def test_the_whole_report(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its printed tables and its claims, from any folder of it."""
    monkeypatch.chdir(project / "data")
    done = audit()
    assert (done.exit_code, done.stderr) == (0, "")
    assert re.search(r"data/brown/drinks.csv\n *percentages +7 +1 +0 +1\n", done.stdout)
    assert re.search(r"data/brown/claims.yml\n *claims +1 +0 +0 +0\n", done.stdout)


def test_this_report() -> None:
    """The command as it is installed, in a process of its own: coded as UTF-8, no colour, 80 columns."""
    done = subprocess.run(
        [sys.executable, "-m", "reproreport", "audit"], cwd=ROOT / "docs", capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode("utf-8")
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= 80
    # The findings themselves are asserted where they are made.
    assert "“128”, “65,7” → 95.5" in text
    assert "data/hai-phong-awareness/table-2.csv" in text
    assert "data/thesis/claims.yml" in text


def test_the_documented_output() -> None:
    """docs/audit.md shows what the command says of its example."""
    shown = re.findall(r"```\n(docs/examples/.*?)\n```", (ROOT / "docs/audit.md").read_text("utf-8"), re.S)
    done = subprocess.run(
        [sys.executable, "-m", "reproreport", "audit", "docs/examples/awareness.csv"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert shown == [done.stdout.strip("\n")]


@pytest.mark.parametrize(
    ("level", "message"),
    [
        ("inconsistent", "failed: 3 findings are inconsistent\n"),
        ("not-checkable", "failed: 4 findings are not checkable or worse\n"),
        ("within-rounding", "failed: 5 findings are within rounding or worse\n"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_fail_on(level: str, message: str) -> None:
    """Of the drinks, one percentage, one row sum and the p are off; the direction is open; one is rounded."""
    done = audit("drinks.csv", "--fail-on", level)
    assert (done.exit_code, done.stderr) == (1, message)


@pytest.mark.usefixtures("folder")
def test_fail_on_what_is_not_there() -> None:
    """The pets have no inconsistent finding."""
    done = audit("pets.csv", "--fail-on", "inconsistent")
    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.usefixtures("folder")
def test_json() -> None:
    """One object on standard output and nothing else."""
    done = audit("drinks.csv", "--json")
    data = json.loads(done.stdout)
    assert done.exit_code == 0
    assert data["version"] == 1
    assert data["tables"][0]["summary"]["percentages"]["inconsistent"] == 1
    assert data["tables"][0]["repairs"][0]["repairs"][0]["changes"][0]["proposed"] == "36"
    without = json.loads(audit("drinks.csv", "--json", "--no-repairs").stdout)
    assert without["tables"][0]["repairs"] is None


@pytest.mark.usefixtures("folder")
def test_alpha() -> None:
    """With 46 coffee's p is .006: significant at .05 and not at .001."""
    for level, expected in (("0.05", True), ("0.001", False)):
        data = json.loads(audit("drinks.csv", "--json", "--alpha", level).stdout)
        assert data["tables"][0]["tests"]["printed"]["items"][1]["significant"]["alone"] is expected


def test_a_page(folder: Path) -> None:
    """Written whole; the terminal has the summary and says where it is."""
    done = audit("drinks.csv", "--html", "out.html")
    assert done.exit_code == 0
    assert done.stdout.endswith("\nWrote out.html.\n")
    assert "percentages" in done.stdout
    root = html.fromstring((folder / "out.html").read_text(encoding="utf-8"))
    assert root.findtext(".//h1") == "Audit of printed tables"
    assert [path.name for path in folder.glob("*out*")] == ["out.html"]


def test_a_page_and_data(folder: Path) -> None:
    """Then standard output is JSON alone."""
    done = audit("drinks.csv", "--html", "out.html", "--json")
    assert json.loads(done.stdout)["version"] == 1
    assert (folder / "out.html").is_file()


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ("nowhere/out.html", "error: nowhere: the folder does not exist\n"),
        (".", "error: .: this is a folder\n"),
        ("drinks.csv/out.html", "error: drinks.csv: the folder does not exist\n"),
    ],
)
def test_a_page_that_cannot_be_written(folder: Path, out: str, message: str) -> None:
    """Refused before anything is calculated; no folder is made."""
    done = audit("drinks.csv", "--html", out)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(message)
    assert not (folder / "nowhere").exists()


def test_a_page_is_written_again(folder: Path) -> None:
    """It says itself that an audit made it."""
    assert audit("drinks.csv", "--html", "out.html").exit_code == 0
    before = (folder / "out.html").read_bytes()
    assert audit("drinks.csv", "--html", "out.html").exit_code == 0
    assert (folder / "out.html").read_bytes() == before


KINDS = ["input", "input by another way", "note", "empty", "link to a page", "nowhere", "pipe"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_takes_nobodys_place(folder: Path, kind: str) -> None:
    """What stands there is kept, whatever it is, and nothing is calculated; `--html *.csv` names an input."""
    out = folder / "out.html"
    if kind == "note":
        out.write_text("<p>mine</p>", encoding="utf-8")
    elif kind == "empty":
        out.touch()
    elif kind == "pipe":
        os.mkfifo(out)
    elif kind == "link to a page":
        assert audit("drinks.csv", "--html", "page.html").exit_code == 0
        out.symlink_to("page.html")
    elif kind == "nowhere":
        out.symlink_to("nowhere")
    name = {"input": "drinks.csv", "input by another way": f"../{folder.name}/drinks.csv"}.get(
        kind, "out.html"
    )
    before = (folder / name).lstat()
    done = audit("drinks.csv", "--html", name)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: {name}: something else than the page of an audit stands there")
    after = (folder / name).lstat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert not (folder / "nowhere").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--fail-on", "exact"],
        ["--alpha", "5"],
        ["--alpha", "nan"],
        ["--alpha", "x"],
        ["--colour"],
    ],
)
@pytest.mark.usefixtures("folder")
def test_wrong_usage(words: list[str]) -> None:
    """Exit code 2, with the usage."""
    done = audit("drinks.csv", *words)
    assert done.exit_code == 2
    assert "Usage:" in done.stderr


GOOD = dedent(DRINKS["drinks.csv"])
HEAD = dedent(DRINKS["drinks.yml"])
NOISE = hashlib.shake_256(b"noise").digest(10_000_000)

BAD: dict[str, tuple[bytes, str | None, str]] = {
    "an empty file": (b"", HEAD, "bad.csv:1: the file is empty"),
    "no header": (GOOD.encode(), None, "bad.yml: the header bad.yml is missing beside bad.csv"),
    "an empty header": (GOOD.encode(), "", "bad.yml:1: the file is empty"),
    "a missing header field": (
        GOOD.encode(), HEAD.replace("kind: multiple response\n", ""), "bad.yml:1: 'kind' is missing",
    ),
    "a negative number": (
        GOOD.replace(",46,", ",-46,").encode(), HEAD, "bad.csv:6: count: '-46' is negative",
    ),
    "two decimal marks": (
        GOOD.replace("60,0", "6,0,0").encode(), HEAD, "bad.csv:6: percent: '6,0,0' has two decimal marks",
    ),
    "mixed encodings": (
        GOOD.encode() + "4,men,1,“\n".encode() + "4,women,1,é\n".encode("latin-1"),
        HEAD,
        "bad.csv:21: not UTF-8 text",
    ),
    "10 MB of noise": (NOISE, HEAD, "bad.csv: the file is larger than"),
    "10 MB of noise in the header": (
        GOOD.encode(), NOISE.decode("latin-1"), "bad.yml: the file is larger than",
    ),
    "a header that is no mapping": (GOOD.encode(), "- a\n- b\n", "bad.yml:1: "),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input(folder: Path, name: str) -> None:
    """One message with file, line and what to do; exit code 1; the good file is audited all the same."""
    cells, header, message = BAD[name]
    (folder / "bad.csv").write_bytes(cells)
    if header is not None:
        (folder / "bad.yml").write_text(header, encoding="utf-8")
    done = audit("bad.csv", "pets.csv")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"error: {message}")
    assert "Traceback" not in done.output
    assert "defect" not in done.output
    assert re.search(r"pets.csv\n *percentages +4 +0 +0 +0\n", done.stdout)
    problems = json.loads(audit("bad.csv", "pets.csv", "--json").stdout)["problems"]
    assert f"{problems[0]['where']}: {problems[0]['what']}".startswith(message)


def test_what_is_wrong_in_print_is_a_finding(folder: Path) -> None:
    """A count above its N, a percentage above 100: exit code 0."""
    (folder / "drinks.csv").write_text(
        GOOD.replace("1,men,10", "1,men,41").replace('"60,0"', '"600"'), encoding="utf-8"
    )
    done = audit("drinks.csv")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "“41” is printed for a group of 40." in done.stdout
    assert "“600” is printed, above 100%" in " ".join(done.stdout.split())


def test_all_files_problems_are_told(folder: Path) -> None:
    """A missing file, a folder, a header for its table: each by name, none of them hides another."""
    done = audit("none.csv", folder, "pets.yml", "pets.csv")
    assert done.exit_code == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert lines == [
        "error: none.csv: the file does not exist",
        f"error: {folder.as_posix()}: this is a folder",
        "error: pets.yml: this is the header of a table",
    ]
    assert "pets.csv" in done.stdout


@pytest.mark.usefixtures("folder")
def test_a_file_named_twice_is_audited_once() -> None:
    """The summary names it once."""
    assert len(json.loads(audit("pets.csv", "./pets.csv", "--json").stdout)["tables"]) == 1


@pytest.mark.usefixtures("folder")
def test_a_defect_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw: no traceback without ``--debug``, and the other files are audited."""
    import reproreport.audit as module

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(module, "audit_table", broken)
    done = audit("pets.csv")
    assert done.exit_code == 1
    assert done.stderr.startswith("error: pets.csv: ZeroDivisionError: by zero\n    this is a defect")
    assert "Traceback" not in done.output
    assert "Traceback" in audit("pets.csv", "--debug").output


@pytest.mark.usefixtures("folder")
def test_outside_of_a_report_files_have_to_be_named() -> None:
    """The message says so."""
    done = audit()
    assert done.exit_code == 1
    assert "no _quarto.yml here or above\n    start inside a report, or name files to audit" in done.stderr


def test_a_report_with_nothing_to_audit(project: Path) -> None:
    """Nothing is silently fine."""
    for path in (project / "data/brown").iterdir():
        path.unlink()
    done = audit()
    assert done.exit_code == 1
    assert "the report has no printed tables and no claims" in done.stderr


def test_a_wrong_codebook_hides_no_table(project: Path) -> None:
    """The table is audited all the same, and the codebook's problem told."""
    path = project / "data/brown/codebook.yml"
    path.write_text(re.sub(" *percent: .*\n", "", path.read_text()), encoding="utf-8")
    done = audit()
    assert done.exit_code == 1
    assert "percent: the codebook knows no such column" in done.stderr
    assert re.search(r"data/brown/drinks.csv\n *percentages +7 +1 +0 +1\n", done.stdout)


def test_a_table_that_no_codebook_names(project: Path) -> None:
    """With a header it is audited, at any depth; without one it is named, and not passed over in silence."""
    deep = project / "data/brown/more"
    deep.mkdir()
    write_files(deep, PETS)
    (project / "data/plain.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (project / "data/.ipynb_checkpoints").mkdir()
    (project / "data/.ipynb_checkpoints/x.csv").write_text("a\n", encoding="utf-8")
    done = audit()
    assert done.exit_code == 1
    assert re.search(r"data/brown/more/pets.csv\n *percentages +4 +0 +0 +0\n", done.stdout)
    assert "“46”, “60,0” → 76.7" in done.stdout
    assert done.stderr == (
        "error: data/plain.csv: no codebook names this file, and it is not audited\n"
        "    describe it in data/codebook.yml, or as a printed table in plain.yml\n"
    )
    (project / "data/plain.csv").unlink()
    assert audit().exit_code == 0


def test_a_table_whose_header_no_codebook_names(project: Path) -> None:
    """The header beside it says that it is a printed table."""
    path = project / "data/brown/codebook.yml"
    text = path.read_text(encoding="utf-8")
    assert "header: drinks.yml" in text
    path.write_text(re.sub(" *header: drinks.yml\n", "", text), encoding="utf-8")
    assert "“46”, “60,0” → 76.7" in audit().stdout


def test_wrong_claims_hide_no_table(project: Path) -> None:
    """And the other way round."""
    path = project / "data/brown/claims.yml"
    path.write_text(path.read_text().replace("group: men", "group: man"), encoding="utf-8")
    done = audit()
    assert done.exit_code == 1
    assert "data/brown/claims.yml:" in done.stderr
    assert "“46”, “60,0” → 76.7" in done.stdout


def test_claims_count_for_fail_on(project: Path) -> None:
    """A sentence that does not hold fails like a number that does not agree."""
    path = project / "data/brown/claims.yml"
    path.write_text(path.read_text().replace("more than", "less than"), encoding="utf-8")
    assert audit("--fail-on", "inconsistent").stderr == "failed: 4 findings are inconsistent\n"


def test_a_terminal_without_the_marks(folder: Path) -> None:
    """In another encoding they become question marks, and nothing stops; JSON is UTF-8 all the same."""
    command = [sys.executable, "-m", "reproreport", "audit", "drinks.csv"]
    environment = {"PYTHONPATH": str(ROOT / "analysis"), "PYTHONIOENCODING": "ascii", "PATH": ""}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"? inconsistent" in done.stdout
    data = subprocess.run([*command, "--json"], cwd=folder, env=environment, capture_output=True, check=True)
    assert json.loads(data.stdout.decode("utf-8"))["version"] == 1


def test_a_paper(folder: Path) -> None:
    """What its text states, its tables, and the proposal that can be corrected and audited again."""
    table = "| Item, n (%) | A (n = 50) | B (n = 60) |\n|---|---|---|\n| Went | 25 (50) | 31 (52) |"
    text = f"35 of 53 (56%) went.\n\n{table}\n"
    (folder / "paper.md").write_text(text, encoding="utf-8")
    result = audit("paper.md", "--propose", "--fail-on", "inconsistent")
    assert result.exit_code == 1
    assert "35 of 53 is 66%, and “56” is printed" in " ".join(result.output.split())
    assert "line 1" in result.output
    assert "Wrote paper-table-1.csv and its header; compare them with paper.md, table 1." in result.output
    assert audit("paper-table-1.csv").exit_code == 0
    again = audit("paper.md", "--propose")
    assert again.exit_code == 1
    assert "a file of that name is there already" in again.output


def test_a_paper_as_page_and_data(folder: Path) -> None:
    """The page has a section for its text; the data have a key."""
    (folder / "paper.md").write_text("35 of 53 (56%) went, t(28) = 2.20, p = .036.\n", encoding="utf-8")
    assert audit("paper.md", "--html", "audit.html").exit_code == 0
    page = html.fromstring((folder / "audit.html").read_text(encoding="utf-8"))
    assert "What the text states" in page.text_content()
    (data,) = json.loads(audit("paper.md", "--json").stdout)["papers"]
    assert data["summary"] == {"exact": 1, "within rounding": 0, "not checkable": 0, "inconsistent": 1}


def test_means_of_whole_numbers(folder: Path) -> None:
    """Only where it is said that the values are whole numbers is a mean called wrong."""
    (folder / "paper.txt").write_text("(M = 3.47, SD = 1.20, n = 28)\n", encoding="utf-8")
    assert audit("paper.txt", "--fail-on", "inconsistent").exit_code == 0
    assert audit("paper.txt", "--whole-numbers", "--fail-on", "inconsistent").exit_code == 1


def test_a_file_of_no_kind(folder: Path) -> None:
    """Named with the kinds that are read; a proposal without a paper is wrong usage of it."""
    (folder / "paper.png").write_bytes(b"x")
    result = audit("paper.png")
    assert result.exit_code == 1
    assert "files that end in '.png' are not read" in result.output
    assert "name the papers to read" in audit("--propose").output
