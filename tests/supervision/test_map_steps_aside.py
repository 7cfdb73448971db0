"""The layout of the map in a real worker: what somebody waits for goes in between."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from labelmt.domain.map_layout import PLACES, POINTS, START
from labelmt.domain.protocol.messages import (
    FIRST_MAP,
    Cancel,
    Event,
    ExtractFeatures,
    LayOutMap,
    MapLaidOut,
    Progress,
    Ready,
    RunFailed,
    RunFinished,
)
from labelmt.project.training.worker_process import WorkerProcess

COUNT = 1500
MAP, OTHER = FIRST_MAP - 1, 7


@pytest.mark.slow
def test_another_job_is_done_while_the_map_is_laid_out(tmp_path: Path) -> None:
    """The other one has no manifest: that it is told at once is enough."""
    points = np.random.default_rng(0).normal(size=(COUNT, 8)).astype(np.float32)
    np.save(tmp_path / POINTS, points)
    np.save(tmp_path / START, np.full((COUNT, 2), np.nan, dtype=np.float32))
    told: list[Event] = []
    with WorkerProcess() as worker:
        for event in worker.events():
            told.append(event)
            if isinstance(event, Ready):
                worker.send(LayOutMap(MAP, str(tmp_path)))
            elif isinstance(event, Progress) and len(told) == 2:
                worker.send(ExtractFeatures(OTHER, str(tmp_path / "nowhere")))
            elif isinstance(event, RunFailed):
                assert event.job == OTHER
                worker.send(Cancel(MAP))
            elif isinstance(event, RunFinished):
                assert event.job == MAP
                assert event.cancelled
                worker.ask_to_end()
    assert any(isinstance(one, RunFailed) for one in told)
    assert not any(isinstance(one, MapLaidOut) for one in told)
    assert not (tmp_path / PLACES).exists()
