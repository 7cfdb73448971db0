"""Similarity of images by the cached features of the worker: search, groups, duplicates.

Without torch and without the worker: the window asks these functions on a pool of its own.
"""
