"""An explanation as text, Markdown or JSON."""
