"""Labelling goes on while a team's server is away: what waits, what is shown, what is sent."""
