"""Runs from the project to the worker and back."""
