"""Undo, redo, and the provenance of annotations."""
