"""Sweep: decide one label over all images, painting them with a brush."""
