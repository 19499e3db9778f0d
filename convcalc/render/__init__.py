"""How an answer looks: one layout, and thin sinks that print it. Nothing is computed here."""
