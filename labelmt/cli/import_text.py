"""What an import would do, or has done, in lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from labelmt.cli.console import PROBLEMS_SHOWN, tell
from labelmt.domain.text import Text, counted, mark, phrase, text, translated

if TYPE_CHECKING:
    from labelmt.project.commands.commands import OnConflict
    from labelmt.project.exchange.import_preview import ColumnPreview, ImportPreview
    from labelmt.project.exchange.import_table import ImportReport

LABELS_SHOWN = 12
"""Of a column; --json lists all."""


def preview_json(preview: ImportPreview) -> dict[str, Any]:
    """What a dry run prints."""
    return {
        "format": preview.format,
        "columns": [
            {
                "name": one.name,
                "task": one.task,
                "kind": one.kind.value,
                "labels": list(one.labels),
                "new": list(one.new),
                "new_task": one.new_task,
                "guessed": one.guessed,
                "counts": dict(one.counts),
            }
            for one in preview.columns
        ],
        "images": {
            "matched": preview.matched,
            "missing": preview.missing,
            "ambiguous": preview.ambiguous,
            "how": dict(preview.how),
            "prefix": preview.prefix,
        },
        "annotations": preview.annotations,
        "overwritten": preview.overwritten,
        "opinions": preview.opinions,
        "suggestions": preview.suggestions,
        "sequences": preview.captures,
        "cannot_carry": [translated(one) for one in preview.cannot_carry],
        "notes": [translated(one) for one in preview.notes],
        "problems": [translated(one.said) for one in preview.problems[:PROBLEMS_SHOWN]],
    }


def tell_preview(preview: ImportPreview) -> None:
    """The format, what each column becomes, and the images that were found."""
    tell(text("Format: {title}", title=translated(preview.title)))
    for one in preview.columns:
        tell(_column_told(one))
        if one.labels:
            tell(f"  {listed(one.labels, LABELS_SHOWN)}")
        if one.new and len(one.new) < len(one.labels):
            tell(f"  {phrase('new: {names}', names=listed(one.new, LABELS_SHOWN))}")
    tell(
        counted(
            "{count:,} image found, {missing:,} missing, {ambiguous:,} ambiguous",
            "{count:,} images found, {missing:,} missing, {ambiguous:,} ambiguous",
            preview.matched,
            missing=preview.missing,
            ambiguous=preview.ambiguous,
        )
    )
    for how, count in preview.how.items():
        if how in _HOW:
            tell(text("{count:,} of them by {how}", count=count, how=translated(_HOW[how])))


def listed(names: Sequence[str], most: int) -> str:
    """Names in a row, the first of many."""
    shown = ", ".join(names[:most])
    if len(names) <= most:
        return shown
    return phrase("{names} and {more:,} more", names=shown, more=len(names) - most)


def ways_out(preview: ImportPreview) -> Iterator[Text]:
    """How to say that a column is the task that it was not taken for."""
    for one in preview.columns:
        if one.beside:
            yield text(
                "--map {column}={other} adds them to “{other}” instead; --map {column}=NAME gives "
                "the task another name.",
                column=one.name,
                other=one.beside,
            )


def tell_effect(preview: ImportPreview, on_conflict: OnConflict) -> None:
    """How many annotations would change, and what of those that contradict them."""
    tell(
        counted(
            "{count:,} annotation on {images} would be new or changed.",
            "{count:,} annotations on {images} would be new or changed.",
            preview.annotations,
            images=_images(preview.matched),
        )
    )
    if preview.opinions:
        tell(
            counted(
                "{count:,} annotation would be kept as this person's own; what counts stays as it "
                "is.",
                "{count:,} annotations would be kept as this person's own; what counts stays as it "
                "is.",
                preview.opinions,
            )
        )
    if preview.suggestions:
        tell(
            counted(
                "{count:,} suggestion would come in.",
                "{count:,} suggestions would come in.",
                preview.suggestions,
            )
        )
    if preview.captures:
        tell(
            counted(
                "The sequence or location of {count:,} image would be kept.",
                "The sequences or locations of {count:,} images would be kept.",
                preview.captures,
            )
        )
    if not preview.overwritten:
        return
    if on_conflict == "theirs":
        tell(
            counted(
                "{count:,} annotation of the project says otherwise: the file's would take its "
                "place (--on-conflict mine keeps it).",
                "{count:,} annotations of the project say otherwise: the file's would take their "
                "place (--on-conflict mine keeps them).",
                preview.overwritten,
            )
        )
    else:
        tell(
            counted(
                "{count:,} annotation of the project says otherwise and would stay as it is.",
                "{count:,} annotations of the project say otherwise and would stay as they are.",
                preview.overwritten,
            )
        )


def tell_done(report: ImportReport, on_conflict: OnConflict) -> None:
    """What an import did."""
    tell(
        counted(
            "{count:,} annotation on {images}",
            "{count:,} annotations on {images}",
            report.annotations,
            images=_images(report.images),
        )
    )
    if report.opinions:
        tell(
            counted(
                "{count:,} annotation is kept as this person's own; what counts stays as it is "
                "(see “labelmt agreement”)",
                "{count:,} annotations are kept as this person's own; what counts stays as it is "
                "(see “labelmt agreement”)",
                report.opinions,
            )
        )
    if report.suggestions:
        tell(counted("{count:,} suggestion", "{count:,} suggestions", report.suggestions))
    if report.captures:
        tell(
            counted(
                "Sequence or location of {count:,} image; train --keep-together sequence uses it",
                "Sequences or locations of {count:,} images; train --keep-together sequence uses "
                "them",
                report.captures,
            )
        )
    if report.skipped:
        tell(
            counted(
                "{count:,} name of no image was left out",
                "{count:,} names of no image were left out",
                report.skipped,
            )
        )
    if not report.overwritten:
        return
    if on_conflict == "theirs":
        tell(
            counted(
                "{count:,} annotation that said otherwise was replaced by the file's",
                "{count:,} annotations that said otherwise were replaced by the file's",
                report.overwritten,
            )
        )
    else:
        tell(
            counted(
                "{count:,} annotation that says otherwise stayed as it was",
                "{count:,} annotations that say otherwise stayed as they were",
                report.overwritten,
            )
        )


def _column_told(one: ColumnPreview) -> Text:
    return counted(
        "“{name}” → {task} ({kind}{guessed}), {count:,} label, {fresh:,} new",
        "“{name}” → {task} ({kind}{guessed}), {count:,} labels, {fresh:,} new",
        len(one.labels),
        name=one.name,
        task=phrase("new task “{task}”", task=one.task)
        if one.new_task
        else phrase("task “{task}”", task=one.task),
        kind=translated(one.kind.value),
        guessed=phrase(", guessed") if one.guessed else "",
        fresh=len(one.new),
    )


def _images(count: int) -> str:
    return translated(counted("{count:,} image", "{count:,} images", count))


_HOW = {
    "whole_path": mark("their full paths on this computer"),
    "folders_of_the_root": mark("folders that are the project's own"),
    "end_of_path": mark("the end of their path"),
    "encoded_or_prefixed": mark("names that a program has changed"),
    "letter_case": mark("names in another letter case"),
    "without_ending": mark("names without their ending"),
}
"""How images were found otherwise than by their very names; one prefix has a note of its own."""
