"""Rescue of a project: restore from backups and journal, check and repair what is broken."""
