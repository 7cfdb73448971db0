"""Which images are in view: the search line, the sidebar, saved views, order."""
