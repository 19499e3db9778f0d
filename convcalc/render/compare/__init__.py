"""A comparison as table, text, Markdown, CSV or JSON."""
