"""Stage 2 as a job: from stage 1's result to the better of the two."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from labelmt.domain import messages
from labelmt.domain.metrics import EpochRecord, mean_score
from labelmt.learning.calibration import TaskCalibration
from labelmt.learning.checkpoints import append_metrics, config_of, save_run
from labelmt.learning.figures import calibrate_all, data_loss, figures_of
from labelmt.learning.finetune import EpochDone, FrozenStages, StepDone, Tuner, pixel_logits
from labelmt.learning.heads_job import HeadsResult
from labelmt.learning.network import Heads, Network
from labelmt.learning.pace import Pace
from labelmt.learning.pixel_cache import PixelCache
from labelmt.learning.predicting import predict_with
from labelmt.learning.workbench import REPORT_S, Workbench

PATIENCE = 5
"""Epochs without a better score before stopping (METHOD.md)."""
REFRESH_SHARE = 0.2
"""Of an epoch's time, what refreshing predictions after it may cost."""
ENOUGH_TO_CALIBRATE = 20
"""Validation images for a calibration of the epoch's own."""


class FineTuning:
    """One stage 2. ``run()`` yields events; ``best`` is the record that serves."""

    def __init__(self, bench: Workbench, stage1: HeadsResult, first_rows: Sequence[int]) -> None:
        self.bench, self.stage1 = bench, stage1
        self.first_rows = [row for row in first_rows if row not in bench.failed]
        self.best: EpochRecord = stage1.record
        self.network: Network | None = None
        """The best tuned weights; None while the heads alone are better."""
        self.fitted: tuple[TaskCalibration, ...] = stage1.fitted
        data = bench.data
        self._rows = np.concatenate([data.train_rows, data.validation_rows])
        self._train = len(data.train_rows)
        self._candidate = stage1.fitted
        self._frozen: FrozenStages | None = None

    def run(self) -> Iterator[messages.Event]:
        """Decode once, train, validate each epoch, keep the best, predict every image with it."""
        bench = self.bench
        if self._train < 2 or not len(bench.data.validation_rows):
            yield self._note(
                "Too few images to validate on: the heads serve, the backbone stays as it is."
            )
            return
        folder = bench.data.run_folder.parent.parent / "cache" / "pixels"
        pixels = PixelCache(folder, bench.preprocessing, len(self._rows))
        try:
            yield from self._decode(pixels)
            if not bench.control.cancelled:
                yield from self._train_on(pixels.pixels[: len(self._rows)])
        finally:
            pixels.close()
        if self.network is not None:
            yield from predict_with(bench, self.network, self.fitted, "finetune", self.first_rows)

    def _decode(self, pixels: PixelCache) -> Iterator[messages.Event]:
        images = self.bench.data.images
        path_of = dict(zip(images.rows, images.paths, strict=True))
        pace, reported = Pace(len(self._rows)), 0.0
        for done in pixels.fill([path_of[int(row)] for row in self._rows]):
            if self.bench.control.wait_while_paused():
                return
            if time.monotonic() - reported >= REPORT_S:
                reported = time.monotonic()
                left = pace.seconds_left(done)
                yield messages.Progress(self.bench.job, "decode", done, len(self._rows), left)

    def _train_on(self, pixels: NDArray[np.uint8]) -> Iterator[messages.Event]:
        bench = self.bench
        tuner = self._tuner(pixels[: self._train])
        self._frozen = tuner.frozen
        if tuner.frozen_stages:
            total = len(bench.backbone.stages)
            yield self._note(
                f"On the CPU the last {total - tuner.frozen_stages} of {total} layer groups learn."
            )
        self._start_from_pixels(pixels[self._train :])
        epochs = bench.data.manifest.settings.epochs
        pace, stale = Pace(epochs * 1000), 0
        for event in tuner.epochs():
            if isinstance(event, StepDone):
                done = int(1000 * (event.epoch - 1 + event.step / event.steps))
                left = pace.seconds_left(done)
                yield messages.StepMetrics(
                    bench.job, "finetune", event.epoch, event.step, event.loss
                )
                yield messages.Progress(
                    bench.job, "finetune", done, epochs * 1000, left, event.message
                )
                continue
            record = self._validate(event, pixels[self._train :])
            stale = 0 if record.best else stale + 1
            append_metrics(bench.data.run_folder, record)
            if record.best:
                yield self._keep(event, record)
            yield messages.EpochMetrics(bench.job, record)
            if record.best:
                yield from self._refresh(event)
            if stale >= PATIENCE:
                yield self._note(f"No better for {PATIENCE} epochs: stopped early.")
                return

    def _tuner(self, pixels: NDArray[np.uint8]) -> Tuner:
        bench = self.bench
        settings = bench.data.manifest.settings
        heads = Heads(bench.specs, bench.backbone.width, settings.dropout)
        heads.load_state_dict(self.stage1.heads.state_dict())
        return Tuner(
            Network(bench.backbone, heads),
            bench.specs,
            settings,
            bench.preprocessing,
            pixels,
            bench.data.states[bench.data.train_rows],
            bench.device,
            bench.control,
            bench.entry.pretrained,
        )

    def _start_from_pixels(self, pixels: NDArray[np.uint8]) -> None:
        """Score stage 1 on the validation images alone, to compare like with like."""
        bench = self.bench
        network = Network(bench.backbone, self.stage1.heads)
        logits = pixel_logits(network, bench.preprocessing, pixels, bench.device, self._frozen)
        states = bench.data.states[bench.data.validation_rows]
        tasks = figures_of(bench.specs, self.stage1.fitted, states, logits)
        self.best = replace(
            self.stage1.record,
            validation_loss=data_loss(bench.specs, states, logits),
            score=mean_score(tasks),
        )

    def _validate(self, event: EpochDone, pixels: NDArray[np.uint8]) -> EpochRecord:
        bench = self.bench
        logits = pixel_logits(
            event.network, bench.preprocessing, pixels, bench.device, self._frozen
        )
        states = bench.data.states[bench.data.validation_rows]
        if len(states) >= ENOUGH_TO_CALIBRATE:
            self._candidate = calibrate_all(bench.specs, states, logits)
        else:
            self._candidate = self.stage1.fitted
        tasks = figures_of(bench.specs, self._candidate, states, logits)
        record = EpochRecord(
            stage="finetune",
            epoch=event.epoch,
            epochs=bench.data.manifest.settings.epochs,
            train_loss=event.train_loss,
            validation_loss=data_loss(bench.specs, states, logits),
            score=mean_score(tasks),
            best=False,
            seconds=event.seconds,
            tasks=tasks,
        )
        return replace(record, best=_better(record, self.best))

    def _keep(self, event: EpochDone, record: EpochRecord) -> messages.CheckpointSaved:
        bench = self.bench
        self.best, self.network, self.fitted = record, event.network, self._candidate
        folder = bench.data.run_folder
        config = config_of(
            bench.data.manifest, "finetune", tuned=True, data=bench.data.fingerprint()
        )
        save_run(folder, config, event.network, self.fitted)
        path = str(folder / "weights.safetensors")
        return messages.CheckpointSaved(bench.job, path, event.epoch)

    def _refresh(self, event: EpochDone) -> Iterator[messages.Event]:
        """Predict the images on screen, then others, as far as the time for it goes."""
        bench = self.bench
        others = np.random.default_rng(event.epoch).permutation(bench.data.images.rows)
        rows = list(dict.fromkeys([*self.first_rows, *others.tolist()]))
        path_of = dict(zip(bench.data.images.rows, bench.data.images.paths, strict=True))
        rows = [row for row in rows if row in path_of and row not in bench.failed]
        until = time.monotonic() + max(1.0, REFRESH_SHARE * event.seconds)
        for start in range(0, len(rows), 16):
            if start and (time.monotonic() > until or bench.control.cancelled):
                break
            part = rows[start : start + 16]
            pixels = PixelCache(bench.data.run_folder, bench.preprocessing, len(part))
            for _ in pixels.fill([path_of[row] for row in part]):
                pass
            logits = pixel_logits(
                event.network,
                bench.preprocessing,
                pixels.pixels[: len(part)],
                bench.device,
                self._frozen,
            )
            bench.put(np.array(part), self.fitted, logits)
            pixels.close()
        yield bench.publish(self.fitted, "finetune", complete=self.stage1.complete)

    def _note(self, message: str) -> messages.Progress:
        return messages.Progress(self.bench.job, "finetune", 0, 1, None, message)


def _better(record: EpochRecord, best: EpochRecord) -> bool:
    """Higher score; where it cannot be told, or is the same, lower loss."""
    if record.score is not None and best.score is not None and record.score != best.score:
        return record.score > best.score
    if record.validation_loss is None or best.validation_loss is None:
        return False
    return record.validation_loss < best.validation_loss
