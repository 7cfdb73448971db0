"""Import of annotations from files into a project."""
