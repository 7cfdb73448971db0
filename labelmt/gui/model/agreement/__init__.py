"""Agreement between people: a table by task and label, and the way to what they disagree about."""
