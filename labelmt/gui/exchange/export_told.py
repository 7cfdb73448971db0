"""What an export would write or has written, in sentences of the window."""

from __future__ import annotations

from labelmt.domain.text import counted, translated
from labelmt.project.exchange.export_preview import ExportPreview


def told_of(preview: ExportPreview) -> list[str]:
    """How much is written, then what the format cannot carry."""
    amount = counted(
        "{count:,} annotation, {images}.",
        "{count:,} annotations, {images}.",
        preview.annotations,
        images=_images(preview.images),
    )
    lines = [translated(amount)]
    if preview.suggestions:
        more = counted("{count:,} suggestion.", "{count:,} suggestions.", preview.suggestions)
        lines.append(translated(more))
    return lines + [f"• {translated(one)}" for one in preview.cannot_carry]


def done_told(preview: ExportPreview, others: int) -> str:
    """That it is done; ``others``: files that the folder had before and has still."""
    done = counted(
        "{count:,} annotation, {images} exported.",
        "{count:,} annotations, {images} exported.",
        preview.annotations,
        images=_images(preview.images),
    )
    if not others:
        return translated(done)
    more = counted(
        "{count:,} other file is in the folder still.",
        "{count:,} other files are in the folder still.",
        others,
    )
    return f"{translated(done)} {translated(more)}"


def _images(count: int) -> str:
    return translated(counted("{count:,} image", "{count:,} images", count))
