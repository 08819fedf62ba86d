"""What a result was computed from, as hashes."""
