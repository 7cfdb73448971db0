"""A click on Train as the program does it: a worker process, heads, fine-tuning, predictions."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from labelmt.domain.metric_records import TaskMetrics
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.manifest import write_json
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.learning.data.job_data import JobData
from on_device.measure import Line

ASKED = {"objects": "mAP 0.975", "scene": "accuracy 0.98"}
"""Of UC Merced's tasks."""


def write_job(data: JobData, folder: Path, settings: TrainingSettings) -> None:
    """All images with what is known of them, the manifest last."""
    folder.mkdir(parents=True)
    write_json(folder / "images.json", data.images)
    np.save(folder / "annotations.npy", data.states)
    np.save(folder / "validation.npy", data.validation)
    cache = str(folder.parent.parent / "cache")
    manifest = replace(
        data.manifest, run_folder=str(folder), feature_cache=cache, settings=settings
    )
    write_json(folder / "manifest.json", manifest)


def train(data: JobData, settings: TrainingSettings) -> Iterator[Line]:
    """Seconds from the start of the worker, and the figures that are told at the end."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "runs" / "1"
        write_job(data, folder, settings)
        began = time.perf_counter()

        def since() -> str:
            return f"{time.perf_counter() - began:.1f} s"

        with subprocess.Popen(
            [sys.executable, "-m", "labelmt.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        ) as worker:
            assert worker.stdin is not None
            assert worker.stdout is not None
            worker.stdin.write(messages.encode(messages.FineTune(1, str(folder))) + "\n")
            worker.stdin.flush()
            predicted = False
            for sent in worker.stdout:
                event = messages.decode(sent)
                if isinstance(event, messages.Ready):
                    yield Line("worker ready", since())
                elif isinstance(event, messages.RunStarted):
                    yield Line("job begun", f"{since()}, on {event.device}")
                elif isinstance(event, messages.PredictionsReady) and not predicted:
                    predicted = True
                    yield Line("click to the first predictions", since())
                elif isinstance(event, messages.EpochMetrics):
                    record = event.record
                    print(f"  {since()} {record.stage} {record.epoch}: {record.score}", flush=True)
                elif isinstance(event, messages.RunFailed):
                    yield Line("click to trained", f"failed: {event.what} {event.details}")
                    break
                elif isinstance(event, messages.RunFinished):
                    yield Line("click to trained", f"{since()}, {event.stage} serve")
                    yield from map(_figures, event.tasks)
                    break
            worker.stdin.write(messages.encode(messages.Shutdown()) + "\n")
            worker.stdin.close()


def _figures(task: TaskMetrics) -> Line:
    told = {"mAP": task.map, "accuracy": task.accuracy, "micro F1": task.micro_f1, "ECE": task.ece}
    figures = ", ".join(f"{name} {value:.4f}" for name, value in told.items() if value is not None)
    return Line(f"{task.name}, validation", figures or "too few to tell", ASKED.get(task.name, ""))
