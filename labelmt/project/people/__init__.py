"""Several people: their agreement, what they dispute, how reliable each is, who is to label what."""
