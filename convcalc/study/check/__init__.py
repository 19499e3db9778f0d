"""Whether what specs claim is right, which files are read for it, and what is found there."""
