"""The jobs of the worker, as generators of events: features, heads, fine-tuning, predictions."""
