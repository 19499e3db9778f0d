"""In which other ways a sum that does not hold may be meant."""
