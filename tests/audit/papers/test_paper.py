"""Whole papers: the documented example, and the same tables from each format that papers come in."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from reproreport.audit import PaperAudit, Verdict, audit_paper, audit_table, read_paper, read_printed_table
from reproreport.audit.papers.document import Document
from reproreport.audit.papers.propose import NotRead, Proposal, propose
from reproreport.audit.papers.sheets import Sheet, grid
from reproreport.audit.table import Kind
from reproreport.errors import ReportError
from reproreport.render.pandoc.door import pandoc_path

ROOT = Path(__file__).parents[3]

#: As a medical paper prints it; the counts are made up. “8 (11.0)” is 10.0%.
TABLE = """
<p>Table 1. Characteristics of patients</p>
<table><thead>
<tr><th rowspan="2">Characteristic</th><th colspan="2">Group, n (%)</th><th rowspan="2">p value</th></tr>
<tr><th>Treated (n = 53)</th><th>Control (n = 80)</th></tr></thead><tbody>
<tr><td colspan="4">Sex</td></tr>
<tr><td>Male</td><td>35 (66.0)</td><td>40 (50.0)</td><td>0.068</td></tr>
<tr><td>Female</td><td>18 (34.0)</td><td>40 (50.0)</td><td></td></tr>
<tr><td>Age, mean (SD)</td><td>45 (12.3)</td><td>46 (11)</td><td>.4</td></tr>
<tr><td>Smoker<sup>a</sup></td><td>12 (22.6)</td><td>21 (26.3)<sup>1</sup></td><td>.64</td></tr>
<tr><td>BMI</td><td>22 (4.1)</td><td>23 (4.3)</td><td>.2</td></tr>
<tr><td colspan="4">Comorbidities</td></tr>
<tr><td>Diabetes</td><td>5 (9.4)</td><td>8 (10.0)</td><td>.9</td></tr>
<tr><td>Asthma</td><td>3 (5.7)</td><td>8 (11.0)</td><td>.4</td></tr>
</tbody></table>
<p>We asked 35 of 53 (65%), <i>t</i>(28) = 2.20, <i>p</i> = .036.</p>
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PaperAudit]:
    """Return the audit of the paper in each format."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "paper.html").write_text(TABLE, encoding="utf-8")
    for writer, suffix in (("docx", "docx"), ("jats", "xml"), ("odt", "odt")):
        command = [str(pandoc_path()), "paper.html", "-t", writer, "-s", "-o", f"paper.{suffix}"]
        subprocess.run(command, cwd=folder, check=True, timeout=60)
    return {
        suffix: audit_paper(read_paper(folder / f"paper.{suffix}", f"paper.{suffix}"))
        for suffix in ("html", "docx", "xml", "odt")
    }


def bad(audit: PaperAudit) -> list[tuple[str, str]]:
    """Return what is inconsistent in the tables of a paper: the row, and what is printed."""
    return [
        (table.table.row_name(finding.addresses[0].item), table.table.numbers[finding.addresses[0]].text)
        for table in audit.tables
        for finding in table.findings
        if finding.verdict is Verdict.INCONSISTENT
    ]


@pytest.mark.parametrize("suffix", ["html", "docx", "xml"])
def test_a_table_from_each_format(papers: dict[str, PaperAudit], suffix: str) -> None:
    """Its questions and choices, its groups with their Ns, and the one wrong percentage."""
    audit = papers[suffix]
    one, other = audit.tables
    assert [(group.id, group.size.units) for group in one.table.groups] == [("Treated", 53), ("Control", 80)]
    assert one.table.kind is Kind.SINGLE
    assert [item.id for item in one.table.items] == ["Sex", "Age"]
    assert [item.id for item in other.table.items] == [
        "Smoker", "Comorbidities: Diabetes", "Comorbidities: Asthma",
    ]  # fmt: skip
    assert bad(audit) == [("Comorbidities: Asthma", "11.0")]
    assert [(p.text, p.item) for p in one.table.p_values] == [("0.068", "Sex")]
    notes = " ".join(audit.proposals[0].notes)
    assert "The row “BMI” is not read: “22 (4.1)” may be a mean with its deviation." in notes
    assert "“Sex” is read as one question with the answers “Male”, “Female”." in notes


@pytest.mark.parametrize("suffix", ["html", "docx", "xml", "odt"])
def test_the_text_from_each_format(papers: dict[str, PaperAudit], suffix: str) -> None:
    """What its text states, with the place."""
    share, test = papers[suffix].findings
    assert (share.verdict, test.verdict) == (Verdict.INCONSISTENT, Verdict.EXACT)
    assert share.origin[0].startswith(f"paper.{suffix}, paragraph ")


def test_the_documented_example() -> None:
    """What docs/audit.md shows of docs/examples/paper.md is what is said of it."""
    audit = audit_paper(read_paper(ROOT / "docs/examples/paper.md", "docs/examples/paper.md"))
    wrong = [one for one in audit.findings if one.verdict is Verdict.INCONSISTENT]
    page = " ".join((ROOT / "docs/audit.md").read_text(encoding="utf-8").split())
    (chi,) = [one for one in wrong if one.evidence.get("test") == "χ²"]
    assert f"{chi.explanation} {chi.origin[0].replace('docs/examples/paper.md:', 'line ')}" in page
    assert [one.evidence["printed"] for one in wrong] == ["12 of 35 (43%)", "χ²(2) = 10.56, p = .05"]
    assert bad(audit) == [("Went there", "25.0")]


def test_a_proposal_is_a_table_of_the_format(tmp_path: Path) -> None:
    """Written and read again, it is the same table."""
    audit = audit_paper(read_paper(ROOT / "docs/examples/paper.md", "docs/examples/paper.md"))
    (proposal,) = audit.proposals
    path = tmp_path / proposal.name
    path.write_text(proposal.cells, encoding="utf-8")
    path.with_suffix(".yml").write_text(proposal.header, encoding="utf-8")
    again = audit_table(read_printed_table(path, proposal.name))
    assert again.summary == audit.tables[0].summary
    assert again.table.numbers == audit.tables[0].table.numbers


def sheet(*rows: str, title: str = "") -> Sheet:
    """Return a grid of rows, each with its cells between bars."""
    return grid([[(cell.strip(), 1, 1) for cell in row.split("|")] for row in rows], title, "table 1")


def read(*rows: str, title: str = "") -> list[Proposal | NotRead]:
    """Return how rows are read."""
    return propose(sheet(*rows, title=title), "paper.html", 1)


def test_columns_of_counts_and_percentages() -> None:
    """Two columns of each group, the Ns in a row, a total, two columns of words."""
    (one,) = read(
        "Question | Answer | City | City | Ward | Ward | Total | Total",
        " | | n | % | n | % | n | %",
        "N | | 40 | | 60 | | 100 |",
        "Heard | Yes | 30 | 75,0 | 24 | 40,0 | 54 | 54,0",
        " | No | 10 | 25,0 | 36 | 60,0 | 46 | 46,0",
        "Went | Yes | 10 | 25,0 | 6 | 10,0 | 16 | 16,0",
        " | No | 30 | 75,0 | 54 | 90,0 | 84 | 84,0",
    )
    assert isinstance(one, Proposal)
    table = one.table()
    assert table.total
    assert table.total.id == "Total"
    assert [group.size.units for group in table.groups] == [40, 60, 100]
    assert [item.id for item in table.items] == ["Heard", "Went"]
    audit = audit_table(table)
    assert not audit.summary.all[Verdict.INCONSISTENT]
    assert audit.summary.percentages[Verdict.EXACT] == 12


def test_percentages_alone() -> None:
    """Where the title says that they are percentages, whole numbers are."""
    (one,) = read(
        "Item | Men (n = 20) | Women (n = 30)", "Yes | 45 | 50", "Maybe | 33 | 20", title="Percent who"
    )
    assert isinstance(one, Proposal)
    findings = [one for one in audit_table(one.table()).findings if one.verdict is Verdict.INCONSISTENT]
    assert len(findings) == 1  # 33% of 20 is no count


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (("Variable | B | SE", "Age | 0.12 | 0.03", "Sex | 0.40 | 0.11"), "nothing says whether"),
        (("Variable | OR (95% CI) | p", "Age | 1.2 (1.1 to 1.4) | .02"), "no column holds counts"),
        (("Group | Score", "Men | 3.4 (1.2)", "Women | 3.1 (1.1)"), "is no count and no percentage"),
        (("Group | Men (n = 30) | Women (n = 40)", "Score | 34 (12) | 31 (11)"), "may be a mean"),
        (("One cell",), "fewer than two"),
        (("Study | Country", "Nguyen | Vietnam"), "no column holds"),
    ],
)
def test_tables_that_are_not_read(rows: tuple[str, ...], why: str) -> None:
    """Coefficients, ratios, means and words are listed with the reason, and not taken for counts."""
    (one,) = read(*rows)
    assert isinstance(one, NotRead)
    assert why in one.why


def test_a_row_of_an_unnamed_kind_is_left_out_by_name() -> None:
    """The others are read."""
    (one,) = read("Item | A (n = 50) | B (n = 60)", "Went, n (%) | 25 (50) | 30 (50)", "Score | 12 | 14")
    assert isinstance(one, Proposal)
    assert [item.id for item in one.table().items] == ["Went, n (%)"]
    assert any("“Score” is not read" in note for note in one.notes)


def test_bounds_and_blanks() -> None:
    """A bound is kept and shown as not checkable; what is not printed is absent."""
    (one,) = read("Item, n (%) | A (n = 50) | B (n = 60)", "Went | 25 (50) | <5", "Stayed | – | 30 (50)")
    assert isinstance(one, Proposal)
    table = one.table()
    assert list(table.unread.values()) == ["<5"]
    assert len([at for at in table.numbers if at.item == "Stayed"]) == 2


def test_a_sheet_as_csv(tmp_path: Path) -> None:
    """Semicolons, a title in a row of its own, a decimal comma."""
    path = tmp_path / "sheet.csv"
    path.write_text(
        "Answers, n (%);;\n;A (n = 50);B (n = 60)\nYes;25 (50,0);31 (51,7)\nNo;25 (50,0);29 (48,3)\n",
        encoding="utf-8",
    )
    audit = audit_paper(read_paper(path, "sheet.csv"))
    (table,) = audit.tables
    assert table.summary.percentages[Verdict.EXACT] == 4
    assert [group.id for group in table.table.groups] == ["A", "B"]


@pytest.mark.parametrize(("name", "data"), [("x.docx", b"no zip"), ("x.ods", b"no zip"), ("x.png", b"")])
def test_what_is_no_paper(tmp_path: Path, name: str, data: bytes) -> None:
    """One message with the file's name, and what to do."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReportError) as caught:
        read_paper(path, name)
    (problem,) = caught.value.problems
    assert problem.where == name
    assert problem.fix


def test_the_data_of_a_paper() -> None:
    """As docs/audit.md describes them, and JSON has them."""
    from reproreport.audit import as_data

    audit = audit_paper(read_paper(ROOT / "docs/examples/paper.md", "docs/examples/paper.md"))
    data = json.loads(json.dumps(as_data(audit.tables, papers=[audit])))
    (paper,) = data["papers"]
    assert set(paper) == {"name", "summary", "findings", "read", "not_read"}
    page = (ROOT / "docs/audit.md").read_text(encoding="utf-8")
    described = set(re.findall(r"`(\w+)`", page))
    assert {key for finding in paper["findings"] for key in finding["evidence"]} <= described
    assert isinstance(read_paper(ROOT / "docs/examples/paper.md", "x"), Document)


def test_a_pdf(tmp_path: Path) -> None:
    """Its text, a ruled table, and one without rules, which is named. It wants the extra ``papers``."""
    pytest.importorskip("pdfplumber", reason="pip install 'reproreport[papers]'")
    import typst

    source = """
        We asked 35 of 53 (65%), and it was so.

        Table 1. Answers, n (%)
        #table(columns: 3, [Answer], [Women (n = 53)], [Men (n = 80)],
          [Yes], [35 (66.0)], [40 (50.0)], [No], [18 (34.0)], [40 (51.0)])
        #pagebreak()
        Table 2. Means
        #table(columns: 2, stroke: none, [Score], [3.4], [Other], [2.1])
        """
    (tmp_path / "paper.typ").write_text(source, encoding="utf-8")
    typst.compile(tmp_path / "paper.typ", output=tmp_path / "paper.pdf")
    audit = audit_paper(read_paper(tmp_path / "paper.pdf", "paper.pdf"))
    assert next((one.verdict, one.origin) for one in audit.findings) == (
        Verdict.INCONSISTENT,
        ("paper.pdf, page 1",),
    )
    assert ("Table 1. Answers, n (%)", "51.0") in bad(audit)
    assert "no rules between its cells" in audit.not_read[0].why
