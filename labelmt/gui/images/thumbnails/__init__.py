"""Thumbnails for the screen: made beside the window, kept within a bound."""
