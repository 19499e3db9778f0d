"""What serves the commands: options, words that are typed and completed, where output goes, how problems end a run."""
