"""Tables: how they are laid out, folded, and shown on a terminal, in a pipe, in Markdown or in LaTeX."""
