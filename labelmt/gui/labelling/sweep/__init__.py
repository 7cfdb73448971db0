"""One-label sweep."""
