"""Fine-tuning by the processes of a Ray cluster: Ray Train starts them, and starts them again.

The processes do what those that torchrun starts do (``torch_ranks``), by the same ``learning``
code. Events of the first come back through a queue, a cancel goes there through another.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

from labelmt.cluster.ray_connection import check_machines, connected, room_for
from labelmt.cluster.torch_ranks import PATIENCE
from labelmt.domain.errors import EnvironmentFault, LabelMTError
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.job_failure import failed
from labelmt.domain.protocol.manifest import read_manifest
from labelmt.domain.text import mark

RESTARTS = 3
"""Lost processes after which it gives up; each costs the epoch that was under way."""
LOOKED_S = 1.0
CANCEL = "cancel"


class JobOnRay:
    """A training by so many processes of a cluster, while ``events`` is iterated over.

    Args:
        on: as for ``connected``. cpus: processors each process takes, beside its GPU if there are
            any.
    """

    def __init__(
        self, command: messages.JobCommand, on: str, processes: int, cpus: int | None = None
    ) -> None:
        self._command, self._on = command, on
        self._processes, self._cpus = processes, cpus
        self._cancel = threading.Event()

    def cancel(self) -> None:
        """End it soon, keeping the best weights so far."""
        self._cancel.set()

    def events(self) -> Generator[messages.Event, None, None]:
        """Every event of the job, the one that ends it included.

        Raises:
            LabelMTError: as the job, or as ``connected``; or the cluster gave up.
        """
        try:
            with connected(self._on) as ray:
                yield from self._followed(ray)
        except LabelMTError as error:
            yield failed(self._command.job, error)
            raise

    def _followed(self, ray: Any) -> Generator[messages.Event, None, None]:
        from ray.util.queue import Empty, Queue

        cpus, gpu = room_for(ray, self._processes, self._cpus)
        check_machines(ray)
        told, asked = (Queue(actor_options={"num_cpus": 0}) for _ in range(2))
        scratch = Path(read_manifest(Path(self._command.manifest)).run_folder) / "ray"
        ended: list[BaseException | None] = []

        def fit() -> None:
            try:
                self._trainer(told, asked, scratch, cpus, gpu).fit()
                ended.append(None)
            except BaseException as error:  # noqa: BLE001 - told by the thread that waits
                ended.append(error)

        thread = threading.Thread(target=fit, name="ray-train", daemon=True)
        thread.start()
        sent = False
        try:
            while True:
                if self._cancel.is_set() and not sent:
                    asked.put(CANCEL)
                    sent = True
                try:
                    event = messages.decode(told.get(timeout=LOOKED_S))
                except Empty:
                    if ended:
                        raise _gave_up(ended[0]) from ended[0]
                    continue
                if isinstance(event, messages.RunFailed):
                    raise EnvironmentFault(
                        event.said("what"),
                        subject=event.subject,
                        kept=event.said("kept"),
                        next_step=event.said("next_step"),
                        details=event.details,
                    )
                if isinstance(event, messages.Event):
                    yield event
                if isinstance(event, messages.RunFinished):
                    thread.join()
                    return
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _trainer(self, told: Any, asked: Any, scratch: Path, cpus: int, gpu: bool) -> Any:
        from ray.train import FailureConfig, RunConfig, ScalingConfig
        from ray.train.torch import TorchConfig, TorchTrainer

        return TorchTrainer(
            train_as_rank,
            train_loop_config={
                "command": messages.encode(self._command), "told": told, "asked": asked,
            },
            scaling_config=ScalingConfig(
                num_workers=self._processes, use_gpu=gpu, resources_per_worker={"CPU": cpus}
            ),
            torch_config=TorchConfig(
                backend="nccl" if gpu else "gloo", timeout_s=int(PATIENCE.total_seconds())
            ),
            run_config=RunConfig(
                name="training",
                storage_path=str(scratch),
                failure_config=FailureConfig(max_failures=RESTARTS),
            ),
        )  # fmt: skip


def train_as_rank(config: dict[str, Any]) -> None:
    """What each process does: the first the job, the others follow it."""
    from labelmt.learning.jobs import run_job
    from labelmt.learning.jobs.tune_together import follow, tell_end
    from labelmt.learning.training.cancellation import Control
    from labelmt.learning.training.ranks import Ranks

    ranks = Ranks.of_all()
    if not ranks.leads:
        follow(ranks)
        return
    command = messages.decode(config["command"])
    if not isinstance(command, messages.JobCommand):
        raise TypeError("a command to train is meant")
    told, asked, control = config["told"], config["asked"], Control()

    def wait_for_cancel() -> None:
        asked.get()
        control.cancel()

    threading.Thread(target=wait_for_cancel, name="cancel", daemon=True).start()
    try:
        for event in run_job.run(command, control, ranks=ranks):
            if isinstance(event, messages.RunFinished):
                tell_end(ranks)
            told.put(messages.encode(event))
    except LabelMTError as error:  # started again, it would be raised again
        told.put(messages.encode(failed(command.job, error)))
        tell_end(ranks)


def _gave_up(error: BaseException | None) -> EnvironmentFault:
    return EnvironmentFault(
        "The cluster gave up.",
        subject="" if error is None else type(error).__name__,
        kept="Annotations and earlier runs are untouched.",
        next_step=mark(
            "Look whether its machines are up and see the project's folder; --resume "
            "goes on after the last epoch."
        ),
        details=str(error or ""),
    )
