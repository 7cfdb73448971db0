"""Small widgets and painting that know no project."""
