"""Image files: scanning, decoding, thumbnails, fingerprints, watching folders."""
