"""Which image to ask about next, and what the model suggests of it."""
