"""Claims in their documented format (docs/claims.md)."""
