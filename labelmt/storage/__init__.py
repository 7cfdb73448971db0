"""Tables, migrations and repositories. Only ``labelmt.project`` uses this package."""
