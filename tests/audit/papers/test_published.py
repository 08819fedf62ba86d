"""Tables of two open-access papers, typed as printed, audited from HTML and from Word.

Chiappini E, Della Bella C, Bonsignori F, et al. (2012), PLoS ONE 7(9): e46041, Table 2 (CC BY);
Liu X, Pei X, Li N, et al. (2013), PLoS ONE 8(3): e58242, Table 1 (CC BY), its heads shortened and
without some rows of means.
"""

from __future__ import annotations

import subprocess

import pytest

from reproreport.audit import PaperAudit, Verdict, audit_paper, read_paper
from reproreport.render.pandoc.door import pandoc_path

TUBERCULOSIS = """
Characteristic of the 75 study children, according to their final diagnosis.
 | Uninfected | Latent TB | Probable TB disease | Definite TB disease
 | n = 29 | n = 21 | n = 20 | n = 5
 | n (%) | n (%) | n (%) | n (%)
Age, months (median and IQR) | 77 (28–101) | 86 (61–101) | 52(27–82) | 47 (8–97)
Immigrated | 21 (72.4) | 15 (71.4) | 18 (90) | 4 (80.0)
BCG vaccinated | 5 (17.2) | 7 (33.3) | 1 (5.0) | 0 (0.0)
TST (mm) | | | |
<5 | 28 (96.5) | 0 (0.0) | 0 (0.0) | 1 (20.0)
≥5 and <10 | 1 (3.5) | 1 (4.8) | 2 (10.0) | 0 (0.0)
≥10 and <15 | 0 (0.0) | 5 (23.1) | 1 (5.0) | 1 (20.0)
≥15 | 0 (0.0) | 15 (71.5) | 17 (85.0) | 3 (60.0)
QFT-G-IT result | | | |
negative | 29 (100.0) | 5 (23.1) | 3 (15.0) | 5 (100.0)
positive | 0 (0.0) | 15 (71.5) | 17 (85.0) | 0 (0.0)
indeterminate | 0 (0.0) | 1 (4.8) | 0 (0.0) | 0 (0.0)
"""
KIDNEYS = """
Patient characteristic.
Characteristic | Development (N = 831) | External Validation (n = 349) | Additional Validation (n = 222)
Causes of CKD, N (%) | | |
Primary glomerular disease | 255(30.7) | 71(20.3) | 71(32.0)
Diabetic nephropathy | 205(24.0) | 147(42.1) | 48(21.6)
Hypertension | 115(13.8) | 44(12.6) | 45(20.3)
Chronic tubulointerstitial disease | 81(9.7) | 30(8.6) | 16(7.2)
Polycystic kidney disease | 27(3.2) | 8(2.3) | 2(0.9)
Lupus nephritis | 13(1.6) | 5(1.4) | 5(2.3)
Other causes or causes unknown | 135(16.2) | 44(12.6) | 35(15.8)
Distribution of CKD stages, N (%) | | ‡ | *
CKD 1 | 62(7.5) | 32(9.2) | 39(17.6)
CKD 2 | 167(20.1) | 75(21.5) | 63(28.4)
CKD 3 | 310(37.3) | 140(40.1) | 73(32.9)
CKD 4 | 195(23.5) | 80(22.9) | 32(14.4)
CKD 5 | 97(11.7) | 22(6.3) | 15(6.8)
Age, mean (s.d.) in years | 53(17) | 58(15)* | 57(17)†
Male / Female (%) | 63.4/36.6 | 60.2/39.8 | 54.1/45.9‡
"""


def as_html(text: str, heads: int) -> str:
    """Return a table in HTML: a title, rows of heads, rows of cells."""
    title, *rows = text.strip().splitlines()
    lines = []
    for number, row in enumerate(rows):
        tag = "th" if number < heads else "td"
        cells = (cell.strip().replace("<", "&lt;") for cell in row.split("|"))
        lines.append("<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>")
    head, body = "".join(lines[:heads]), "".join(lines[heads:])
    return f"<table><caption>{title}</caption><thead>{head}</thead><tbody>{body}</tbody></table>"


@pytest.fixture(scope="module", params=["html", "docx"])
def papers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, PaperAudit]:
    """Return the audits of both papers in one format."""
    folder = tmp_path_factory.mktemp("published")
    found = {}
    for name, text, heads in (("tuberculosis", TUBERCULOSIS, 3), ("kidneys", KIDNEYS, 1)):
        path = folder / f"{name}.html"
        path.write_text(as_html(text, heads), encoding="utf-8")
        if request.param == "docx":
            command = [str(pandoc_path()), path.name, "-f", "html", "-t", "docx", "-o", f"{name}.docx"]
            subprocess.run(command, cwd=folder, check=True, timeout=60)
        path = path.with_suffix(f".{request.param}")
        found[name] = audit_paper(read_paper(path, path.name))
    return found


def told(audit: PaperAudit, verdict: Verdict) -> list[str]:
    """Return what a paper's tables are told with a verdict."""
    return [
        finding.explanation
        for table in audit.tables
        for finding in table.findings
        if finding.verdict is verdict and finding.check.value in ("percentage", "sum of percentages")
    ]


def test_tuberculosis(papers: dict[str, PaperAudit]) -> None:
    """5 of 21 is 23.81%, printed twice as 23.1, so that two questions add to 99.4; 15 of 21 is 71.43%."""
    audit = papers["tuberculosis"]
    assert [[group.size.units for group in table.table.groups] for table in audit.tables] == [
        [29, 21, 20, 5]
    ] * 2
    assert [item.id for item in audit.tables[0].table.items] == ["Age, months", "TST (mm)", "QFT-G-IT result"]
    assert [item.id for item in audit.tables[1].table.items] == ["Immigrated", "BCG vaccinated"]
    assert told(audit, Verdict.INCONSISTENT) == [
        "5 of 21 is 23.8%, and “23.1” is printed.",
        "5 of 21 is 23.8%, and “23.1” is printed.",
        "0.0 + 4.8 + 23.1 + 71.5 is 99.4%, not 100.0%.",
        "23.1 + 71.5 + 4.8 is 99.4%, not 100.0%.",
    ]
    assert len([one for one in told(audit, Verdict.WITHIN) if "“71.5”" in one]) == 2


def test_kidneys(papers: dict[str, PaperAudit]) -> None:
    """205 of 831 is 24.67%, printed as 24.0, so that the causes add to 99.2; 35 others are right."""
    audit = papers["kidneys"]
    (table,) = audit.tables
    assert [group.size.units for group in table.table.groups] == [831, 349, 222]
    assert told(audit, Verdict.INCONSISTENT) == [
        "205 of 831 is 24.7%, and “24.0” is printed.",
        "The sum of the 7 parts is 99.2%, not 100.0%.",
    ]
    assert table.summary.percentages[Verdict.EXACT] == 35
    assert table.repairs
    proposed = [change.proposed for repair in table.repairs.all for change in repair.changes]
    assert 247 in proposed
    assert any("“Male / Female (%)” is not read" in note for note in audit.proposals[0].notes)
