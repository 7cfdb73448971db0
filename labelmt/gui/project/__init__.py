"""Open and fill projects: folders, files, tables, missing images."""
