"""Explanations: see where the model sees a label, as a heat map over the image."""
