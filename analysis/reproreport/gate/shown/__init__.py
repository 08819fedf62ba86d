"""Drifts as a reader sees them: in words, and on a terminal."""
