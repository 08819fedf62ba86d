"""Results as the gate compares them: those of now, and the accepted ones in their files."""
