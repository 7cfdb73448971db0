"""Loads a job's backbone, with the progress of a download of its weights."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator

from labelmt.domain.catalogue.backbones import TIMM
from labelmt.domain.protocol import messages
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.domain.text import text
from labelmt.learning.jobs.job_context import REPORT_S
from labelmt.learning.models.backbone import Backbone
from labelmt.learning.models.backbone_registry import build_backbone, described


def load_backbone(
    job: int, settings: TrainingSettings
) -> Generator[messages.Event, None, Backbone]:
    """Build it in a thread, so that a download can be reported as it goes.

    Raises:
        NoNetwork: its weights had to be fetched and could not be.
    """
    entry = described(settings.backbone)
    if settings.backbone.startswith(TIMM) and entry.needs_network:
        told = text(
            "{name}: weights from {source}, licence {licence}.",
            name=entry.name.removeprefix(TIMM),
            source=entry.source,
            licence=entry.licence,
        )
        yield messages.Progress.saying(job, "download", 0, 1, None, told)
    reports: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
    made: list[Backbone] = []
    errors: list[BaseException] = []

    def build() -> None:
        try:
            made.append(
                build_backbone(
                    settings.backbone,
                    seed=settings.seed,
                    report=lambda done, total: reports.put((done, total)),
                )
            )
        except BaseException as error:  # noqa: BLE001 - raised again in the job's thread
            errors.append(error)

    thread = threading.Thread(target=build, name="backbone")
    thread.start()
    while thread.is_alive():
        thread.join(REPORT_S)
        latest = None
        while not reports.empty():
            latest = reports.get()
        if latest is not None:
            yield messages.Progress(job, "download", latest[0], latest[1])
    if errors:
        raise errors[0]
    return made[0]
