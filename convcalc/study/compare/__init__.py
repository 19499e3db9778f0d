"""Designs side by side, and which layers of two of them stand beside each other."""
