"""A report of a network in each format."""
