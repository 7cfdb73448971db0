"""A small real process that answers FineTune, LearnLive and Explain as the worker does.

``python predicting_worker.py [hold] [hold-live] [tuned] [unlike] [figures] [untested] [names]``. It
reads the run's manifest and writes the files that events name, but learns nothing: a label's
probability rises with the image's row. A map it lays out as the worker does.
With "hold" a training waits for a Cancel after its first predictions; with "hold-live" a live job
does. With "tuned" a training says that it changed the backbone, with "unlike" that of the images
without annotations every second one looks unlike the others, the last first. With "figures" it ends
with all figures that there can be: intervals, on unlike photographs, and on a test part unless
"untested".
With "names" a live job scores names: the last rows look like a label; with "useless" names say no
more than chance, and with "unread" they cannot be read.
An explanation has one place that speaks for the label, its row that of the label's id in a map of
four by five; with "refuse" there is none, with "die" the process ends instead.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from labelmt.domain.held_out_predictions import HeldOutPredictions, write_held_out
from labelmt.domain.metric_records import EpochRecord, JudgedBy, LabelMetrics, TaskMetrics
from labelmt.domain.name_scores import NameScores, write_name_scores
from labelmt.domain.predictions import OUT_OF_FOLD
from labelmt.domain.protocol.json_records import dumps
from labelmt.domain.protocol.manifest import Manifest, read_images, read_manifest
from labelmt.domain.protocol.messages import (
    PROTOCOL,
    AnnotationsChecked,
    Cancel,
    CompareSharing,
    EpochMetrics,
    Event,
    Explain,
    Explained,
    FineTune,
    ImagesFailed,
    LayOutMap,
    LearnLive,
    NamesScored,
    NamesUnread,
    PredictionsReady,
    Progress,
    Ready,
    RunFailed,
    RunFinished,
    RunStarted,
    SharingCompared,
    Shutdown,
    StepMetrics,
    decode,
    encode,
)
from labelmt.domain.schema import TaskKind
from labelmt.domain.sharing_report import SharingReport, TaskSharing
from labelmt.domain.shift_record import SHIFT, ShiftRecord
from labelmt.learning.jobs.lay_out_map import lay_out_map
from labelmt.learning.training.cancellation import Control


def say(event: Event) -> None:
    sys.stdout.write(encode(event) + "\n")
    sys.stdout.flush()


def predict(job: int, manifest: Manifest, stage: str, *, top: float) -> None:
    """Write probabilities from nearly 0 at the first row to ``top`` at the last."""
    labels = [label_id for task in manifest.tasks for label_id in task.label_ids]
    column = np.linspace(0.01, top, manifest.row_count, dtype=np.float16)
    path = Path(manifest.run_folder) / "probabilities.npy"
    beside = path.with_name(f"probabilities-{stage}.npy")
    np.save(beside, np.repeat(column[:, None], len(labels), axis=1))
    thresholds = tuple(0.5 for _ in labels)
    say(PredictionsReady(job, str(beside), tuple(labels), thresholds, stage, complete=True))


def check(job: int, manifest: Manifest) -> None:
    """Out-of-fold probabilities: those of the heads, of all images."""
    folder = Path(manifest.run_folder)
    np.save(folder / OUT_OF_FOLD, np.load(folder / "probabilities-heads.npy"))
    say(AnnotationsChecked(job, str(folder / OUT_OF_FOLD)))


def judge(manifest: Manifest) -> None:
    """Judged by all annotated images."""
    folder = Path(manifest.run_folder)
    states = np.load(folder / "annotations.npy")
    rows = np.flatnonzero((states != -1).any(axis=1))
    labels = tuple(label_id for task in manifest.tasks for label_id in task.label_ids)
    values = np.load(folder / "probabilities-heads.npy")[rows].astype(np.float32)
    write_held_out(folder, HeldOutPredictions(labels, rows, states[rows], values))


def finish(job: int, manifest: Manifest, *, cancelled: bool) -> None:
    judge(manifest)
    tasks = tuple(
        TaskMetrics(
            task.id, task.name, task.kind, 5, map=0.75, accuracy=0.75,
            labels=tuple(
                LabelMetrics(label_id, name, 5, 5, 0.5 + 0.1 * (label_id % 5), 0.5, 0.5, 0.5, 0.5)
                for label_id, name in zip(task.label_ids, task.label_names, strict=True)
            ),
        )
        for task in manifest.tasks
    )  # fmt: skip
    test: tuple[TaskMetrics, ...] = ()
    if "figures" in sys.argv[1:]:
        tasks, test = tuple(map(told_in_full, tasks)), tuple(map(on_test_part, tasks))
        if "untested" in sys.argv[1:]:
            test = ()
    say(RunFinished(job, "heads", cancelled=cancelled, seconds=1.0, tasks=tasks, test=test))


def told_in_full(task: TaskMetrics) -> TaskMetrics:
    """Cross-fitted on chosen images, and clearly worse on unlike ones."""
    metric = "map" if task.kind is TaskKind.MULTILABEL else "accuracy"
    labels = tuple(
        replace(label, average_precision=None) if at == 0 else label
        for at, label in enumerate(task.labels)
    )
    by = JudgedBy("cross-fitted", 240, 200, "chosen")
    told = replace(
        task, labels=labels, judged_by=by, ece=0.031, intervals={metric: (0.7, 0.8)}, map=0.75
    )
    far = JudgedBy("cross-fitted", 230, 12, "chosen")
    values: dict[str, Any] = {metric: 0.6, "intervals": {metric: (0.5, 0.69)}, "judged_by": far}
    return replace(told, unlike=replace(told, **values))


def on_test_part(task: TaskMetrics) -> TaskMetrics:
    metric = "map" if task.kind is TaskKind.MULTILABEL else "accuracy"
    by = JudgedBy("test", 100, 100, "random")
    values: dict[str, Any] = {metric: 0.712, "intervals": {metric: (0.66, 0.76)}, "judged_by": by}
    return replace(task, **values)


def tell_unlike(manifest: Manifest) -> None:
    folder = Path(manifest.run_folder)
    known = (np.load(folder / "annotations.npy") != -1).any(axis=1)
    others = np.flatnonzero(~known)
    unlike = tuple(others[::-2].tolist())
    record = ShiftRecord(int(known.sum()), len(others), 0.9, unlike)
    (folder / SHIFT).write_text(dumps(record), encoding="utf-8")


def compare(job: int, manifest: Manifest) -> None:
    tasks = tuple(
        TaskSharing(task.name, task.kind, 0.924, 0.9, 0.0267, 0.004, 0.049)
        for task in manifest.tasks
    )
    say(SharingCompared(job, SharingReport(tasks, 0.0267, 0.004, 0.049, 84, 0, 1.0, 1.9)))


def learn(command: FineTune | CompareSharing, *, hold: bool) -> Manifest:
    folder = Path(command.manifest)
    job, manifest, images = command.job, read_manifest(folder), read_images(folder)
    say(RunStarted(job, "finetune", "cpu", len(images.rows), 0))
    missing = [row for row, path in zip(images.rows, images.paths, strict=True)
               if not Path(path).exists()]  # fmt: skip
    if missing:
        say(ImagesFailed(job, tuple(missing), tuple("it is gone" for _ in missing)))
    for step in range(3):
        say(Progress(job, "features", step + 1, 3, 10.0 - step))
    predict(job, manifest, "heads", top=0.8)
    if not hold:
        for epoch in (1, 2):
            say(Progress(job, "finetune", epoch, 2, 2.0 - epoch))
            say(StepMetrics(job, "finetune", epoch, epoch, 1 / epoch))
            record = EpochRecord("finetune", epoch, 2, 1 / epoch, 1 / epoch, 0.7, True, 1.0)
            with (Path(manifest.run_folder) / "metrics.jsonl").open("a") as stream:
                stream.write(dumps(record) + "\n")
            say(EpochMetrics(job, record))
        predict(job, manifest, "finetune", top=0.95)
        check(job, manifest)
        if isinstance(command, CompareSharing):
            compare(job, manifest)
        if "tuned" in sys.argv[1:]:
            config = Path(manifest.run_folder) / "config.json"
            config.write_text('{"tuned": true}', encoding="utf-8")
        if "unlike" in sys.argv[1:]:
            tell_unlike(manifest)
        finish(job, manifest, cancelled=False)
    return manifest


def learn_live(command: LearnLive, *, hold: bool) -> None:
    """Each job's predictions have a file of their own, as the worker's have."""
    job, manifest = command.job, read_manifest(Path(command.manifest))
    say(RunStarted(job, "live", "cpu", 0, 0))
    say(Progress(job, "features", 1, 1))
    tell_names(job, Path(command.manifest), manifest)
    if manifest.tasks:
        predict(job, manifest, f"live{-job}", top=0.9)
    if not hold:
        finish_live(job, manifest, cancelled=False)


def tell_names(job: int, folder: Path, manifest: Manifest) -> None:
    """Scores rise with the row."""
    manner = sys.argv[1:]
    if "unread" in manner:
        say(NamesUnread(job, "The text encoder is not installed.", next_step="Install it."))
    if "names" not in manner or not manifest.named:
        return
    ids = tuple(label_id for task in manifest.named for label_id in task.label_ids)
    column = np.linspace(-2.5, 2.5, manifest.row_count, dtype=np.float16)
    values = np.repeat(column[:, None], len(ids), axis=1)
    called = tuple(names for task in manifest.named for names in task.called)
    useless = ids if "useless" in manner else ()
    place = folder / "names"
    place.mkdir(parents=True, exist_ok=True)
    path = write_name_scores(place, NameScores(values, ids, called, useless))
    say(NamesScored(job, str(path), ids, useless))


def finish_live(job: int, manifest: Manifest, *, cancelled: bool) -> None:
    stage = "heads" if manifest.tasks else ""
    say(RunFinished(job, stage, cancelled=cancelled, seconds=0.1))


def explain(question: Explain, *, refuse: bool) -> None:
    if refuse:
        say(RunFailed(question.job, "NotFound", "It is not known.", next_step="Train again."))
        return
    values = [-0.1] * 20
    values[5 * (question.label % 4)] = 2.0
    logit = 0.1 + sum(values)
    say(Explained(question.job, question.label, 4, 5, tuple(values), 0.1, logit, 0.75))


def main() -> None:
    hold = "hold" in sys.argv[1:]
    hold_live = "hold-live" in sys.argv[1:]
    manifests: dict[int, Manifest] = {}
    say(Ready(PROTOCOL, "0", ("cpu",)))
    for line in sys.stdin:
        command = decode(line)
        if isinstance(command, FineTune | CompareSharing):
            manifests[command.job] = learn(command, hold=hold)
        elif isinstance(command, LearnLive):
            manifests[command.job] = read_manifest(Path(command.manifest))
            learn_live(command, hold=hold_live)
        elif isinstance(command, Cancel) and command.job < 0:
            if hold_live and command.job in manifests:
                finish_live(command.job, manifests.pop(command.job), cancelled=True)
        elif isinstance(command, Cancel) and hold:
            finish(command.job, manifests[command.job], cancelled=True)
        elif isinstance(command, LayOutMap):
            for event in lay_out_map(command, Control()):
                say(event)
        elif isinstance(command, Explain):
            if "die" in sys.argv[1:]:
                return
            explain(command, refuse="refuse" in sys.argv[1:])
        elif isinstance(command, Shutdown):
            return


if __name__ == "__main__":
    main()
