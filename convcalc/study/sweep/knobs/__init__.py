"""Knobs: the values that people write for what varies, what these bind, and the words that make one design again."""
