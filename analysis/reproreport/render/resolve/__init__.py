"""What a text refers to: numbers, links, citations."""
