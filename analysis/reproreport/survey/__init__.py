"""Cross-tables of a survey: items by groups, from printed cells or from the people who answered.

    table = CrossTable.from_people(people, items=METHODS, group="level", groups=LEVELS)
    table.record("methods", unit="people")              # counts, shares and intervals, by name
    tables.show(table.table("Method"))                  # as a table
    figures.show(*table.dots(...))                      # as a figure, with its alternative text
    tests = table.tests("holm")                         # does an item differ between the groups?
    city = table.against("city", "holm")                # and one group from the others, in one direction?

Statistics are those of :mod:`reproreport.statistics`, each by its name. docs/survey.md has an example.
"""

from reproreport.survey.crosstable import CrossTable, Drawn
from reproreport.survey.tests import CORRECTIONS, Direction, ItemTests, directions_table

__all__ = ["CORRECTIONS", "CrossTable", "Direction", "Drawn", "ItemTests", "directions_table"]
