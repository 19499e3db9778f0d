"""Tables: how they are laid out, folded, and shown on a terminal, in a pipe or in Markdown."""
