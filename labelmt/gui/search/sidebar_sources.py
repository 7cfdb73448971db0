"""The sidebar's filters by source: where annotations come from, as search terms know it."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from labelmt.domain.annotations import Source
from labelmt.domain.search.terms import ME, Aspect, Provenance

SOURCES = {
    Provenance(Aspect.ANNOTATOR, ME): QT_TRANSLATE_NOOP("Sidebar", "By you"),
    Provenance(Aspect.SOURCE, Source.HUMAN.value): QT_TRANSLATE_NOOP("Sidebar", "By hand"),
    Provenance(Aspect.SOURCE, Source.SUGGESTION.value): QT_TRANSLATE_NOOP(
        "Sidebar", "Accepted suggestions"
    ),
    Provenance(Aspect.SOURCE, Source.IMPORT.value): QT_TRANSLATE_NOOP("Sidebar", "Imported"),
    Provenance(Aspect.SOURCE, Source.KEPT.value): QT_TRANSLATE_NOOP("Sidebar", "Suspects kept"),
}
"""Images with an annotation of a source, and what that is called."""


def source_names() -> dict[Provenance, str]:
    """What each line is called, in the window's language."""
    return {
        term: QCoreApplication.translate("Sidebar", str(name)) for term, name in SOURCES.items()
    }
