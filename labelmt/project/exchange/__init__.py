"""Annotations into and out of a project by way of files."""
