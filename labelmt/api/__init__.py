"""Python API: projects and exported models for scripts; what ``from labelmt import`` gives."""
