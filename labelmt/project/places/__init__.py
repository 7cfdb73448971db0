"""Folders of the program: settings, recent projects, where projects lie."""
