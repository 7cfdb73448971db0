"""Open Images: image-level labels in CSV, and the names of their codes.

``ImageID,Source,LabelName,Confidence``: a confidence of 1 is present and 0 absent; what lies
between them, and what a machine said, are suggestions. ``*class-descriptions*.csv`` beside it names
the codes.
"""

from __future__ import annotations

from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.errors import NotFound, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedImage,
    ExportedTable,
    Heeds,
    Pair,
    ParsedTable,
    ReadOptions,
)
from labelmt.formats.csv_records import Record, read_records
from labelmt.formats.csv_rows import RowWriter
from labelmt.formats.folder_walk import files_below, flat_names, stem_of
from labelmt.formats.output import Output
from labelmt.formats.table_builder import BuiltColumn, TableBuilder

HEADER = ("ImageID", "Source", "LabelName", "Confidence")
NAMES = "oidv6-class-descriptions.csv"


def read_open_images(place: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The labels in one file, or in all files of a folder that have them."""
    builder = TableBuilder()
    column = builder.column(generic=True, kind=TaskKind.MULTILABEL, listed=State.UNKNOWN)
    folder = place if place.is_dir() else place.parent
    if place.is_dir():
        files = [
            (path, file)
            for path, file in files_below(place, (".csv",))
            if "imagelabels" in path.casefold() or "annotations-human" in path.casefold()
        ]
        descriptions = [file for path, file in files_below(folder, (".csv",))
                        if "class-descriptions" in path.casefold()]  # fmt: skip
    else:
        files = [("", place)]
        descriptions = sorted(folder.glob("*class-descriptions*.csv"))
    if not files:
        raise NotFound("There are no image-level labels here.", subject=str(place))
    names: dict[str, str] = {}
    for file in descriptions:
        for record in read_records(file, builder.problems):
            if len(record.cells) >= 2 and record.cells[0] != "LabelName":
                names[record.cells[0]] = record.cells[1]
    for path, file in files:
        _read_file(builder, column, path, file, names, options)
    return builder.table(), builder.problems


def _read_file(
    builder: TableBuilder,
    column: BuiltColumn,
    path: str,
    file: Path,
    names: dict[str, str],
    options: ReadOptions,
) -> None:
    records = read_records(file, builder.problems, encoding=options.encoding)
    first = next(records, None)
    places = {} if first is None else {name.strip(): i for i, name in enumerate(first.cells)}
    if first is None or not {"ImageID", "LabelName"} <= places.keys():
        problem = Problem(1, "there are no columns ImageID and LabelName", file=path)
        builder.problems.append(problem)
        return
    for record in records:
        if len(record.cells) != len(first.cells):
            builder.problems.append(
                Problem(record.line, "there are more or fewer cells than in the header", file=path)
            )
            continue
        code = record.cells[places["LabelName"]]
        label = builder.label(column, names.get(code, code), record.line, path)
        image = builder.image(record.cells[places["ImageID"]], record.line, path)
        pair = _pair(record, places, label)
        if pair is None:
            what = text("“{given}” is no confidence", given=record.cells[places["Confidence"]][:40])
            builder.problems.append(Problem(record.line, what, file=path))
        else:
            builder.say(column, image, pair)


def _pair(record: Record, places: dict[str, int], label: str) -> Pair | None:
    machine = "Source" in places and record.cells[places["Source"]].startswith("machine")
    if "Confidence" not in places:
        return Pair(label, State.PRESENT)
    try:
        sure = float(record.cells[places["Confidence"]])
    except ValueError:
        return None
    if not 0 <= sure <= 1:
        return None
    if machine or 0 < sure < 1:
        return Pair(label, State.UNKNOWN, probability=sure)
    return Pair(label, State(int(sure)))


def write_open_images(table: ExportedTable, output: Output) -> None:
    """Write ``annotations`` with a file a part, and the images where they are wanted."""
    codes: dict[str, str] = {}
    for task in table.tasks:
        for label in task.labels:
            codes.setdefault(label, f"/l/{len(codes)}")
    names = flat_names(table.images)
    ids = {name: stem_of(flat) for name, flat in names.items()}
    if len(set(ids.values())) < len(ids):
        ids = names
    parts: dict[str, list[ExportedImage]] = {}
    for image in table.images:
        parts.setdefault({"val": "validation"}.get(image.part, image.part) or "train", []).append(
            image
        )
    with output.folder():
        with output.within(f"annotations/{NAMES}") as stream:
            rows = RowWriter(stream)
            rows.write(["LabelName", "DisplayName"])
            for label, code in codes.items():
                rows.write([code, label])
        for part, images in parts.items():
            with output.within(f"annotations/{part}-annotations-human-imagelabels.csv") as stream:
                rows = RowWriter(stream)
                rows.write(HEADER)
                for image in images:
                    for pair in (one for pairs in image.pairs for one in pairs):
                        rows.write([ids[image.name], *_cells(pair, codes)])
            for image in images:
                output.picture(f"images/{part}/{names[image.name]}", image.file)


def _cells(pair: Pair, codes: dict[str, str]) -> list[str]:
    if pair.state is State.UNKNOWN:
        return ["machine", codes[pair.label], f"{pair.probability or 0:.6f}"]
    return ["verification", codes[pair.label], str(int(pair.state))]


def recognised(place: Path, start: bytes) -> bool:
    """CSV with Open Images' columns, or a folder with its files."""
    if place.is_dir():
        inner = place / "annotations"
        return inner.is_dir() and any("imagelabels" in one.name for one in inner.glob("*.csv"))
    first = start.partition(b"\n")[0].decode("utf-8", "replace")  # of a file of any kind
    header = [name.strip('\ufeff" \r') for name in first.split(",")]
    return {"ImageID", "LabelName"} <= {name.strip() for name in header}


FORMAT = AnnotationFormat(
    name="open-images",
    title="Open Images",
    suffixes=(),
    is_folder=True,
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.PROBABILITIES
    | Carries.SPLIT
    | Carries.NONE,
    summary=mark("Open Images: image-level labels in CSV."),
    heeds=Heeds.ENCODING,
    reader=read_open_images,
    writer=write_open_images,
    recognised=recognised,
)
