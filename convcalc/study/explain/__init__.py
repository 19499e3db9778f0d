"""Where numbers come from: formulas with numbers put in, windows, and the pixels that a unit reads."""
