"""Cluster: predictions, and training by several processes, on many machines; the home of Ray."""
