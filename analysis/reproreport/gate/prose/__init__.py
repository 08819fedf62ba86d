"""The chapters' prose: typed numbers, comparisons, and where results are used."""
