"""Where the results of now differ from the accepted ones, and why."""
