"""Metrics in words: one image is an image, and labels that were not learnt are counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from labelmt.cli.console import stderr
from labelmt.cli.evaluation_table import TaskReport, tell
from labelmt.cli.follow_job import epoch_line, shown_progress
from labelmt.cli.metric_text import figure_text
from labelmt.cli.runs import tell_judges
from labelmt.domain.metric_records import EpochRecord, JudgedBy, LabelMetrics, TaskMetrics
from labelmt.domain.protocol.messages import EpochMetrics
from labelmt.domain.schema import TaskKind
from labelmt.learning.evaluation.intervals import TaskIntervals
from labelmt.project.runs.figure_text import judged_words, support_words

MULTILABEL = TaskKind.MULTILABEL


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
    told = figure_text(task(7, MULTILABEL), 2)
    assert told == "mAP 0.500 over 1 of 3 labels on 7 images"


def test_the_same_images_judged_in_two_ways_are_told_as_the_same() -> None:
    plain = replace(task(128, MULTILABEL), intervals={"map": (0.45, 0.55)})
    by = JudgedBy("cross-fitted", 128, 120, "chosen")
    usual = replace(plain, judged_by=by)
    unlike = replace(usual, map=0.25, intervals={"map": (0.2, 0.3)})
    told = figure_text(replace(usual, unlike=unlike))
    assert told == (
        "mAP 0.250 (0.200–0.300) over 1 of 1 labels on 128 images, each judged by heads that "
        "learnt from none that looks like it; mAP 0.500 (0.450–0.550) over 1 of 1 labels on 128 "
        "images: the same images, each judged by heads that may have learnt from some that look "
        "like it"
    )
    held = replace(usual, judged_by=replace(by, part="validation", images=26), images=26)
    other = figure_text(replace(held, unlike=unlike))
    assert "128 images that look unlike all that was learnt from; mAP 0.500" in other
    assert "the same images" not in other


def test_the_line_of_a_pass_says_what_it_is_judged_by_and_what_became_of_it() -> None:
    record = EpochRecord("finetune", 1, 6, 0.01, 0.1, 0.5, False, 1.0, (task(26, MULTILABEL),))
    told = "finetune 1/6 · loss 0.0100 · things: mAP 0.500 over 1 of 1 labels on 26 images · "
    assert epoch_line(record) == told + "not kept"
    assert epoch_line(replace(record, best=True)) == told + "kept"


def test_lines_judged_by_other_images_are_parted(capsys: pytest.CaptureFixture[str]) -> None:
    def shown(images: int) -> list[str]:
        heads = EpochRecord("heads", 1, 1, 0.01, 0.1, 0.5, True, 1.0, (task(128, MULTILABEL),))
        tuned = replace(heads, stage="finetune", tasks=(task(images, MULTILABEL),))
        stderr.cache_clear()
        with shown_progress() as show:
            for record in (heads, tuned, replace(tuned, epoch=2)):
                show(EpochMetrics(1, record))
        stderr.cache_clear()
        return [one for one in capsys.readouterr().err.splitlines() if one]

    parted = shown(26)
    assert [one.startswith("The passes of fine-tuning are judged by other") for one in parted] == [
        False, True, False, False,
    ]  # fmt: skip
    assert len(shown(128)) == 3


def test_a_run_says_by_what_its_head_and_its_labels_are_judged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    by = JudgedBy("cross-fitted", 128, 128, "chosen")
    usual = replace(task(128, MULTILABEL), intervals={"map": (0.45, 0.55)}, judged_by=by)
    unlike = replace(usual, map=0.25, intervals={"map": (0.2, 0.3)}, judged_by=replace(by))
    below = (
        "  things, label by label below: mAP 0.500 (0.45 to 0.55) over 1 of 1 labels; cross-fitted "
        "on 128 images you chose"
    )
    tell_judges(replace(usual, unlike=unlike), ())
    assert capsys.readouterr().out.splitlines() == [
        "  things, above: each image judged by heads that learnt from none that looks like it; "
        "cross-fitted on 128 images you chose",
        below,
    ]
    tell_judges(usual, ())
    assert capsys.readouterr().out.splitlines() == [below]
    tell_judges(usual, (replace(usual, judged_by=JudgedBy("test", 9, 9, "random")),))
    assert capsys.readouterr().out.splitlines() == [
        "  things, above: 9 images drawn by chance, which it never learnt from", below,
    ]  # fmt: skip


def test_each_label_has_one_line_at_eighty_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    stderr.cache_clear()
    names = ("red", "a longer label name")
    labels = tuple(
        LabelMetrics(place, name, 1234, 12345, 0.95, 0.95, 0.95, 0.95, 0.5)
        for place, name in enumerate(names)
    )
    metrics = TaskMetrics(1, "objects", MULTILABEL, 1, map=0.9, labels=labels)
    intervals = TaskIntervals({"map": (0.8, 0.95)}, dict.fromkeys((0, 1), (0.90, 0.98)))
    by = JudgedBy("table", 1, 1, "unknown")
    none = np.zeros((2, 2), dtype=np.int64)
    tell(TaskReport(metrics, by, intervals, none, none[0], {"ghost": (1, 2)}))
    stderr.cache_clear()
    lines = capsys.readouterr().err.splitlines()
    assert "objects, 1 image: mAP 0.900 (0.800–0.950) over 2 of 3 labels" in lines
    for name in names:
        [line] = [one for one in lines if one.startswith(name)]
        told = "0.95 (0.90–0.98) 0.95 0.95 0.95 1,234 12,345 0.50"
        assert " ".join(line[len(name) :].split()) == told
        assert len(line) <= 80
    assert sum("ghost" in one for one in lines) == 1
