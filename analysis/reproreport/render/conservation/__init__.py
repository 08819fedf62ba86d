"""Text is conserved: what the chapters say is in every file that is written.

said        what a text says: its words in order, and the things that it is made of; what one lacks of another
source      the same of Pandoc's model: of a chapter as Pandoc read it, and of a page as the writers get it
html, word, jats, pdf   the same of each format, read back from the written file
hold        the check: a page is held to its chapter, and each written file to the pages
"""
