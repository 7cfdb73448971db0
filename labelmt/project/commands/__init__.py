"""Undoable commands: declared as data, planned into row changes, reverted."""
