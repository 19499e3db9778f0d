"""A network step by step: each goes on from any state in which the one before it may have ended."""
