"""What stands in a text: YAML's nodes with their places, and the calls and notes of others between them."""
