"""The window. Rooms from the top down, held by import-linter; docs/architecture.md has the map."""
