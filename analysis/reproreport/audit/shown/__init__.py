"""How findings are shown: in the terminal, as a page, as data, as tables of a chapter."""
