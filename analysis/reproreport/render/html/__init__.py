"""Publications as HTML: sites, and pages that need no other file."""
