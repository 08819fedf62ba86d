"""Publications by Quarto itself, from the same sources."""
