"""Label groups of similar images, each by one key."""
