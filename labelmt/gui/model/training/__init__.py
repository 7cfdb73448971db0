"""Train: settings, progress, live learning."""
