"""Ways to hurt a project, each with what must be left of it; see ``benchmarks/survival.py``."""
