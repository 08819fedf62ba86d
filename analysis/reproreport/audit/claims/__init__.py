"""Sentences that state a number or compare, against the numbers that decide them."""
