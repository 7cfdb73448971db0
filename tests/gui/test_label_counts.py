"""Confusions and co-occurrences as Qt's views want them."""

from __future__ import annotations

import numpy as np
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from labelmt.domain.schema import Label, Task, TaskKind
from labelmt.gui.model.runs.confusion_page import ConfusionModel
from labelmt.project.runs.confusion import Confusion


def test_a_confusion_is_a_table_without_tables_in_its_cells(
    qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    del qtbot
    labels = Label(1, 1, "dark", "#404040"), Label(2, 1, "light", "#e0e0e0")
    task = Task(1, "shade", TaskKind.MULTICLASS, labels)
    nobody = np.zeros((0, 2), dtype=bool)
    model = ConfusionModel()
    model.show_confusion(
        Confusion((1, 2), np.array([[3, 1], [0, 4]]), nobody, nobody, np.zeros(0, int), True), task
    )
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    cell = model.index(0, 1)
    assert (model.rowCount(), model.columnCount(), cell.data()) == (2, 2, "1")
    assert (model.rowCount(cell), model.columnCount(cell)) == (0, 0)
