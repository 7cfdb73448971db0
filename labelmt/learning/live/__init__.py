"""Live learning beside the person who labels: what is kept warm, and the refits that use it."""
