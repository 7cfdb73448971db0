"""Map: all images at once, alike ones near each other; select crowds of them and label them."""
