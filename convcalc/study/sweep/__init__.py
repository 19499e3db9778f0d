"""All designs of a space: what they come to, by tables of their parts, and which of them keep within budgets."""
