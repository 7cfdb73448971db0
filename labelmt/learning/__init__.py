"""Backbones, features, heads, training, metrics: the only home of torch."""
