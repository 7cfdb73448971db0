"""Finds the images of an open project that a search line means."""

from __future__ import annotations

from labelmt.domain.search.parser import parse
from labelmt.domain.search.traversal import asks_for_exif
from labelmt.project.images.exif_columns import ExifColumns
from labelmt.project.project import Project
from labelmt.project.search.find_images import find_rows
from labelmt.project.search.provenance_query import annotation_filters
from labelmt.project.search.search_columns import Columns, Rows
from labelmt.project.similarity.cosine_similarity import FeatureMemory
from labelmt.project.similarity.duplicate_cache import DuplicateCache


def search_project(project: Project, line: str) -> Rows:
    """(n,) rows that a search finds, in its order. Raises InvalidQuery."""
    query = parse(line)
    images = project.images()
    exif = project.exif.read_all(images) if asks_for_exif(query) else ExifColumns()
    with project.reading():
        columns = Columns(
            project.images(),
            project.schema(),
            project.annotation_matrix(),
            project.predictions(),
            project.confirmed(),
            FeatureMemory(project.feature_cache),
            duplicates=DuplicateCache(project.folder),
            judging=project.judging_matrix(),
            exif=exif,
            disputed=project.disputes(),
        )
        filters = annotation_filters(query, columns.schema)
    return find_rows(query, columns, project.provenance.read(filters) if filters else {})
