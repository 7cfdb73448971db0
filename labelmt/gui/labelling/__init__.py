"""The ways to label: keys and panel, review, sweep, groups, suspects, similar, duplicates."""
