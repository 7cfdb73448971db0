"""XMP sidecars: keywords beside each image, as darktable, digiKam and Lightroom write them.

``a.jpg.xmp`` or ``a.xmp`` is of ``a.jpg``. What a sidecar already holds stays when labels are
written into it: only keywords that are labels of the project change.
"""

from __future__ import annotations

from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.errors import InvalidTable, LabelMTError, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedImage,
    ExportedTable,
    Pair,
    ParsedTable,
    ReadOptions,
)
from labelmt.formats.bounded_xml import Element, read_xml
from labelmt.formats.folder_walk import files_below, some_below, stem_of
from labelmt.formats.output import Output
from labelmt.formats.table_builder import TableBuilder
from labelmt.formats.xmp_keywords import keywords_of, put_keywords

ENDING = ".xmp"


def read_xmp_sidecars(folder: Path, _options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The keywords of all sidecars below a folder."""
    builder = TableBuilder()
    column = builder.column("tags", TaskKind.MULTILABEL, generic=True, none_said=False)
    for path, file in files_below(folder, (ENDING,)):
        try:
            chains = keywords_of(read_xml(file))
        except LabelMTError as error:
            first = error.problems[0] if isinstance(error, InvalidTable) else Problem(0, error.what)
            builder.problems.append(Problem(first.line, first.what, file=path))
            continue
        if not chains:
            continue
        place = builder.image(path[: -len(ENDING)], file=path)
        for chain in chains:
            label = builder.path_of_labels(column, chain, file=path)
            builder.say(column, place, Pair(label, State.PRESENT))
    return builder.table(), builder.problems


def write_xmp_sidecars(table: ExportedTable, output: Output) -> None:
    """Write ``a.jpg.xmp`` for each image, or into the sidecar that is there.

    Raises:
        InvalidTable: a sidecar that is there cannot be read; nothing was written.
    """
    parents = {label: above for task in table.tasks for label, above in task.parents}
    with output.folder(mixes=True):
        for image in table.images:
            name, root = _there(image, output.place)
            pairs = [pair for one in image.pairs for pair in one]
            present = [pair.label for pair in pairs if pair.state is State.PRESENT]
            absent = [pair.label for pair in pairs if pair.state is State.ABSENT]
            if root is None and not present:
                continue
            with output.within(name, replaces=root is not None) as stream:
                stream.write(put_keywords(root, list(dict.fromkeys(present)), absent, parents))


def _there(image: ExportedImage, folder: Path) -> tuple[str, Element | None]:
    """The sidecar that an image has already, and its content."""
    own = f"{image.name.lstrip('/')}{ENDING}"
    for name in (own, f"{stem_of(image.name).lstrip('/')}{ENDING}"):
        if (folder / name).is_file():
            return name, read_xml(folder / name)
    return own, None


def recognised(place: Path, _start: bytes) -> bool:
    """A folder with sidecars."""
    return any(name.lower().endswith(ENDING) for name, _ in some_below(place))


FORMAT = AnnotationFormat(
    name="xmp",
    title=mark("XMP sidecars"),
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT | Carries.SEVERAL_LABELS | Carries.HIERARCHY | Carries.PATHS,
    summary=mark("XMP sidecars: keywords beside each image."),
    unlisted=State.UNKNOWN,
    merges=True,
    reader=read_xmp_sidecars,
    writer=write_xmp_sidecars,
    recognised=recognised,
)
