"""What the commands do, for Python: functions that take plain values, and answers with attributes, rows and tables."""
