"""Claims with the printed counts, and with those that the tables support."""

from __future__ import annotations

from pathlib import Path

from finding_examples import drinks_audit, drinks_claims
from real_report import ROOT
from reproreport.audit import read_printed_table
from reproreport.audit.claims.claim import BoundClaim, Case, Form
from reproreport.audit.claims.evaluate import audit_claims
from reproreport.audit.claims.quantity import Quantity, Unit
from reproreport.audit.claims.read import read_claims
from reproreport.audit.finding import Verdict
from reproreport.audit.table import Address, Part
from reproreport.audit.table_audit import audit_table


def test_each_claim_has_its_verdict(tmp_path: Path) -> None:
    """50,0 is more than 25,0; 25,0 is not more than 60,0; taste is not printed."""
    claims = drinks_claims(drinks_audit(tmp_path))
    verdicts = [claim.finding.verdict for claim in claims]
    assert verdicts == [Verdict.EXACT, Verdict.INCONSISTENT, Verdict.UNCHECKABLE]
    assert claims[0].supported is None


def test_a_claim_that_hangs_on_a_repair(tmp_path: Path) -> None:
    """46 women are printed; 36 agree with all else. "Fewer than 40" is then true, and was not."""
    audit = drinks_audit(tmp_path)
    table = audit.table

    def count(item: str, group: str) -> Quantity:
        address = Address(Part.COUNT, group, item)
        number = table.numbers[address]
        return Quantity(item, Unit.COUNT, printed=number, table=table, address=address)

    # 46 (or 36) women with coffee against the N of 40 men.
    size = Address(Part.SIZE, "men")
    men = Quantity("men", Unit.COUNT, printed=table.numbers[size], table=table, address=size)
    claim = BoundClaim(
        id="fewer",
        section="results",
        line=1,
        says="Fewer women drink coffee than men were asked.",
        form=Form.LESS,
        cases=(Case("", (count("2", "women"), men)),),
    )
    ((plain,), (both,)) = audit_claims([claim]), audit_claims([claim], [audit])
    assert (plain.finding.verdict, plain.supported) == (Verdict.INCONSISTENT, None)
    assert both.finding == plain.finding
    assert both.supported
    assert both.supported.verdict is Verdict.EXACT
    assert both.changed_to is both.supported
    assert both.why_changed == both.supported.explanation
    assert plain.changed_to is None
    assert plain.why_changed == ""


def test_a_test_with_both_counts_is_explained_once() -> None:
    """Whether the levels differ hangs on 128: the verdict names both counts, so the second adds none."""
    folder = ROOT / "data/hai-phong-awareness"
    audit = audit_table(read_printed_table(folder / "table-1.csv", "data/hai-phong-awareness/table-1.csv"))
    claims = [claim for claim in read_claims(folder, ROOT) if claim.id == "awareness-levels-differ"]
    (found,) = audit_claims(claims, [audit])
    assert found.finding.verdict is Verdict.UNCHECKABLE
    assert "with 88 for the printed “128”" in found.finding.explanation
    assert found.changed_to
    assert found.changed_to.verdict is Verdict.INCONSISTENT
    assert found.why_changed == ""
