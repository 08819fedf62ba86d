"""Publications as Word documents: Pandoc writes them, from blocks prepared here, and completed as XML."""
