"""Zero-shot scores: what a label's name alone says of an image, through ImageNet's classes."""
