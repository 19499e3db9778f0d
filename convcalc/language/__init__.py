"""The small languages: YAML with places, problems, expressions and quantities."""
