"""Explanations: where in an image a network sees a label."""
