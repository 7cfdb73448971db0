"""Metrics in words: one image is an image, and labels that were not learnt are counted."""

from __future__ import annotations

from labelmt.cli.metric_text import figure_text
from labelmt.domain.metric_records import JudgedBy, LabelMetrics, TaskMetrics
from labelmt.domain.schema import TaskKind
from labelmt.project.runs.figure_text import judged_words, support_words


def task(images: int, kind: TaskKind) -> TaskMetrics:
    label = LabelMetrics(1, "tree", 5, 5, 0.5, 0.5, 0.5, 0.5, 0.5)
    return TaskMetrics(1, "things", kind, images, map=0.5, accuracy=0.5, labels=(label,))


def test_one_image_is_not_images() -> None:
    assert figure_text(task(1, TaskKind.MULTICLASS)) == "accuracy 0.500 on 1 image"
    assert figure_text(task(1200, TaskKind.MULTICLASS)) == "accuracy 0.500 on 1,200 images"
    assert support_words(task(1, TaskKind.MULTICLASS)) == "on 1 image"
    told = judged_words(JudgedBy("cross-fitted", 2, 1, "chosen"))
    assert told == "cross-fitted on 2 images you chose, in 1 group"
    assert judged_words(JudgedBy("table", 1, 1, "random")) == "held out: 1 image drawn by chance"


def test_labels_that_were_not_learnt_count() -> None:
    told = figure_text(task(7, TaskKind.MULTILABEL), 2)
    assert told == "mAP 0.500 over 1 of 3 labels on 7 images"
