"""Look at one image, or at two beside each other: zoom and pan."""
