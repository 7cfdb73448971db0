"""Map of all images: a place for each, alike ones near each other; its colours and clusters."""
