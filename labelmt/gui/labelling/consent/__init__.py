"""Ask before much is written that nobody sees: estimates, and how much is out of view."""
