"""The grid of images: layout, cells, selection, keys."""
