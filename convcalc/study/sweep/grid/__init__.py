"""The designs of a space by their tables: counted, chosen and streamed, by NumPy or by whole numbers of Python."""
