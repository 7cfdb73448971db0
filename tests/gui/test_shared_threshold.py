"""A threshold that a label shares with others is told where it matters: in the table of labels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from labelmt.domain.metric_records import LabelMetrics, TaskMetrics
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import TaskKind
from labelmt.gui.model.runs.label_metrics_page import THRESHOLD, LabelMetricsPage
from labelmt.project.runs.run_details import RunDetails

LABELS = (
    LabelMetrics(1, "cup", 40, 60, 0.9, 0.8, 0.8, 0.8, 0.31),
    LabelMetrics(2, "wine glass", 6, 94, 0.3, 0.0, 0.0, 0.0, 0.62),
    LabelMetrics(3, "fork", 7, 93, 0.4, 0.5, 0.5, 0.5, 0.2),
)
TASK = TaskMetrics(1, "things", TaskKind.MULTILABEL, 100, labels=LABELS)
RUN = RunRecord(2, "Run 2", "heads", "small_cnn", "finished", "", tasks=(TASK,))


def test_a_shared_threshold_is_told_in_its_cell_and_why_in_the_tip(qtbot: QtBot) -> None:
    page = LabelMetricsPage()
    qtbot.addWidget(page)
    levels = {1: 0.31, 2: 0.62, 3: 0.2}
    page.show_run(RunDetails(RUN, {}, {}, (), None, "", levels, {3: 0.2}))
    items = [page.table.item(row, THRESHOLD) for row in range(3)]
    texts = [item.text() for item in items if item is not None]
    assert texts == ["0.310", "0.620, shared", "0.200"], "the third was chosen by a person"
    tip = str(items[1].data(Qt.ItemDataRole.ToolTipRole)) if items[1] is not None else ""
    assert "wine glass has fewer than 10 judged images" in tip
    assert "never be predicted" in tip
