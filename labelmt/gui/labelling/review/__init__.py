"""Review: answer what the model suggests, one image after the other."""
