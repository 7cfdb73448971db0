"""What our tables are written as, they are read back as: states, kinds, source and seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from exported_tables import exported, read_back, states_read, states_written, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelmt.formats import csv_annotations, csv_long, csv_matrix, json_lines
from labelmt.formats.base import AnnotationFormat, Carries, ExportedTable
from labelmt.formats.base import ParsedTable as Parsed

FORMATS = [csv_annotations.FORMAT, csv_matrix.FORMAT, csv_long.FORMAT, json_lines.FORMAT]


def provenance_written(table: ExportedTable) -> set[tuple[str, str, str, str, str]]:
    return {
        (image.name, task.name, pair.label, pair.source, pair.seen)
        for image in table.images
        for task, pairs in zip(table.tasks, image.pairs, strict=True)
        for pair in pairs
    }


def provenance_read(table: Parsed) -> set[tuple[str, str, str, str, str]]:
    return {
        (row.path, column.name, pair.label, pair.source, pair.seen)
        for row in table.rows
        for column, details in zip(table.columns, row.details, strict=True)
        for pair in details or ()
    }


@pytest.mark.parametrize("format", FORMATS, ids=lambda one: one.name)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_is_read_back(
    format: AnnotationFormat, data: st.DataObject, tmp_path: Path
) -> None:
    table = data.draw(exported(format))
    place = tmp_path / f"labels{format.suffixes[0]}"
    written(format, table, place)
    kinds = {task.name: task.kind for task in table.tasks}
    told = Carries.TASK_KINDS in format.carries
    back, problems = read_back(format, place, kinds={} if told else kinds)
    assert problems == []
    assert states_read(back) == states_written(table)
    if Carries.PROVENANCE in format.carries and provenance_written(table):
        assert provenance_read(back) == provenance_written(table)
    if told:
        assert all(kinds[column.name] is column.kind for column in back.columns
                   if any(row.cells[back.columns.index(column)] for row in back.rows))  # fmt: skip
