"""Folders the program knows: its own, recent projects, where a project lies."""
