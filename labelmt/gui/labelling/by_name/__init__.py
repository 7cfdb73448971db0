"""What labels' names alone say of images: read as the worker scores them, offered as a sweep."""
