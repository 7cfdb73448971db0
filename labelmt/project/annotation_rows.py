"""Every annotation of a project with its provenance, for tables that scripts read."""

from __future__ import annotations

from labelmt.domain.annotations import Annotation
from labelmt.project.project import Project
from labelmt.storage import annotation_repository


def annotation_rows(project: Project) -> tuple[Annotation, ...]:
    """All annotations of labels that are in use, by image and label."""
    with project.reading() as view:
        return annotation_repository.read_every(view, project.schema().label_ids)
