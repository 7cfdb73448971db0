"""Everything that was done, shown and taken back."""
