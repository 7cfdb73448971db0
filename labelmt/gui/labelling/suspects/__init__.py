"""Correct or confirm suspected label errors."""
