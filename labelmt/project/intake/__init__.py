"""Adds image files to a project, and follows files that change, move or vanish."""
