"""Images and tables into a project."""
