"""Images like one, or like a selection."""
