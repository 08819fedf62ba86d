"""A small printed table with one verdict of each sort, its audit, and claims about it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from reproreport.audit import read_printed_table, read_readings
from reproreport.audit.claims.claim import BoundClaim, Case, Form
from reproreport.audit.claims.evaluate import ClaimAudit, audit_claims
from reproreport.audit.claims.quantity import Quantity, Unit
from reproreport.audit.table import Address, Part
from reproreport.audit.table_audit import TableAudit, audit_table

#: Women, coffee: 46 of 60 is 76.7%; the row total 56 and 60,0% both give 36. Women, water: 20 of 60 is
#: 33.33…, and 33,4 is that rounded up. All else is 100 · count / N rounded half up, done by hand. The
#: second reading lost the comma of 32,5.
DRINKS = {
    "drinks.yml": """\
        title: What people drink
        source: Brown (1901)
        page: "12"
        kind: multiple response
        percent_of: group
        total: all
        groups:
          - {id: men, label: Men, n: 40}
          - {id: women, label: Women, n: 60}
          - {id: all, label: Everybody, n: 100}
        items:
          - {id: 1, label: Tea}
          - {id: 2, label: Coffee}
          - {id: 3, label: Water}
        p_values:
          - {printed: "0,000", label: P}
        """,
    "drinks.csv": """\
        item,group,count,percent,reading
        1,men,10,"25,0",first
        1,women,15,"25,0",first
        1,all,25,"25,0",first
        2,men,20,"50,0",first
        2,women,46,"60,0",first
        2,all,56,"56,0",first
        3,men,13,"32,5",first
        3,women,20,"33,4",first
        3,all,33,"33,0",first
        1,men,10,"25,0",second
        1,women,15,"25,0",second
        1,all,25,"25,0",second
        2,men,20,"50,0",second
        2,women,46,"60,0",second
        2,all,56,"56,0",second
        3,men,13,325,second
        3,women,20,"33,4",second
        3,all,33,"33,0",second
        """,
}

#: One question with two answers, in two groups; every number agrees.
PETS = {
    "pets.yml": """\
        title: Cats or dogs
        source: Brown (1901)
        kind: single response
        groups:
          - {id: men, label: Men, n: 40}
          - {id: women, label: Women, n: 60}
        """,
    "pets.csv": """\
        response,group,count,percent
        cats,men,10,25.0
        cats,women,30,50.0
        dogs,men,30,75.0
        dogs,women,30,50.0
        """,
}


def write_files(folder: Path, *tables: dict[str, str]) -> None:
    """Write the files of tables into a folder."""
    for files in tables:
        for name, text in files.items():
            (folder / name).write_text(dedent(text), encoding="utf-8")


def drinks_audit(folder: Path, *, repairs: bool = True) -> TableAudit:
    """Return the audit of the first table, with both readings; ``folder`` takes its files."""
    write_files(folder, DRINKS)
    path, name = folder / "drinks.csv", "data/brown/drinks.csv"
    table, readings = read_printed_table(path, name), read_readings(path, name)
    return audit_table(table, readings=readings, repairs=repairs)


def pets_audit(folder: Path) -> TableAudit:
    """Return the audit of the second table."""
    write_files(folder, PETS)
    return audit_table(read_printed_table(folder / "pets.csv", "data/brown/pets.csv"))


def drinks_claims(audit: TableAudit) -> tuple[ClaimAudit, ...]:
    """Return a claim that holds, one that does not, and one that cannot be checked."""
    table = audit.table

    def percent(item: str, group: str) -> Quantity:
        address = Address(Part.PERCENT, group, item)
        return Quantity(
            f"{table.row_name(item)}, {table.group_name(group)}",
            Unit.PERCENT,
            printed=table.numbers[address],
            table=table,
            address=address,
        )

    def claim(name: str, says: str, *quantities: Quantity, unbound: str = "") -> BoundClaim:
        return BoundClaim(
            id=name,
            section="results",
            line=7,
            says=says,
            form=Form.MORE,
            cases=(Case("", quantities),) if quantities else (),
            unbound=unbound,
            file="data/brown/claims.yml",
            origin="data/brown/claims.yml:5",
        )

    claims = (
        claim("men-coffee", "Men prefer coffee to tea.", percent("2", "men"), percent("1", "men")),
        claim("women-tea", "Women prefer tea to coffee.", percent("1", "women"), percent("2", "women")),
        claim("taste", "Tea tastes better.", unbound="taste is not printed"),
    )
    return audit_claims(claims, [audit])
