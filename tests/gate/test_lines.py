"""Tests of which lines of a data file changed."""

from __future__ import annotations

from reproreport.accepted.history import LineChange, line_changes

BEFORE = b'item,count,percent\n1,44,"83,0"\n2,50,"62,5"\n3,9,"1,0"\n'


def test_a_changed_cell_is_named_by_its_column() -> None:
    """One changed cell of a table is one change, with the line and column."""
    after = BEFORE.replace(b"50", b"51")
    assert line_changes(BEFORE, after, is_table=True) == [LineChange(3, "count", "50", "51")]


def test_a_quoted_cell_is_read_as_csv() -> None:
    """A comma in quotes does not begin a column."""
    after = BEFORE.replace(b"62,5", b"62,6")
    assert line_changes(BEFORE, after, is_table=True) == [LineChange(3, "percent", "62,5", "62,6")]


def test_a_new_line_does_not_move_the_others() -> None:
    """A line that was put in is one change; those after it are unchanged."""
    after = BEFORE.replace(b"2,50", b"5,1,2\n2,50")
    assert line_changes(BEFORE, after, is_table=True) == [LineChange(3, "", "", "5,1,2")]


def test_a_removed_line_is_named_where_it_stood() -> None:
    """A line that was taken out keeps its former number."""
    after = BEFORE.replace(b'2,50,"62,5"\n', b"")
    assert line_changes(BEFORE, after, is_table=True) == [LineChange(3, "", '2,50,"62,5"', "")]


def test_a_text_file_changes_by_lines() -> None:
    """A file that is no table gives whole lines, long ones cut."""
    (change,) = line_changes(b"a: 1\nb: 2\n", b"a: 1\nb: " + b"x" * 80, is_table=False)
    assert (change.line, change.column, change.before) == (2, "", "b: 2")
    assert len(change.after) == 60


def test_nothing_changed() -> None:
    """Equal files have no changes."""
    assert line_changes(BEFORE, BEFORE, is_table=True) == []
