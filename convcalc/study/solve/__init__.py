"""The values of `?` for which a design comes to what is expected of it."""
