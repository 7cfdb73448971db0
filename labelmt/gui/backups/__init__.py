"""Backups in the window: restore one with a preview, save elsewhere, say who else is at work."""
