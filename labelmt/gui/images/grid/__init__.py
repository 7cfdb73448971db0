"""Select among many images: layout, cells, selection, keys."""
