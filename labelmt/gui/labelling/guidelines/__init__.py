"""Show what a label means where one labels; choose images that show it."""
