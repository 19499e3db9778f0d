"""The sums that people write in prose: found, read, and left alone where they are in doubt."""
