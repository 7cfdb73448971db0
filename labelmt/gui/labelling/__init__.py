"""Label: keys and panel, review, sweep, groups, suspects, similar, duplicates."""
