"""Balancing strategies of multi-task learning, one file a paper."""
