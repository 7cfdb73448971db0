"""Keeps a project's include and exclude patterns: which files its scans take for images."""

from __future__ import annotations

import json
from collections.abc import Sequence

from labelmt.domain.changes import Changes
from labelmt.domain.errors import InvalidInput
from labelmt.domain.path_patterns import PathFilter
from labelmt.project.project import Project
from labelmt.storage import meta_repository

_KEY = "scan_patterns"


def scan_filter(project: Project) -> PathFilter:
    """What scans take; all, where nothing was said, or nothing that can be understood."""
    with project.reading() as connection:
        kept = meta_repository.read_meta(connection, _KEY)
    try:
        plain = json.loads(kept or "{}")
        return PathFilter(_texts(plain.get("include", [])), _texts(plain.get("exclude", [])))
    except (ValueError, RecursionError, AttributeError, TypeError, InvalidInput):
        return PathFilter()


def _texts(plain: object) -> tuple[str, ...]:
    if not isinstance(plain, list) or not all(isinstance(one, str) for one in plain):
        raise TypeError
    return tuple(plain)


def set_scan_filter(
    project: Project, include: Sequence[str] | None, exclude: Sequence[str] | None
) -> None:
    """Remember patterns for this project; the next scan goes by them. Images that are there stay.

    Args:
        include, exclude: None leaves what was said before; empty texts are left out, so that a
            list of nothing else forgets it.

    Raises:
        InvalidInput: one is no pattern; nothing is changed.
    """
    before = scan_filter(project)
    wanted = PathFilter(
        before.include if include is None else tuple(one for one in include if one.strip()),
        before.exclude if exclude is None else tuple(one for one in exclude if one.strip()),
    )
    value = json.dumps({"include": wanted.include, "exclude": wanted.exclude}, ensure_ascii=False)

    def action() -> Changes:
        with project.database.write() as connection:
            meta_repository.write_meta(connection, _KEY, value)
        return Changes()

    project.mutate(action)
