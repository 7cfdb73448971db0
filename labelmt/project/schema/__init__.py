"""Tasks and labels: edits, checks, files and templates."""
