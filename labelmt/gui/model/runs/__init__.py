"""Runs looked at: figures, curves, thresholds, mistakes, two beside each other, what is ahead."""
