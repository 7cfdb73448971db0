"""Evaluates searches: names resolved, masks over a project's columns, sort orders.

Pure functions of the arrays a window holds, to run on a pool; provenance alone is read from the
database (``annotated_rows``).
"""
