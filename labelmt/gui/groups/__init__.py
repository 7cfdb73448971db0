"""Groups of images in the place of the view: a list of them, and one at a time in the grid."""
