"""Edit tasks and labels in one place."""
