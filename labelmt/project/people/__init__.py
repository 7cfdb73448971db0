"""Several people: how far they agree, and how reliable each is."""
