"""One image as large as the window."""
