"""The window of runs on a small screen: figures of tasks and thresholds of labels are in sight."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from labelmt.domain.metric_records import LabelMetrics, TaskMetrics
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import Schema, TaskKind
from labelmt.gui.model.runs.metric_table import MetricTable
from labelmt.gui.model.runs.runs_window import RunsWindow
from labelmt.project.runs.run_details import RunDetails

LABELS = tuple(
    LabelMetrics(number, name, 40, 60, 0.91, 0.8, 0.7, 0.75, 0.5)
    for number, name in enumerate(("balloon", "person", "a label with a long name"), 1)
)
TASKS = tuple(
    TaskMetrics(number, name, kind, 100, map=0.9, accuracy=0.8, labels=LABELS)
    for number, (name, kind) in enumerate(
        (("objects", TaskKind.MULTILABEL), ("time of day", TaskKind.MULTICLASS),
         ("weather", TaskKind.MULTICLASS)), 1
    )
)  # fmt: skip
RUN = RunRecord(
    2, "Run 2", "finetune", "small_cnn", "finished", "2026-11-30T12:00:00Z",
    tasks=TASKS, test=TASKS,
)  # fmt: skip


def opened(qtbot: QtBot, width: int, height: int) -> RunsWindow:
    window = RunsWindow()
    qtbot.addWidget(window)
    window.show_list((RUN, replace(RUN, id=3, name="Run 3")))
    window.show_run(RunDetails(RUN, {}, {}, (), None, "", {}, {}), None, Schema(()), ())
    window.tabs.setCurrentWidget(window.labels)
    with qtbot.waitExposed(window):
        window.show()
    window.resize(width, height)  # larger than the screen of tests would let it begin
    return window


def in_sight(table: MetricTable, column: int) -> bool:
    left = table.columnViewportPosition(column)
    inside = left >= 0 and left + table.columnWidth(column) <= table.viewport().width()
    return inside and not table.isColumnHidden(column)


def test_figures_of_all_tasks_and_labels_are_in_sight_at_1024(qtbot: QtBot) -> None:
    window = opened(qtbot, 1024, 660)
    qtbot.waitUntil(lambda: window.labels.table.horizontalScrollBar().maximum() == 0)
    assert all(in_sight(window.list, 2 + at) for at in range(len(TASKS)))
    name = window.list.item(0, 0)
    assert name is not None
    assert "fine-tuned" in name.toolTip(), "what is left out is told by the tip"
    assert in_sight(window.labels.table, 9)
    assert window.labels.editor.isVisible()


def test_a_run_that_predicts_says_that_it_did_not_come_to_its_end(qtbot: QtBot) -> None:
    window = RunsWindow()
    qtbot.addWidget(window)
    states = ("finished", "cancelled", "failed")
    window.show_list(
        tuple(replace(RUN, id=at, state=state, serves=True) for at, state in enumerate(states))
    )
    cells = [window.list.item(row, 1) for row in range(3)]
    assert [cell.text() for cell in cells if cell is not None] == [
        "predicts, failed before its end", "predicts, stopped early", "predicts",
    ]  # fmt: skip


def test_where_there_is_room_nothing_is_left_out(qtbot: QtBot) -> None:
    window = opened(qtbot, 1024, 660)
    window.resize(2600, 900)
    table = window.labels.table
    qtbot.waitUntil(lambda: not any(table.isColumnHidden(at) for at in range(10)))
    name = table.item(0, 0)
    assert name is not None
    assert not name.toolTip()
