"""Articles as JATS, the XML of journals and their archives.

write       Book -> an .xml with its pictures beside it: Pandoc writes the text
front       title, authors, abstract, keywords
nodes       the constructs of chapters for Pandoc's JATS writer
works       the works cited, part by part
finish      what Pandoc leaves out: labels, notes of tables, kinds of references
"""
