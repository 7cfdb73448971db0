"""The schema editor: tasks and labels in one place."""
