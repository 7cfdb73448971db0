"""Remembers whether links that lead out of a project's folders are followed."""

from __future__ import annotations

from labelmt.domain.changes import Changes
from labelmt.project.project import Project
from labelmt.storage import meta_repository

_KEY = "follow_links"


def follows_links(project: Project) -> bool:
    """Whether a person has said so; nobody else may put what lies elsewhere into a project."""
    with project.reading() as connection:
        return meta_repository.read_meta(connection, _KEY) == "yes"


def set_follows_links(project: Project, wanted: bool) -> None:
    """Remember it for this project; the next scan does so."""

    def action() -> Changes:
        with project.database.write() as connection:
            meta_repository.write_meta(connection, _KEY, "yes" if wanted else "no")
        return Changes()

    project.mutate(action)
