"""Documents in Markdown: the lines that are read, the numbers and tables bound to networks, and --fix."""
