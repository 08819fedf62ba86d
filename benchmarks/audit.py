"""How long the audit of printed tables takes, and how much memory.

    python benchmarks/audit.py [--runs 21] [--tables 1000]

The first rows are of one table of 7 items and 4 columns, counts and percentages: the median of several
runs on one core, with the smallest and the largest. The last ones are of many tables, one after the
other, each in a process of its own for its memory: the peak is that of the whole process, as the
operating system accounts for it, libraries included.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial

from reproreport.audit.table import (
    Address,
    Base,
    Group,
    Kind,
    Label,
    Part,
    PrintedP,
    PrintedTable,
    read_count,
    read_percent,
)
from reproreport.audit.table_audit import audit_table
from reproreport.numbers import half_up

ITEMS, SIZES = 7, (53, 80, 134)
WRONG_EVERY = 10
"""Of many tables, every tenth has a wrong count."""


def table(seed: int, *, wrong: bool = False) -> PrintedTable:
    """Return a multiple-response table whose numbers agree; where asked, one count has a wrong digit."""
    chance = random.Random(seed)  # noqa: S311  (numbers to measure with, no secrets)
    names = [f"g{place}" for place in range(len(SIZES))]
    columns = [*zip(names, SIZES, strict=True), ("all", sum(SIZES))]
    numbers = {Address(Part.SIZE, name): read_count(str(size)) for name, size in columns}
    for item in range(ITEMS):
        counts = [chance.randint(size // 3, size) for size in SIZES]
        for (name, size), count in zip(columns, [*counts, sum(counts)], strict=True):
            percent = half_up(Fraction(100 * count, size), 1)
            numbers[Address(Part.COUNT, name, str(item))] = read_count(str(count))
            numbers[Address(Part.PERCENT, name, str(item))] = read_percent(str(percent))
    if wrong:
        address = Address(Part.COUNT, chance.choice(names), str(chance.randrange(ITEMS)))
        text = numbers[address].text
        other = (int(text[-1]) + chance.randint(1, 9)) % 10
        numbers[address] = read_count(f"{text[:-1]}{other}")
    return PrintedTable(
        name=f"table-{seed}",
        title="",
        source="",
        page="",
        kind=Kind.MULTIPLE,
        groups=tuple(Group(name, name, read_count(str(size)), name == "all") for name, size in columns),
        items=tuple(Label(str(item), f"item {item}") for item in range(ITEMS)),
        responses=(Label("", ""),),
        numbers=numbers,
        percent_of=Base.GROUP,
        p_values=(PrintedP("0,000"),),
    )


def timed(run: Callable[[PrintedTable], object], tables: list[PrintedTable]) -> list[float]:
    """Return the milliseconds of several runs, each with another table; the first one is not counted."""
    found = []
    for one in tables:
        start = time.perf_counter()
        run(one)
        found.append(1000 * (time.perf_counter() - start))
    return found[1:]


def many(tables: int) -> None:
    """Audit many tables as the command does, which keeps them all; print the seconds it took."""
    made = [table(seed, wrong=seed % WRONG_EVERY == 0) for seed in range(tables)]
    start = time.perf_counter()
    audits = [audit_table(one) for one in made]
    print(time.perf_counter() - start)
    assert len(audits) == tables


def apart(tables: int) -> tuple[float, float]:
    """Return the seconds that many tables take in a process of their own, and its peak memory in MB."""
    command = [sys.executable, __file__, "--only", str(tables)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    seconds = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(process.returncode)
    return float(seconds), usage.ru_maxrss / 1024


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=21, help="counted runs of each kind")
    parser.add_argument("--tables", type=int, default=1000, help="how many tables the last row has")
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only is not None:
        many(options.only)
        return
    print(f"{options.runs} runs each, {ITEMS} items x {len(SIZES) + 1} columns")
    print(f"{'one table':<28}{'median ms':>10}{'min':>8}{'max':>8}")
    kinds = {
        "all but repairs": (False, False),
        "with repairs, all agree": (True, False),
        "with repairs, one wrong": (True, True),
    }
    for name, (repairs, wrong) in kinds.items():
        tables = [table(seed, wrong=wrong) for seed in range(options.runs + 1)]
        found = timed(partial(audit_table, repairs=repairs), tables)
        print(f"{name:<28}{statistics.median(found):>10.1f}{min(found):>8.1f}{max(found):>8.1f}")
    print(f"{'many tables':<28}{'seconds':>10}{'ms each':>10}{'peak MB':>10}")
    for number in (options.tables // 4, options.tables // 2, options.tables):
        seconds, megabytes = apart(number)
        each = 1000 * seconds / max(number, 1)
        print(f"{number:<28,}{seconds:>10.2f}{each:>10.1f}{megabytes:>10.0f}")


if __name__ == "__main__":
    main()
