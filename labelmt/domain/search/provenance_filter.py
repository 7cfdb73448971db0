"""Provenance filter of a search: annotations by source, annotator, run and time."""

from __future__ import annotations

from dataclasses import dataclass

from labelmt.domain.search.terms import Aspect


@dataclass(frozen=True, slots=True)
class AnnotationFilter:
    """Annotations all of whose conditions hold.

    Attributes:
        label_ids: of one of these labels; None is any.
        conditions: aspect and value, ready to be compared with what is stored, moments in UTC;
            ``me`` is left: who that is, the project's database may know.
    """

    conditions: tuple[tuple[Aspect, str], ...]
    label_ids: tuple[int, ...] | None = None
