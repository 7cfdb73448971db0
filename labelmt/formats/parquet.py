"""Annotations in Parquet: a long table, a row for each pair of image and label.

Needs ``pyarrow``. Tables of other programs are read as CSV is: a column a task, lists several
labels.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from labelmt.domain.errors import InvalidInput, Problem
from labelmt.domain.installing_extras import install_extra
from labelmt.domain.text import Text, mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedTable,
    Heeds,
    ParsedTable,
    ReadOptions,
)
from labelmt.formats.csv_annotations import table_of_records
from labelmt.formats.csv_long import COLUMNS, SIGNED, long_rows
from labelmt.formats.csv_records import RECORD_LIMIT, Record
from labelmt.formats.json_lines import cell_of
from labelmt.formats.output import Output
from labelmt.formats.text_encoding import reading, refused

COLUMN_LIMIT = 1000
BATCH = 10_000


def needed_pyarrow() -> Any:
    """The package. Raises InvalidInput where it is not installed."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise InvalidInput(
            "Reading and writing Parquet needs the package pyarrow.",
            kept="Nothing was read or written.",
            next_step=install_extra("tables"),
        ) from error
    return pyarrow


def read_parquet(file: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The rows of a file as those of a table. Raises InvalidTable, InvalidInput and others."""
    arrow = needed_pyarrow()
    problems: list[Problem] = []
    notes: list[Text] = []
    with reading(file):
        try:
            with file.open("rb") as stream, arrow.parquet.ParquetFile(stream) as table:
                names = [str(name) for name in table.schema_arrow.names]
                count = table.metadata.num_rows
                if len(names) > COLUMN_LIMIT or count > RECORD_LIMIT:
                    raise refused(file, text("it has too many columns or rows"))
                # An index of pandas is no column of its own.
                kept = [name for name in names if not name.startswith("__index_level_")]
                records: list[Record] = []
                for batch in table.iter_batches(batch_size=BATCH, columns=kept):
                    columns = [batch.column(place).to_pylist() for place in range(len(kept))]
                    records += [
                        Record(len(records) + 2 + place, tuple(map(cell_of, row)))
                        for place, row in enumerate(zip(*columns, strict=True))
                    ]
        except (arrow.ArrowException, EOFError) as error:
            raise refused(file, text("it is no Parquet file, or a damaged one")) from error
    header = Record(1, tuple(kept))
    return table_of_records(header, records, options, "", problems, notes), problems


def write_parquet(table: ExportedTable, output: Output) -> None:
    """Write a long table; ``probability`` is a number, all else text."""
    arrow = needed_pyarrow()
    names = SIGNED if table.signed else COLUMNS
    kinds = [(name, arrow.float64() if name == "probability" else arrow.string())
             for name in names]  # fmt: skip
    schema = arrow.schema(kinds).with_metadata({"created_by": "LabelMT"})
    rows = long_rows(table)
    with output.file() as stream, arrow.parquet.ParquetWriter(stream, schema) as writer:
        while batch := list(islice(rows, BATCH)):
            columns = []
            for place, name in enumerate(names):
                cells: list[Any] = [_plain(row[place]) for row in batch]
                if name == "probability":
                    cells = [float(cell) if cell else None for cell in cells]
                elif name in ("source", "seen"):
                    cells = [cell or None for cell in cells]
                columns.append(arrow.array(cells, schema.field(place).type))
            writer.write_batch(arrow.record_batch(columns, schema=schema))


def _plain(cell: str) -> str:
    """Text that UTF-8 has: bytes of a name that are none are shown as such."""
    return cell if cell.isascii() else cell.encode("utf-8", "surrogateescape").decode(
        "utf-8", "backslashreplace"
    )  # fmt: skip


def recognised(file: Path, start: bytes) -> bool:
    """The mark that Parquet files begin with."""
    return start.startswith(b"PAR1") or file.suffix.lower() in FORMAT.suffixes


FORMAT = AnnotationFormat(
    name="parquet",
    title="Parquet",
    suffixes=(".parquet",),
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.SEVERAL_TASKS
    | Carries.TASK_KINDS
    | Carries.PROBABILITIES
    | Carries.PROVENANCE
    | Carries.PATHS
    | Carries.NONE,
    summary=mark("Parquet: a row for each image and label."),
    heeds=Heeds.COLUMNS,
    reader=read_parquet,
    writer=write_parquet,
    recognised=recognised,
)
