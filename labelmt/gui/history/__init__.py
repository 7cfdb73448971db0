"""History: look at what was done, go back to it, take it back."""
