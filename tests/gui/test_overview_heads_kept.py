"""The overview of a run tells where fine-tuning was not better and its weights were dropped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from labelmt.domain.metric_records import EpochRecord, TaskMetrics
from labelmt.domain.run_records import RunRecord
from labelmt.domain.schema import TaskKind
from labelmt.gui.model.runs.overview_page import OverviewPage
from labelmt.gui.model.runs.runs_window import RunsWindow
from labelmt.project.run_folders import run_folder
from labelmt.project.runs.heads_kept import heads_kept_told, runs_with_heads_kept
from labelmt.project.runs.run_details import RunDetails

RUN = RunRecord(2, "Run 2", "finetune", "small_cnn", "finished", "2026-11-30T12:00:00Z")
TASK = TaskMetrics(1, "things", TaskKind.MULTILABEL, 26, map=0.9)
EPOCHS = tuple(
    EpochRecord("finetune", epoch, 2, 0.1, 0.1, score, False, 1.0, (TASK,))
    for epoch, score in ((0, 0.9), (1, 0.875), (2, 0.5))
)


def details(told_tuned: bool | None, epochs: tuple[EpochRecord, ...] = EPOCHS) -> RunDetails:
    told = heads_kept_told(RUN, told_tuned, epochs)
    return RunDetails(RUN, {}, {}, epochs, None, "", {}, {}, heads_kept=told)


def test_the_overview_says_which_weights_a_run_has(qtbot: QtBot) -> None:
    page = OverviewPage()
    qtbot.addWidget(page)
    page.show_run(details(False), None)
    said = page.summary.text()
    assert said.startswith("heads · small_cnn")
    assert "Fine-tuning was not better, so its weights were dropped" in said
    assert "On the same 26 images: heads 0.900, fine-tuned at best 0.875" in said
    page.show_run(details(False, EPOCHS[1:]), None)  # of a version that left no such line
    assert "Fine-tuning was not better" in page.summary.text()
    assert "0.875" not in page.summary.text(), "nothing is there that it could be compared with"
    page.show_run(details(False, ()), None)
    assert "Nothing was fine-tuned" in page.summary.text()
    for tuned in (True, None):
        page.show_run(details(tuned), None)
        assert page.summary.text().startswith("fine-tuned · small_cnn")
        assert "Fine-tuning" not in page.summary.text()


def test_the_list_of_runs_calls_it_heads(qtbot: QtBot, tmp_path: Path) -> None:
    tuned = replace(RUN, id=3, name="Run 3")
    for run, is_tuned in ((RUN, False), (tuned, True)):
        folder = run_folder(tmp_path, run.id)
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps({"tuned": is_tuned}), encoding="utf-8")
    window = RunsWindow()
    qtbot.addWidget(window)
    window.show_list((RUN, tuned))
    window.show_heads_kept(runs_with_heads_kept(tmp_path, (RUN, tuned)))
    cells = [window.list.item(row, 2) for row in range(2)]
    assert [cell.text() for cell in cells if cell is not None] == ["fine-tuned", "heads"]
