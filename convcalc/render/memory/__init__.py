"""What a network holds in memory, in each format."""
