"""Groups of similar images, each labelled by one key."""
