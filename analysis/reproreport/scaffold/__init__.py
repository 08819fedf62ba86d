"""What ``report new`` writes: a whole report to begin with, a chapter, a publication, a printed table.

template    the texts, filled in; notebooks from scripts
project     a new report, and a later version's files in it
additions   what is added to a report that is there
yamledit    lines added to a YAML file, which keeps its comments
"""

from reproreport.scaffold.additions import add_chapter, add_publication, add_table
from reproreport.scaffold.project import Answers, create, require_free, update

__all__ = ["Answers", "add_chapter", "add_publication", "add_table", "create", "require_free", "update"]
