"""Suspected mistakes: shown beside their image, corrected or kept."""
