"""Annotations in an Excel workbook: its first sheet is a table as our CSV is.

Needs ``openpyxl``. Nothing in a workbook is run: formulas are read as the values that were kept of
them, and what we write is text, whatever sign it begins with.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from labelmt.domain.errors import InvalidInput, InvalidTable, Problem
from labelmt.domain.installing_extras import install_extra
from labelmt.domain.text import mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedTable,
    Heeds,
    ParsedTable,
    ReadOptions,
)
from labelmt.formats.csv_annotations import sheet_rows, table_of_sheet
from labelmt.formats.output import Output
from labelmt.formats.text_encoding import opened_bytes, refused

ROW_LIMIT = 1_048_576
"""Most rows of a sheet, as Excel has it."""
CELL_LIMIT = 32_767
"""Most characters of a cell, as Excel has it."""
SIZE_LIMIT = 1 << 30
FILE_LIMIT = 256 << 20
"""Most bytes of a workbook, unpacked and packed."""
_SIGNS = str.maketrans("", "", "".join(map(chr, (*range(9), 11, 12, *range(14, 32)))))


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise InvalidInput(
            "Reading and writing Excel needs the package openpyxl.",
            kept="Nothing was read or written.",
            next_step=install_extra("tables"),
        ) from error
    return openpyxl


def read_excel(file: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """The first sheet of a workbook. Raises InvalidTable, InvalidInput, NotFound and others."""
    excel = _openpyxl()
    problems: list[Problem] = []
    with opened_bytes(file, FILE_LIMIT) as stream:
        data = stream.read()
    _check(data, file)
    try:
        book = excel.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = []
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=ROW_LIMIT), 1):
            cells = tuple(map(_cell, row))
            if any(cells):
                rows.append((number, cells))
    except InvalidTable:
        raise
    except Exception as error:
        raise refused(
            file, text("a part of the workbook is damaged or of no known form")
        ) from error
    return table_of_sheet(rows, options, problems), problems


def _check(data: bytes, file: Path) -> None:
    """Refuse what is no workbook, what unpacks to too much, and XML with entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > SIZE_LIMIT or len(parts) > 10_000:
                raise refused(file, text("it unpacks to too much"))
            for part in parts:
                with packed.open(part) as stream:
                    start = stream.read(4096)
                if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                    raise refused(file, text("a part of it declares a document type"))
    except InvalidTable:
        raise
    except (RuntimeError, NotImplementedError) as error:
        raise refused(file, text("it is encrypted, or packed in a way that is not read")) from error
    except Exception as error:  # zlib, struct, places before the file's start: as the damage has it
        raise refused(file, text("it is no workbook, or a damaged one")) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_excel(table: ExportedTable, output: Output) -> None:
    """Write a sheet with a row an image. Raises InvalidInput where Excel has no room for it."""
    excel = _openpyxl()
    from openpyxl.cell import WriteOnlyCell

    if len(table.images) >= ROW_LIMIT:
        raise InvalidInput(
            "A sheet of Excel has no room for so many images.",
            kept="Nothing was written.",
            next_step="Choose CSV or Parquet.",
        )
    book = excel.Workbook(write_only=True)
    sheet = book.create_sheet("labels")
    for row in sheet_rows(table):
        cells = []
        for told in row:
            clean = told.translate(_SIGNS)
            if len(clean) > CELL_LIMIT:
                raise InvalidInput(
                    "A cell of Excel has no room for so much text.",
                    subject=row[0],
                    kept="Nothing was written.",
                    next_step="Choose CSV or Parquet.",
                )
            cell = WriteOnlyCell(sheet, value=clean or None)
            if clean:
                cell.data_type = "s"  # else what begins with = would be a formula
            cells.append(cell)
        sheet.append(cells)
    packed = io.BytesIO()
    book.save(packed)
    with output.file() as stream:
        stream.write(packed.getbuffer())


def recognised(file: Path, start: bytes) -> bool:
    """A packed file that is called as workbooks are."""
    return file.suffix.lower() in FORMAT.suffixes and start.startswith(b"PK")


FORMAT = AnnotationFormat(
    name="xlsx",
    title="Excel",
    suffixes=(".xlsx", ".xlsm"),
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.SEVERAL_TASKS
    | Carries.TASK_KINDS
    | Carries.PROVENANCE
    | Carries.PATHS
    | Carries.NONE
    | Carries.MARKS,
    summary=mark("Excel: the first sheet, one column per task."),
    heeds=Heeds.COLUMNS | Heeds.SEPARATOR,
    reader=read_excel,
    writer=write_excel,
    recognised=recognised,
)
