"""Tells that a run asked to fine-tune has the frozen backbone's heads, and by which figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from labelmt.domain.derived_files import UnusableFile, read_json
from labelmt.domain.metric_records import EpochRecord
from labelmt.domain.run_records import ENDED, RunRecord
from labelmt.domain.text import Text, counted, text
from labelmt.project.run_folders import run_folder


def runs_with_heads_kept(folder: Path, runs: Iterable[RunRecord]) -> frozenset[int]:
    """Those of some runs that were asked to fine-tune and have the frozen backbone's heads.

    Args:
        folder: the project's.
    """
    found = set()
    for run in runs:
        if run.stage == "finetune" and run.state in ENDED:
            with suppress(UnusableFile):
                if read_json(run_folder(folder, run.id) / "config.json").get("tuned") is False:
                    found.add(run.id)
    return frozenset(found)


def heads_kept_told(
    run: RunRecord, tuned: bool | None, epochs: Sequence[EpochRecord]
) -> Text | None:
    """A sentence, or None of a run that is what it was asked to be.

    Args:
        tuned: whether the weights that the run left are fine-tuned, as ``config.json`` says; None
            where that is not known.
        epochs: the run's lines of ``metrics.jsonl``. The one of stage "finetune" and epoch 0 is
            the heads, on the images that judge the fine-tuning.
    """
    if run.stage != "finetune" or run.state not in ENDED or tuned is not False:
        return None
    passes = [one for one in epochs if one.stage == "finetune" and one.epoch > 0]
    if not passes:
        return text(
            "Nothing was fine-tuned: this run has the frozen backbone with the heads fitted on it."
        )
    best = max((one.score for one in passes if one.score is not None), default=None)
    before = next((one for one in epochs if one.stage == "finetune" and not one.epoch), None)
    if best is None or before is None or before.score is None:
        return text(
            "Fine-tuning was not better, so its weights were dropped: this run has the frozen "
            "backbone with the heads fitted on it."
        )
    return counted(
        "Fine-tuning was not better, so its weights were dropped: this run has the frozen backbone "
        "with the heads fitted on it. On the same {count:,} image: heads {heads:.3f}, fine-tuned "
        "at best {tuned:.3f} (mAP or accuracy, mean of the tasks).",
        "Fine-tuning was not better, so its weights were dropped: this run has the frozen backbone "
        "with the heads fitted on it. On the same {count:,} images: heads {heads:.3f}, fine-tuned "
        "at best {tuned:.3f} (mAP or accuracy, mean of the tasks).",
        max(task.images for task in before.tasks),
        heads=before.score,
        tuned=best,
    )
