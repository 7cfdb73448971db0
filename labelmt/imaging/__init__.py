"""Image files: found, decoded, drawn small, told apart, and drawn from nothing as examples."""
