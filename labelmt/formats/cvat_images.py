"""CVAT for images 1.1: XML with tags; shapes are read as labels of the image.

A tag that CVAT's own model set (``source="auto"``) is a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from labelmt.domain.annotations import State
from labelmt.domain.errors import Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedTable,
    Pair,
    ParsedTable,
    ReadOptions,
)
from labelmt.formats.bounded_xml import xml_elements
from labelmt.formats.folder_walk import first_names
from labelmt.formats.output import Output
from labelmt.formats.table_builder import TableBuilder

FILE = "annotations.xml"
SURE = 0.9
"""Of a tag that a model set: CVAT does not say how sure it was."""


def read_cvat(place: Path, _options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The labels of each image of a file, or of the one in a folder. Raises InvalidTable."""
    builder = TableBuilder()
    column = builder.column(generic=True, kind=TaskKind.MULTILABEL, none_said=False)
    file = place / FILE if place.is_dir() else place
    tracks = 0
    for element, line in xml_elements(file, frozenset({"image", "label", "track"})):
        if element.tag == "label":
            name = element.findtext("name")
            if name:
                builder.label(column, name, line)
            continue
        if element.tag == "track":
            tracks += 1
            continue
        image = builder.image(element.get("name", ""), line)
        builder.look(column, image)
        for one in element:
            label = one.get("label")
            if label is None:
                continue
            pair = Pair(builder.label(column, label, line), State.PRESENT)
            if one.get("source") == "auto":
                pair = pair._replace(state=State.UNKNOWN, probability=SURE)
            builder.say(column, image, pair)
    if tracks:
        builder.notes.append(text("{count:,} tracks of videos are not read.", count=tracks))
    return builder.table(), builder.problems


def write_cvat(table: ExportedTable, output: Output) -> None:
    """Write one file; a tag a present label."""
    with output.file() as stream:
        for line in _lines(table):
            stream.write(line.encode("utf-8", "surrogateescape"))


def _lines(table: ExportedTable) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n'
    parts = dict.fromkeys(image.part for image in table.images if image.part)
    kind = "project" if parts else "task"  # CVAT keeps parts in projects alone
    yield f"  <meta>\n    <{kind}>\n      <name>{escape(table.name)}</name>\n"
    if parts:
        subsets = "".join(f"<subset>{escape(part)}</subset>" for part in parts)
        yield f"      <subsets>{subsets}</subsets>\n"
    yield f"      <size>{len(table.images)}</size>\n      <mode>annotation</mode>\n      <labels>\n"
    for label in dict.fromkeys(label for task in table.tasks for label in task.labels):
        yield f"        <label><name>{escape(label)}</name><type>tag</type>"
        yield "<attributes></attributes></label>\n"
    yield f"      </labels>\n    </{kind}>\n  </meta>\n"
    for number, image in enumerate(table.images):
        yield f'  <image id="{number}" name={quoteattr(image.name)} '
        if image.part:
            yield f"subset={quoteattr(image.part)} "
        yield f'width="{image.width}" height="{image.height}">\n'
        for pairs in image.pairs:
            for pair in pairs:
                if pair.state is State.PRESENT:
                    yield f'    <tag label={quoteattr(pair.label)} source="manual"></tag>\n'
                elif pair.state is State.UNKNOWN and (pair.probability or 0) >= 0.5:
                    yield f'    <tag label={quoteattr(pair.label)} source="auto"></tag>\n'
        yield "  </image>\n"
    yield "</annotations>\n"


def recognised(place: Path, start: bytes) -> bool:
    """XML that begins as CVAT's does, or a folder with it."""
    if place.is_dir():
        return FILE in first_names(place)
    return place.suffix.lower() == ".xml" and b"<annotations>" in start


FORMAT = AnnotationFormat(
    name="cvat",
    title=mark("CVAT for images"),
    suffixes=(".xml",),
    carries=Carries.PRESENT | Carries.SEVERAL_LABELS | Carries.PATHS | Carries.NONE,
    summary=mark("CVAT for images 1.1: XML with tags."),
    needs_pixels=True,
    reader=read_cvat,
    writer=write_cvat,
    recognised=recognised,
)
