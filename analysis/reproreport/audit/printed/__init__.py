"""A table as its source prints it, read exactly."""
