"""Stage 2 as a job: from stage 1's result to the better of the two."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from labelmt.domain import messages
from labelmt.domain.judged import write_judged
from labelmt.domain.metrics import EpochRecord, mean_score
from labelmt.learning.heads.job import HeadsResult
from labelmt.learning.heads.known_answers import fit_known_answers
from labelmt.learning.measures.calibration import TaskCalibration
from labelmt.learning.measures.figures import calibrate_all, data_loss, figures_of, judged_of
from labelmt.learning.network import Network, build_network
from labelmt.learning.predicting import predict_with
from labelmt.learning.tuning.checkpoints import append_metrics, config_of, save_run
from labelmt.learning.tuning.frozen_stages import FrozenStages
from labelmt.learning.tuning.interpolation import SHARES, between
from labelmt.learning.tuning.pace import Pace
from labelmt.learning.tuning.pixel_cache import PixelCache
from labelmt.learning.tuning.plan import TuningPlan, plan_tuning, planned
from labelmt.learning.tuning.resuming import Standing, forget_standing, load_standing, save_standing
from labelmt.learning.tuning.tuner import EpochDone, StepDone, Tuner, pixel_logits
from labelmt.learning.workbench import REPORT_S, Workbench

PATIENCE = 5
"""Epochs without a better score before stopping (docs/method.md)."""
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
        self._stale = 0
        self._logits: NDArray[np.float32] | None = None
        self.best_logits: NDArray[np.float32] | None = None
        """(validation images, all labels) of the weights that serve; None before any."""

    def run(self) -> Iterator[messages.Event]:
        """Learn, then predict every image with what was learnt, where it is better."""
        yield from self.learn()
        if self.network is not None:
            yield from predict_with(
                self.bench, self.network, self.fitted, "finetune", self.first_rows
            )

    def learn(self) -> Iterator[messages.Event]:
        """Decode once, train, validate each epoch, keep the best."""
        bench = self.bench
        if self._train < 2 or not len(bench.data.validation_rows):
            yield bench.note(
                "finetune",
                "Too few images to validate on: the heads serve, the backbone stays as it is.",
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
        if not bench.control.abandoned:
            forget_standing(bench.data.run_folder)

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
        bench, held = self.bench, pixels[self._train :]
        began = time.monotonic()
        settings = bench.data.manifest.settings
        left_behind = load_standing(bench.data.run_folder, bench.data.fingerprint())
        plan = left_behind[0].plan if left_behind else self._plan()
        if plan.message:
            yield bench.note("finetune", plan.message)
        start = self._start()
        tuner = self._tuner(copy.deepcopy(start), plan, pixels[: self._train])
        self._frozen = tuner.frozen
        if plan.size != bench.preprocessing.size:
            self._frozen = FrozenStages(
                start.backbone, plan.frozen_stages, bench.preprocessing.size, bench.device
            )
        self._start_from_pixels(start, held)
        if left_behind:
            standing, state, best = left_behind
            tuner.resume(state)
            self._take_up(standing, best, tuner.network, held)
            yield bench.note("finetune", f"Going on after epoch {standing.epoch}.")
        pace = Pace(plan.epochs * 1000)
        for event in tuner.epochs():
            if isinstance(event, StepDone):
                done = int(1000 * (event.epoch - 1 + event.step / event.steps))
                left = pace.seconds_left(done)
                yield messages.StepMetrics(
                    bench.job, "finetune", event.epoch, event.step, event.loss
                )
                yield messages.Progress(
                    bench.job, "finetune", done, plan.epochs * 1000, left, event.message
                )
                continue
            yield from self._take(event, plan.epochs, held)
            self._leave_behind(tuner, plan)
            if self._stale >= PATIENCE:
                yield bench.note("finetune", f"No better for {PATIENCE} epochs: stopped early.")
                break
            if settings.budget and time.monotonic() - began > settings.budget:
                yield bench.note("finetune", "The time is up.")
                break
        if self.network is not None and not bench.control.cancelled:
            yield from self._try_between(start, self.network, plan.epochs, held)

    def _plan(self) -> TuningPlan:
        bench = self.bench
        return plan_tuning(
            bench.backbone,
            bench.data.manifest.settings,
            bench.preprocessing.size,
            bench.device,
            pretrained=bench.entry.pretrained,
            train=self._train,
            validation=len(self._rows) - self._train,
        )

    def _start(self) -> Network:
        bench = self.bench
        network = build_network(bench.specs, bench.backbone, bench.data.manifest.settings)
        network.heads.load_state_dict(self.stage1.tuning_heads.state_dict())
        return network.eval()

    def _tuner(self, network: Network, plan: TuningPlan, pixels: NDArray[np.uint8]) -> Tuner:
        bench = self.bench
        return Tuner(
            network,
            bench.specs,
            planned(bench.data.manifest.settings, plan),
            bench.preprocessing,
            pixels,
            bench.data.states[bench.data.train_rows],
            bench.device,
            bench.control,
            bench.entry.pretrained,
            plan.frozen_stages,
            plan.size,
        )

    def _start_from_pixels(self, start: Network, pixels: NDArray[np.uint8]) -> None:
        """Score stage 1 on the validation images alone, to compare like with like."""
        bench = self.bench
        logits = pixel_logits(start, bench.preprocessing, pixels, bench.device, self._frozen)
        states = bench.data.states[bench.data.validation_rows]
        self.best_logits = logits
        tasks = figures_of(bench.specs, self.stage1.fitted, states, logits)
        self.best = replace(
            self.stage1.record,
            validation_loss=data_loss(bench.specs, states, logits),
            score=mean_score(tasks),
        )

    def _take(
        self, event: EpochDone, epochs: int, pixels: NDArray[np.uint8]
    ) -> Iterator[messages.Event]:
        """Validate an epoch's weights, and keep them where they are the best."""
        bench = self.bench
        record = self._validate(event, epochs, pixels)
        self._stale = 0 if record.best else self._stale + 1
        append_metrics(bench.data.run_folder, record)
        if record.best:
            yield self._keep(event, record)
        yield messages.EpochMetrics(bench.job, record)
        if record.best:
            yield from self._refresh(event)

    def _try_between(
        self, start: Network, end: Network, epochs: int, pixels: NDArray[np.uint8]
    ) -> Iterator[messages.Event]:
        last = self.best
        for share in SHARES:
            if self.bench.control.wait_while_paused():
                return
            made = EpochDone(last.epoch, between(start, end, share), last.train_loss or 0.0, 0.0)
            record = self._validate(made, epochs, pixels)
            if record.best:
                append_metrics(self.bench.data.run_folder, record)
                yield self._keep(made, record)
                yield messages.EpochMetrics(self.bench.job, record)

    def _leave_behind(self, tuner: Tuner, plan: TuningPlan) -> None:
        state = tuner.state()
        standing = Standing(
            state.epoch,
            self.bench.data.fingerprint(),
            plan,
            self.best,
            self.network is not None,
            self.fitted,
            self._stale,
        )
        best = {} if self.network is None else self.network.state_dict()
        save_standing(self.bench.data.run_folder, standing, state, best)

    def _take_up(
        self,
        standing: Standing,
        best: Mapping[str, Tensor],
        like: Network,
        pixels: NDArray[np.uint8],
    ) -> None:
        self.best, self.fitted = standing.best, standing.fitted
        self._stale = standing.stale
        if standing.tuned:
            self.network = copy.deepcopy(like)
            self.network.load_state_dict(best)
            self._save(self.network.eval())
            bench = self.bench
            self.best_logits = pixel_logits(
                self.network, bench.preprocessing, pixels, bench.device, self._frozen
            )
            self._write_judged()

    def _validate(self, event: EpochDone, epochs: int, pixels: NDArray[np.uint8]) -> EpochRecord:
        bench = self.bench
        logits = pixel_logits(
            event.network, bench.preprocessing, pixels, bench.device, self._frozen
        )
        states = bench.data.states[bench.data.validation_rows]
        if len(states) >= ENOUGH_TO_CALIBRATE:
            self._candidate = calibrate_all(bench.specs, states, logits)
        else:
            self._candidate = self.stage1.fitted
        self._logits = logits
        tasks = figures_of(bench.specs, self._candidate, states, logits)
        record = EpochRecord(
            stage="finetune",
            epoch=event.epoch,
            epochs=epochs,
            train_loss=event.train_loss,
            validation_loss=data_loss(bench.specs, states, logits),
            score=mean_score(tasks),
            best=False,
            seconds=event.seconds,
            tasks=tasks,
        )
        return replace(record, best=_better(record, self.best))

    def _keep(self, event: EpochDone, record: EpochRecord) -> messages.CheckpointSaved:
        self.best, self.network, self.fitted = record, event.network, self._candidate
        self.best_logits = self._logits
        self._save(event.network)
        self._write_judged()
        path = str(self.bench.data.run_folder / "weights.safetensors")
        return messages.CheckpointSaved(self.bench.job, path, event.epoch)

    def _save(self, network: Network) -> None:
        data = self.bench.data
        config = config_of(
            data.manifest,
            "finetune",
            tuned=True,
            data=data.fingerprint(),
            views=network.backbone.views,
        )
        save_run(data.run_folder, config, network, self.fitted)

    def _write_judged(self) -> None:
        data, logits = self.bench.data, self.best_logits
        if logits is not None:
            rows = data.validation_rows
            judged = judged_of(self.bench.specs, self.fitted, rows, data.states[rows], logits)
            write_judged(data.run_folder, judged)
            settings = data.manifest.settings
            if settings.known_answers:
                self.bench.known_answers = fit_known_answers(
                    self.bench.specs, data.states[rows], logits, settings.seed
                )

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


def _better(record: EpochRecord, best: EpochRecord) -> bool:
    """Higher score; where it cannot be told, or is the same, lower loss."""
    if record.score is not None and best.score is not None and record.score != best.score:
        return record.score > best.score
    if record.validation_loss is None or best.validation_loss is None:
        return False
    return record.validation_loss < best.validation_loss
