"""Printed tables in their documented format (docs/printed-tables.md)."""
