"""Images on the screen: grid, thumbnails, one image, two side by side."""
