"""Labels into a project and out of it: previews, names of images, imports, exports."""
