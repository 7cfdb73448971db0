"""See and set labels of the selected images; add, rename, delete labels."""
