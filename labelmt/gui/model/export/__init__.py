"""Export a model: a run as a file that runs elsewhere."""
