"""Look at images: the grid, thumbnails, one image, two side by side."""
