"""Stage 1: heads on cached features."""
