"""Where the model sees a label, drawn over the image."""
