"""Parts of all designs that were written by several runs, and what is asked of them together."""
