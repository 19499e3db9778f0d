"""What a person wrote: calls, items, blocks, and changes on the command line."""
