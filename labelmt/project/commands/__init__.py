"""Undoable mutations: declared as data, planned into row changes, reverted."""
