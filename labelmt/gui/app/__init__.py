"""Start the window: its layout, the composition of its parts, its state between runs."""
