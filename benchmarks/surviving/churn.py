"""A long session in one process and its worker: memory, descriptors and threads stay flat."""

from __future__ import annotations

import gc
import os
import random
import threading
import time
from pathlib import Path

from labelmt.domain.annotations import State
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import changed
from labelmt.project.commands.commands import SetAnnotations
from labelmt.project.project import Project
from labelmt.project.snapshot import take_snapshot, take_update
from labelmt.project.training.live_learning import LiveData, LivePreparing, record_live
from labelmt.project.training.worker_process import WorkerProcess
from surviving.world import IMAGES, Tally, make_project

FLAT = 1.05
Use = tuple[float, int, int]
"""MiB, open descriptors, threads."""


def use_of(process: int) -> Use:
    """What a process uses now (Linux)."""
    status = Path(f"/proc/{process}/status").read_text()
    told = dict(line.split(":", 1) for line in status.splitlines())
    files = len(list(Path(f"/proc/{process}/fd").iterdir()))
    return int(told["VmRSS"].split()[0]) / 1024, files, int(told["Threads"])


def churn(place: Path, actions: int, refits: int, until: float) -> Tally:
    """Label and undo, refit beside it in a real worker, look again after each.

    A quarter of it goes before the first look: caches fill up to their bounds meanwhile.
    """
    tally, began, chooser = Tally("a long session"), time.monotonic(), random.Random(0)
    project = Project.open(make_project(place))
    settings = changed(project.training_settings(), "backbone", "small_cnn")
    project.save_training_settings(settings)
    label_ids = [label.id for label in project.schema().tasks[0].labels]
    snapshot = take_snapshot(project)
    preparing, every = LivePreparing(), max(1, actions // max(1, refits))
    first: tuple[Use, Use] | None = None
    fitted = 0
    with WorkerProcess() as worker:
        events = worker.events()
        assert isinstance(next(events), messages.Ready)
        for number in range(actions):
            if time.monotonic() > until:
                tally.notes.append("it was cut short by the time")
                break
            if number % 7 == 6:
                changes = project.undo()
            else:
                rows = tuple(chooser.sample(range(IMAGES), chooser.choice((1, 1, 5))))
                state = chooser.choice(tuple(State))
                changes = project.apply(SetAnnotations(rows, chooser.choice(label_ids), state))
            if changes:
                take_update(project, changes)
            if number % 500 == 0:
                snapshot = take_snapshot(project)
            if number % every == 0 and fitted < refits:
                job = preparing.prepare(project, LiveData.of(project))
                worker.send(messages.LearnLive(job=-1 - fitted, manifest=str(job.folder)))
                for event in events:
                    record_live(project, job.run_id, event)
                    if isinstance(event, messages.RunFinished | messages.RunFailed):
                        if isinstance(event, messages.RunFailed):
                            tally.bugs.append(event.what)
                        break
                fitted += 1
            tally.cases += 1
            if first is None and number >= actions // 4:
                gc.collect()
                first = use_of(os.getpid()), use_of(worker.pid)
        gc.collect()
        last = use_of(os.getpid()), use_of(worker.pid)
    tally.acknowledged = tally.cases
    del snapshot
    for who, before, after in zip(("program", "worker"), first or last, last, strict=True):
        names = ("MiB", "descriptors", "threads")
        told = ", ".join(
            f"{one:,.0f} → {other:,.0f} {name}"
            for one, other, name in zip(before, after, names, strict=True)
        )
        tally.notes.append(f"{who}: {told}")
        if any(other > one * FLAT for one, other in zip(before, after, strict=True)):
            tally.bugs.append(f"{who} grows: {told}")
    tally.notes.append(f"{fitted:,} refits")
    project.close()
    if threading.active_count() > 1:
        names = [one.name for one in threading.enumerate()]
        tally.notes.append(f"threads left: {names}")
    tally.seconds = time.monotonic() - began
    return tally
