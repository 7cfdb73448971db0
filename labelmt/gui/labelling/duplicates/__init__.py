"""Find images that are there more than once, and label them alike."""
