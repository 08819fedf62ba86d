"""Run a chapter's notebook with papermill, in a process of its own, to a reproducible output."""
