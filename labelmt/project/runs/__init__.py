"""Runs looked at: what they were judged by, how two differ, and what more labels may bring."""
