"""The smallest changes with which a table's numbers agree; nothing is applied."""
