"""Images whose files are not there, or cannot be read; folders that were moved, or are watched."""
