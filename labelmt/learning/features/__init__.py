"""Features of frozen backbones: extraction, inference, the cache."""
