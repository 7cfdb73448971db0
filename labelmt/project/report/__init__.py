"""Report of a project and contact sheets: what stands on their pages, and the page of HTML."""
