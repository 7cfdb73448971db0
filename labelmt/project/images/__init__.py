"""The images of a project as columns: names, order, lookup by path, caches."""
