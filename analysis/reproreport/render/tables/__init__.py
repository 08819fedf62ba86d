"""Tables on paper: where cells stand, how wide words are, what fits the page."""
