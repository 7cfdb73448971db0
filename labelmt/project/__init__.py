"""Use cases: everything the window and the command line do to a project."""
