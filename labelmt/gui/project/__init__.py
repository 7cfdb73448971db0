"""Opening and filling projects: folders, files, tables, what is dropped."""
