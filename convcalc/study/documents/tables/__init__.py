"""Tables of models: how their cells are found, what heads and names of rows mean, and what is said of each cell."""
