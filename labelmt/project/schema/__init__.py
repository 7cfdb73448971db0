"""Schema use cases: files, templates, label search, counts of what an edit affects."""
