"""Frozen features: backbones, views, inference, the cache."""
