"""COCO Camera Traps JSON: COCO without boxes, with the sequence of each image."""

from __future__ import annotations

from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.text import mark
from labelmt.formats.base import AnnotationFormat, Carries, ExportedTable, Heeds
from labelmt.formats.coco import FORMAT as COCO
from labelmt.formats.coco import read_coco, write_coco_file
from labelmt.formats.output import Output


def write_camera_traps(table: ExportedTable, output: Output) -> None:
    """Write one file; an annotation a present label, without a box."""
    write_coco_file(table, output, boxes=False, captures=True)


def recognised(place: Path, start: bytes) -> bool:
    """COCO whose images tell their sequence or place."""
    return (
        place.suffix.lower() == ".json"
        and b'"file_name"' in start
        and (b'"seq_id"' in start or b'"location"' in start)
    )


FORMAT = AnnotationFormat(
    name="coco-camera-traps",
    title="COCO Camera Traps",
    suffixes=(".json",),
    carries=COCO.carries | Carries.CAPTURES,
    summary=mark("COCO Camera Traps JSON; sequences and locations are kept."),
    unlisted=State.ABSENT,
    needs_pixels=True,
    heeds=Heeds.ENCODING,
    reader=read_coco,
    writer=write_camera_traps,
    recognised=recognised,
)
