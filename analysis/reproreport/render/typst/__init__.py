"""Publications as PDF, set by Typst; and the door to Typst, which draws pictures for others, too."""
