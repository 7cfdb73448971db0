"""Thumbnails: made on a thread pool, cached within a bound."""
