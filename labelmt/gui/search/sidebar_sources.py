"""The sidebar's filters by source: where annotations come from, as search terms know it."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from labelmt.domain.annotations import Source
from labelmt.domain.search.terms import ME, Aspect, Provenance

SOURCES = {
    Provenance(Aspect.ANNOTATOR, ME): QT_TRANSLATE_NOOP("Sidebar", "Under your name"),
    Provenance(Aspect.SOURCE, Source.HUMAN.value): QT_TRANSLATE_NOOP("Sidebar", "By hand"),
    Provenance(Aspect.SOURCE, Source.SUGGESTION.value): QT_TRANSLATE_NOOP(
        "Sidebar", "Accepted suggestions"
    ),
    Provenance(Aspect.SOURCE, Source.IMPORT.value): QT_TRANSLATE_NOOP("Sidebar", "Imported"),
    Provenance(Aspect.SOURCE, Source.KEPT.value): QT_TRANSLATE_NOOP("Sidebar", "Suspects kept"),
    Provenance(Aspect.SOURCE, Source.SETTLED.value): QT_TRANSLATE_NOOP(
        "Sidebar", "Disputes settled"
    ),
}
"""Images with an annotation of a source, and what that is called."""


_MEANINGS = {
    Provenance(Aspect.ANNOTATOR, ME): QT_TRANSLATE_NOOP(
        "Sidebar",
        "Images with an annotation under your name: made by hand, accepted or imported by you.",
    ),
    Provenance(Aspect.SOURCE, Source.HUMAN.value): QT_TRANSLATE_NOOP(
        "Sidebar", "Images with an annotation that somebody made by hand, by key or click."
    ),
    Provenance(Aspect.SOURCE, Source.SUGGESTION.value): QT_TRANSLATE_NOOP(
        "Sidebar", "Images with an annotation that a model suggested and somebody accepted."
    ),
    Provenance(Aspect.SOURCE, Source.IMPORT.value): QT_TRANSLATE_NOOP(
        "Sidebar", "Images with an annotation that came from a file or folder."
    ),
    Provenance(Aspect.SOURCE, Source.KEPT.value): QT_TRANSLATE_NOOP(
        "Sidebar", "Images with an annotation that somebody kept although a model doubted it."
    ),
    Provenance(Aspect.SOURCE, Source.SETTLED.value): QT_TRANSLATE_NOOP(
        "Sidebar", "Images with an annotation by which a reviewer settled a dispute."
    ),
}


def source_meanings() -> dict[Provenance, str]:
    """What the number of each line counts; an image counts in each that fits."""
    several = QCoreApplication.translate("Sidebar", "An image counts in each line that fits.")
    return {
        term: f"{QCoreApplication.translate('Sidebar', str(meaning))}\n{several}"
        for term, meaning in _MEANINGS.items()
    }


def source_names() -> dict[Provenance, str]:
    """What each line is called, in the window's language."""
    return {
        term: QCoreApplication.translate("Sidebar", str(name)) for term, name in SOURCES.items()
    }
