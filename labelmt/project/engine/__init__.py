"""Installs the learning engine, torch and its kind, into the user's data folder when asked for."""
