"""What a layer costs: the op table, its formulas, and the metrics that name every number."""
