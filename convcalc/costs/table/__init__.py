"""The op table: one record an op, by kinds."""
