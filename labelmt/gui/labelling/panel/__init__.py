"""Labels of the selected images: the panel, its keys, and what they do."""
