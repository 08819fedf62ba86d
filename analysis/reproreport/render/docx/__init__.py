"""Publications as Word documents.

write       Book -> a .docx: Pandoc writes it, the modules below prepare and complete it
blocks      a publication as one document: title page, contents, chapters
nodes       the constructs of chapters for Pandoc's Word writer
equations   formulas with their numbers
styles      the reference document, made from assets/docx-styles.xml
tables      what Pandoc leaves out of tables: widths, header rows, rules, colours
parts       properties, settings, bullets
package     the zip file: the same content is the same bytes
"""
