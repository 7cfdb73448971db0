"""A team's project on a server: moved there and back, people and their roles."""
