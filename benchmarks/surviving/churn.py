"""A long session in one process and its worker: memory, descriptors and threads stay flat."""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import numpy as np

from labelmt.domain.annotations import State
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import changed
from labelmt.project.backups.backup_bounds import BACKUP_BOUNDS
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.project import Project
from labelmt.project.snapshot import take_snapshot, take_update
from labelmt.project.training.live_learning import LiveData, LivePreparing, record_live
from labelmt.project.training.worker_process import WorkerProcess
from surviving.world import IMAGES, Tally, make_project

FLAT = 0.05
"""Most of its mean by which a use may grow from the first look to the last, on its trend."""
LOOKS = 12
FIRST = 0.25
"""Of all actions, done before the first look: caches fill up to their bounds meanwhile."""
BACKED_UP_EVERY = 30.0
"""Seconds of work between two backups, so that the first falls before the first look: the memory
of one stays with its thread for the next."""
CONNECTIONS = 5
"""That SQLAlchemy's pool keeps open; how many are in use at once is left to chance."""
TOLD_EVERY = 30.0
"""Seconds between two lines of progress."""
USES = ("MiB", "descriptors", "threads")
Use = tuple[float, int, int]
Look = tuple[Use, Use]
"""Of the program and of its worker."""


def use_of(process: int) -> Use:
    """What a process uses now (Linux)."""
    status = Path(f"/proc/{process}/status").read_text()
    told = dict(line.split(":", 1) for line in status.splitlines())
    files = len(list(Path(f"/proc/{process}/fd").iterdir()))
    return int(told["VmRSS"].split()[0]) / 1024, files, int(told["Threads"])


def least(looks: Sequence[Look]) -> Look:
    """What was used at the least: files that are open for a moment do not count."""
    program, worker = (
        tuple(map(min, zip(*uses, strict=True))) for uses in zip(*looks, strict=True)
    )
    return program, worker


def trend(values: Sequence[float]) -> float:
    """By which part of their mean values grow from the first to the last, on a line fitted."""
    if len(values) < 2:
        return 0.0
    slope = np.polyfit(np.arange(len(values)), values, 1)[0]
    return float(slope * (len(values) - 1) / np.mean(values))


class LongSession:
    """One project open all the time, and its worker that refits when asked."""

    def __init__(self, folder: Path, worker: WorkerProcess) -> None:
        self.refits = 0
        self.failed: list[str] = []
        self._project = Project.open(folder)
        settings = changed(self._project.training_settings(), "backbone", "small_cnn")
        self._project.save_training_settings(settings)
        self._label_ids = [label.id for label in self._project.schema().tasks[0].labels]
        with ExitStack() as held:  # as many as are ever kept, each with its files and its cache
            for _ in range(CONNECTIONS):
                held.enter_context(self._project.database.read())
        self._preparing = LivePreparing()
        self._chooser = random.Random(0)
        self._worker = worker
        self._events = worker.events()
        assert isinstance(next(self._events), messages.Ready)

    def act(self, number: int) -> None:
        """Label a few images, or every seventh time undo; read it as the window does."""
        if number % 7 == 6:
            changes = self._project.undo()
        else:
            rows = tuple(self._chooser.sample(range(IMAGES), self._chooser.choice((1, 1, 5))))
            label, state = self._chooser.choice(self._label_ids), self._chooser.choice(tuple(State))
            changes = self._project.apply(SetAnnotations(rows, label, state))
        if changes:
            take_update(self._project, changes)
        if number % 500 == 0:
            take_snapshot(self._project)

    def refit(self) -> None:
        """Learn from all that is labelled, and wait until its predictions are there."""
        job = self._preparing.prepare(self._project, LiveData.of(self._project))
        self._worker.send(messages.LearnLive(job=-1 - self.refits, manifest=str(job.folder)))
        for event in self._events:
            record_live(self._project, job.run_id, event)
            if isinstance(event, messages.RunFailed | messages.WorkerEnded):
                self.failed.append(str(event))
            if isinstance(event, messages.RunFinished | messages.RunFailed | messages.WorkerEnded):
                break
        self.refits += 1

    def look(self) -> Look:
        assert self._worker.pid is not None
        return use_of(os.getpid()), use_of(self._worker.pid)

    def close(self) -> None:
        self._project.close()


def churn(place: Path, actions: int, refits: int, until: float) -> Tally:
    """Label and undo, refit beside it in a real worker, and look now and then what both use."""
    tally, began = Tally("a long session"), time.monotonic()
    first = int(actions * FIRST)
    look_at = {first + round((actions - 1 - first) * k / (LOOKS - 1)) for k in range(LOOKS)}
    looks: list[Look] = []
    since: list[Look] = []
    with (
        backups_every(BACKED_UP_EVERY),
        WorkerProcess() as worker,
        closing(LongSession(make_project(place), worker)) as session,
    ):
        progress = Progress(began, actions, refits)
        for number in range(actions):
            if time.monotonic() > until or session.failed:
                tally.notes.append("it was cut short")
                break
            session.act(number)
            if session.refits < (number + 1) * refits // actions:
                session.refit()
                since.append(session.look())
            tally.cases += 1
            if number in look_at:
                looks.append(least([*since, session.look()]))
                since.clear()
            progress.tell(tally.cases, session.refits, session.look)
    tally.acknowledged = tally.cases
    tally.bugs += session.failed
    tally.notes.append(f"{session.refits:,} refits, {len(looks)} looks")
    for who, uses in zip(("program", "worker"), zip(*looks, strict=True), strict=False):
        for name, values in zip(USES, zip(*uses, strict=True), strict=True):
            grown = trend(values)
            told = f"{who}, {name}: {' '.join(f'{one:,.0f}' for one in values)} ({grown:+.1%})"
            (tally.bugs if grown > FLAT else tally.notes).append(told)
    left = [one.name for one in threading.enumerate() if one is not threading.main_thread()]
    if left:
        tally.bugs.append(f"threads left: {left}")
    tally.seconds = time.monotonic() - began
    return tally


@contextmanager
def backups_every(seconds: float) -> Iterator[None]:
    """Have backups made more often than a person would."""
    usual, BACKUP_BOUNDS.every_s = BACKUP_BOUNDS.every_s, seconds
    try:
        yield
    finally:
        BACKUP_BOUNDS.every_s = usual


class Progress:
    """A line on standard error every half minute: how far, how fast, what is used."""

    def __init__(self, began: float, actions: int, refits: int) -> None:
        self._began, self._of = began, f"{actions:,} actions"
        self._refits = f"{refits:,} refits"
        self._told = began

    def tell(self, done: int, refits: int, look: Callable[[], Look]) -> None:
        now = time.monotonic()
        if now - self._told < TOLD_EVERY:
            return
        self._told = now
        program, worker = (
            ", ".join(f"{one:,.0f} {name}" for one, name in zip(use, USES, strict=True))
            for use in look()
        )
        print(
            f"{now - self._began:,.0f} s: {done:,} of {self._of}, {refits:,} of {self._refits}; "
            f"program {program}; worker {worker}",
            file=sys.stderr,
            flush=True,
        )
