"""Designs of a space in every format, as a table, as data and as a picture."""
