"""What would come of an import, in the sentences of its dialog."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from labelmt.domain.text import counted, translated
from labelmt.project.exchange.import_preview import ImportPreview
from labelmt.project.exchange.match_images import How

PROBLEMS_SHOWN = 8


def told_of(
    preview: ImportPreview, refused: Exception | None = None, *, skipping: bool = False
) -> list[str]:
    """Counts first, then why nothing can be imported, then what was guessed.

    Args:
        refused: why it cannot be done as it is. skipping: names of no image are left out.
    """
    lines = [
        translated(
            counted(
                "{count:,} image found, {missing:,} missing, {ambiguous:,} ambiguous.",
                "{count:,} images found, {missing:,} missing, {ambiguous:,} ambiguous.",
                preview.matched,
                missing=preview.missing,
                ambiguous=preview.ambiguous,
            )
        ),
        *_found_how(preview.how),
    ]
    if refused is None:
        lines.append(_effect(preview))
        if preview.captures:
            lines.append(
                _tr("Sequences or locations of {0} images would be kept.").format(
                    QLocale().toString(preview.captures)
                )
            )
        if preview.suggestions:
            lines.append(
                _tr("{0} suggestions would come in.").format(
                    QLocale().toString(preview.suggestions)
                )
            )
    elif not preview.problems:
        lines.append(str(refused))
    lines += _problems(preview, skipping=skipping)
    lines += [translated(one) for one in (*preview.cannot_carry, *preview.notes)]
    return lines


def _effect(preview: ImportPreview) -> str:
    count = QLocale().toString
    changes = preview.annotations or preview.suggestions or preview.captures
    if not changes and not preview.overwritten:
        return _tr("Nothing would change: all of it is in the project already.")
    if not preview.overwritten:
        return _tr("{0} annotations would change; none contradicts yours.").format(
            count(preview.annotations)
        )
    return _tr("{0} annotations would change, {1} contradict yours.").format(
        count(preview.annotations), count(preview.overwritten)
    )


def _problems(preview: ImportPreview, *, skipping: bool) -> list[str]:
    if not preview.problems:
        return []
    lines = [_tr("Nothing can be imported as it is:")]
    lines += [f"• {translated(one.said)}" for one in preview.problems[:PROBLEMS_SHOWN]]
    if len(preview.problems) > PROBLEMS_SHOWN:
        more = QLocale().toString(len(preview.problems) - PROBLEMS_SHOWN)
        lines.append(_tr("and {0} more problems").format(more))
    if not skipping and preview.missing == len(preview.problems):
        lines.append(
            _tr("Tick “Skip entries that match no image of this project” to import the rest.")
        )
    return lines


def _found_how(how: Mapping[str, int]) -> list[str]:
    """Images that were found otherwise than by their very names."""
    words = {
        How.WHOLE: _tr("by their full paths on this computer"),
        How.ROOT: _tr("below folders that are the project's own"),
        How.END: _tr("by the end of their path"),
        How.CHANGED: _tr("by names that a program has changed"),
        How.CASE: _tr("by names in another letter case"),
        How.ENDING: _tr("by names without their ending"),
    }
    count = QLocale().toString
    return [
        _tr("{0} of them were found {1}.").format(count(how[one]), word)
        for one, word in words.items()
        if how.get(one)
    ]


def _tr(sentence: str) -> str:
    return QCoreApplication.translate("ImportDialog", sentence)
