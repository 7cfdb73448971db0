"""Map of all images: every image a point, with pictures where there is room."""
