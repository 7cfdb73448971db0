"""Which images are alike, by the features that the worker has cached: read here, never written.

Without torch and without the worker: the window asks these functions on a pool of its own.
"""
