"""Fine-tuning job (stage 2): from stage 1's result to the better of the two."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from labelmt.domain.held_out_predictions import HeldOutPredictions, write_held_out
from labelmt.domain.metric_records import EpochRecord, mean_score
from labelmt.domain.protocol import messages
from labelmt.domain.text import text
from labelmt.learning.data.pixel_cache import PixelCache
from labelmt.learning.evaluation.calibration import TaskCalibration
from labelmt.learning.evaluation.cross_fitting import CrossFitted, cross_fitted
from labelmt.learning.evaluation.evidence import Evidence
from labelmt.learning.evaluation.held_out_metrics import (
    calibrate_all,
    data_loss,
    evidence_of,
    figures_of,
    held_out_predictions,
)
from labelmt.learning.jobs import choice_by_halves
from labelmt.learning.jobs.begin_tuning import network_of, plan_of, trainer_of
from labelmt.learning.jobs.choice_by_halves import ChoiceByHalves, better
from labelmt.learning.jobs.decoded_pixels import decode_pixels, predict_for_a_while
from labelmt.learning.jobs.fit_on_features import HeadsResult
from labelmt.learning.jobs.job_context import JobContext, LogitReading
from labelmt.learning.jobs.judging_parts import judging_parts
from labelmt.learning.jobs.predict import predict_with
from labelmt.learning.jobs.tune_together import tell_start
from labelmt.learning.models.network import Network
from labelmt.learning.training.checkpoints import append_metrics, config_of, save_run
from labelmt.learning.training.frozen_stages import FrozenStages
from labelmt.learning.training.label_dependence import fit_label_dependence
from labelmt.learning.training.resume_file import (
    ResumePoint,
    forget_resume_point,
    load_resume_point,
    save_resume_point,
)
from labelmt.learning.training.time_budget import TuningPlan
from labelmt.learning.training.time_left import TimeLeft
from labelmt.learning.training.trainer import EpochDone, StepDone, Trainer, pixel_logits
from labelmt.learning.training.weight_interpolation import SHARES, between

PATIENCE = 5
"""Epochs without a better score before stopping (docs/method.md)."""
REFRESH_SHARE = 0.2
"""Of an epoch's time, what refreshing predictions after it may cost."""
ENOUGH_TO_CALIBRATE = 20
"""Validation images for a calibration of the epoch's own."""


class FineTuning:
    """One stage 2. ``run()`` yields events; ``best`` is the record that serves."""

    def __init__(self, context: JobContext, stage1: HeadsResult, first_rows: Sequence[int]) -> None:
        self.context, self.stage1 = context, stage1
        self.first_rows = [row for row in first_rows if row not in context.failed]
        self.best: EpochRecord = stage1.record
        self.evidence: tuple[Evidence, ...] = stage1.evidence
        """What figures of what serves are told from: images that it was not chosen on."""
        self.network: Network | None = None
        """The best tuned weights; None while the heads alone are better."""
        self.fitted: tuple[TaskCalibration, ...] = stage1.fitted
        self._dependence = stage1.known_answers
        data = context.data
        self._rows = np.concatenate([data.train_rows, data.validation_rows])
        self._train = len(data.train_rows)
        self._candidate = stage1.fitted
        self._parts = self._judging_parts()
        self._choice = ChoiceByHalves(context.specs, self._truth, self._parts)
        self._frozen: FrozenStages | None = None
        self._stale = 0
        self._logits: NDArray[np.float32] | None = None
        self.best_logits: NDArray[np.float32] | None = None
        """(validation images, all labels) of the weights that serve; None before any."""

    @property
    def _truth(self) -> NDArray[np.int8]:
        data = self.context.data
        return data.judging[data.validation_rows]

    def _judging_parts(self) -> list[NDArray[np.int64]]:
        data = self.context.data
        with self.context.open_cache() as cache:
            return judging_parts(data, cache.features, data.validation_rows)

    @property
    def _reading(self) -> LogitReading:
        return LogitReading(self.fitted, self._dependence)

    def run(self) -> Iterator[messages.Event]:
        """Learn, then predict every image with what was learnt, where it is better."""
        yield from self.learn()
        if self.network is not None:
            yield from predict_with(
                self.context, self.network, self._reading, "finetune", self.first_rows
            )

    def learn(self) -> Iterator[messages.Event]:
        """Decode once, train, validate each epoch, keep the best."""
        context = self.context
        if self._train < 2 or not len(context.data.validation_rows):
            yield context.note(
                "finetune",
                "Too few images to validate on: the heads serve, the backbone stays as it is.",
            )
            return
        folder = context.data.run_folder.parent.parent / "cache" / "pixels"
        pixels = PixelCache(
            folder, context.preprocessing, len(self._rows), named=context.ranks is not None
        )
        try:
            yield from decode_pixels(context, self._rows, pixels)
            if not context.control.cancelled:
                yield from self._train_on(pixels)
        finally:
            pixels.close()
        if not context.control.abandoned:
            forget_resume_point(context.data.run_folder)
            (context.data.run_folder / choice_by_halves.FILE).unlink(missing_ok=True)

    def _train_on(self, cache: PixelCache) -> Iterator[messages.Event]:
        context, pixels = self.context, cache.pixels[: len(self._rows)]
        held = pixels[self._train :]
        began = time.monotonic()
        settings = context.data.manifest.settings
        left_behind = load_resume_point(context.data.run_folder, context.data.fingerprint())
        plan = left_behind[0].plan if left_behind else plan_of(context)
        if plan.message:
            yield context.note("finetune", plan.message)
        start = network_of(context, self.stage1.tuning_heads)
        tuner = trainer_of(
            context, copy.deepcopy(start), plan, pixels[: self._train], context.ranks
        )
        self._frozen = tuner.frozen
        if plan.size != context.preprocessing.size:
            self._frozen = FrozenStages(
                start.backbone, plan.frozen_stages, context.preprocessing.size, context.device
            )
        before = self._start_from_pixels(start, held)
        if left_behind is None:
            append_metrics(context.data.run_folder, replace(before, epochs=plan.epochs))
        if left_behind:
            standing, state, best = left_behind
            tuner.resume(state)
            self._take_up(standing, best, tuner.network, held)
            yield context.note(
                "finetune", text("Going on after epoch {epoch}.", epoch=standing.epoch)
            )
        resumed = left_behind[1] if left_behind else None
        tell_start(tuner, cache, len(self._rows), resumed, start.state_dict())
        pace = TimeLeft(plan.epochs * 1000)
        epochs = tuner.epochs()
        for event in epochs:
            if isinstance(event, StepDone):
                done = int(1000 * (event.epoch - 1 + event.step / event.steps))
                left = pace.seconds_left(done)
                yield messages.StepMetrics(
                    context.job, "finetune", event.epoch, event.step, event.loss
                )
                yield messages.Progress.saying(
                    context.job, "finetune", done, plan.epochs * 1000, left, event.message
                )
                continue
            yield from self._take(event, plan.epochs, held)
            self._leave_behind(tuner, plan)
            if self._stale >= PATIENCE:
                told = text("Early stopping: no improvement for {epochs} epochs.", epochs=PATIENCE)
                yield context.note("finetune", told)
                break
            if settings.budget and time.monotonic() - began > settings.budget:
                yield context.note("finetune", "The time is up.")
                break
        epochs.close()
        if self.network is not None and not context.control.cancelled:
            yield from self._try_between(start, self.network, plan.epochs, held)
        if self.network is not None:
            self._tell_choice()

    def _start_from_pixels(self, start: Network, pixels: NDArray[np.uint8]) -> EpochRecord:
        """Score stage 1 on the validation images alone, to compare like with like."""
        context = self.context
        logits = self._logits_of(start, pixels)
        states = context.data.judging[context.data.validation_rows]
        self.best_logits = logits
        self._choice.offer(logits)
        tasks = figures_of(context.specs, self.stage1.fitted, states, logits)
        self.best = replace(
            self.stage1.record,
            validation_loss=data_loss(context.specs, states, logits),
            score=mean_score(tasks),
        )
        return replace(
            self.best, stage="finetune", epoch=0, train_loss=None, seconds=0.0, tasks=tasks
        )

    def _take(
        self, event: EpochDone, epochs: int, pixels: NDArray[np.uint8]
    ) -> Iterator[messages.Event]:
        """Validate an epoch's weights, and keep them where they are the best."""
        context = self.context
        record = self._validate(event, epochs, pixels)
        self._stale = 0 if record.best else self._stale + 1
        append_metrics(context.data.run_folder, record)
        if record.best:
            yield self._keep(event, record)
        yield messages.EpochMetrics(context.job, record)
        if record.best:
            yield from self._refresh(event)

    def _try_between(
        self, start: Network, end: Network, epochs: int, pixels: NDArray[np.uint8]
    ) -> Iterator[messages.Event]:
        last = self.best
        for share in SHARES:
            if self.context.control.cancelled:
                return
            made = EpochDone(last.epoch, between(start, end, share), last.train_loss or 0.0, 0.0)
            record = self._validate(made, epochs, pixels)
            if record.best:
                append_metrics(self.context.data.run_folder, record)
                yield self._keep(made, record)
                yield messages.EpochMetrics(self.context.job, record)

    def _leave_behind(self, tuner: Trainer, plan: TuningPlan) -> None:
        state = tuner.state()
        standing = ResumePoint(
            state.epoch,
            self.context.data.fingerprint(),
            plan,
            self.best,
            self.network is not None,
            self.fitted,
            self._stale,
        )
        best = {} if self.network is None else self.network.state_dict()
        # First: an epoch that is done again after a kill is chosen again.
        self._choice.save(self.context.data.run_folder)
        save_resume_point(self.context.data.run_folder, standing, state, best)

    def _take_up(
        self,
        standing: ResumePoint,
        best: Mapping[str, Tensor],
        like: Network,
        pixels: NDArray[np.uint8],
    ) -> None:
        self.best, self.fitted = standing.best, standing.fitted
        self._stale = standing.stale
        self._choice.load(self.context.data.run_folder)
        if standing.tuned:
            self.network = copy.deepcopy(like)
            self.network.load_state_dict(best)
            self.best_logits = self._logits_of(self.network.eval(), pixels)
            self._fit_dependence()
            self._save(self.network)
            self._write_judged()

    def _validate(self, event: EpochDone, epochs: int, pixels: NDArray[np.uint8]) -> EpochRecord:
        context = self.context
        logits = self._logits_of(event.network, pixels)
        states = context.data.judging[context.data.validation_rows]
        if len(states) >= ENOUGH_TO_CALIBRATE:
            self._candidate = calibrate_all(context.specs, states, logits)
        else:
            self._candidate = self.stage1.fitted
        self._logits = logits
        self._choice.offer(logits)
        tasks = figures_of(context.specs, self._candidate, states, logits, self._apart(logits))
        record = EpochRecord(
            stage="finetune",
            epoch=event.epoch,
            epochs=epochs,
            train_loss=event.train_loss,
            validation_loss=data_loss(context.specs, states, logits),
            score=mean_score(tasks),
            best=False,
            seconds=event.seconds,
            tasks=tasks,
        )
        best = self.best
        now = record.score, record.validation_loss
        return replace(record, best=better(now, (best.score, best.validation_loss)))

    def _apart(self, logits: NDArray[np.float32]) -> CrossFitted | None:
        """Below ENOUGH_TO_CALIBRATE, stage 1's calibration serves: it was not fitted on these."""
        if len(logits) < ENOUGH_TO_CALIBRATE:
            return None
        parts = self._parts
        return cross_fitted(self.context.specs, self._truth, [logits] * len(parts), parts)

    def _tell_choice(self) -> None:
        """Figures of what serves, and what they are told from, as if it had not been chosen."""
        data, specs = self.context.data, self.context.specs
        if self.best_logits is None:
            return
        apart, logits = self._choice.told(self.best_logits)
        if len(logits) < ENOUGH_TO_CALIBRATE and not (apart and apart.ranks):
            apart = None
        rows = data.validation_rows
        self.evidence = evidence_of(specs, self.fitted, rows, self._truth, logits, apart)
        if apart is not None and apart.ranks:
            label_ids = tuple(i for s in specs for i in s.label_ids)
            write_held_out(
                data.run_folder,
                HeldOutPredictions(label_ids, rows, self._truth, apart.probabilities),
            )

    def _logits_of(self, network: Network, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        context = self.context
        return pixel_logits(
            network,
            context.preprocessing,
            pixels,
            context.device,
            self._frozen,
            views=context.views,
        )

    def _keep(self, event: EpochDone, record: EpochRecord) -> messages.CheckpointSaved:
        self.best, self.network, self.fitted = record, event.network, self._candidate
        self.best_logits = self._logits
        self._fit_dependence()
        self._save(event.network)
        self._write_judged()
        path = str(self.context.data.run_folder / "weights.safetensors")
        return messages.CheckpointSaved(self.context.job, path, event.epoch)

    def _save(self, network: Network) -> None:
        data = self.context.data
        config = config_of(
            data.manifest,
            "finetune",
            tuned=True,
            data=data.fingerprint(),
            views=self.context.views,
        )
        save_run(data.run_folder, config, network, self.fitted, self._dependence)

    def _write_judged(self) -> None:
        data, logits = self.context.data, self.best_logits
        if logits is not None:
            rows = data.validation_rows
            judged = held_out_predictions(
                self.context.specs, self.fitted, rows, data.judging[rows], logits
            )
            write_held_out(data.run_folder, judged)

    def _fit_dependence(self) -> None:
        settings, logits = self.context.settings, self.best_logits
        if settings.known_answers and logits is not None:
            self._dependence = fit_label_dependence(
                self.context.specs, self._truth, logits, settings.seed
            )

    def _refresh(self, event: EpochDone) -> Iterator[messages.Event]:
        """Predict the images on screen, then others, as far as the time for it goes."""
        context, seconds = self.context, REFRESH_SHARE * event.seconds
        others = np.random.default_rng(event.epoch).permutation(context.data.images.rows)
        rows = list(dict.fromkeys([*self.first_rows, *others.tolist()]))
        predict_for_a_while(
            context,
            rows,
            seconds,
            self._reading,
            lambda pixels: self._logits_of(event.network, pixels),
        )
        yield context.publish(self.fitted, "finetune", complete=self.stage1.complete)
