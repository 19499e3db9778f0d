"""Numbers as people write them: counts with units, bytes, shares, sizes along axes."""
