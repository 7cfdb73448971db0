"""Pages to hand on: a report of the project, and contact sheets, asked for and written."""
