"""Trains runs: jobs for the worker process, its supervision, its events recorded."""
