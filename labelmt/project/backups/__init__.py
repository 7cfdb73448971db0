"""Backups of a project: dated copies of its database, thinned by age; a journal beside them."""
