"""What a table's numbers are to one another, inferred from the numbers."""
