"""A chapter's file to nodes: Quarto's markdown, expanded, held to what can be shown, in one form."""
