"""The kinds of documents, a record each: how their lines, comments, markers and tables are found, and read as text."""
