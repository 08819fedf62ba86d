"""Publications as EPUB, for reading devices: Pandoc's writer, of the same HTML as the pages."""
