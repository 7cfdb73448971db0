"""Settings, declared once: default, range, choices, help."""
