"""The one door to Pandoc: its model of a document, the program, and what earlier builds had of it."""
