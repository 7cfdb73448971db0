"""Choose which images are in view: search line, sidebar, saved views, order."""
