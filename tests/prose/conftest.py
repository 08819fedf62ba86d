"""A report whose results were accepted, and its commands."""

from accepted_report import accepted_once, command, guarded

__all__ = ["accepted_once", "command", "guarded"]
