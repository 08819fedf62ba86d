"""The chapters' words: typed numbers, sentences that rest on what a notebook states, uses of results."""
