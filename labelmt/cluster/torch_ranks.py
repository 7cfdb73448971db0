"""Ranks as torchrun or SLURM start them: one job by several processes, the first of which leads.

``torchrun --nproc-per-node=4 -m labelmt train PROJECT --distributed``. Each process finds its place
in the environment (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT).
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from labelmt.domain.errors import EnvironmentFault, InvalidInput
from labelmt.domain.protocol import messages
from labelmt.domain.protocol.job_failure import failed
from labelmt.domain.text import mark, text

if TYPE_CHECKING:
    from labelmt.learning.training.ranks import Ranks

NEEDED = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
PATIENCE = timedelta(days=7)
"""For rank 0: it extracts features and judges while the others wait. One that ends is noticed at
once."""


def is_leader() -> bool:
    """Whether this process is the first, by its environment alone. Raises InvalidInput."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        raise InvalidInput(
            "--distributed is for processes that torchrun has started.",
            subject=str(text("not set: {names}", names=", ".join(missing))),
            kept="Nothing was trained.",
            next_step="torchrun --nproc-per-node=2 -m labelmt train PROJECT --distributed",
        )
    return os.environ["RANK"] == "0"


def is_restart() -> bool:
    """Whether torchrun started all processes anew, as one of them was lost."""
    return os.environ.get("TORCHELASTIC_RESTART_COUNT", "0") != "0"


@contextmanager
def joined() -> Iterator[Ranks]:
    """This process among the others, NCCL where there is a GPU for each, else gloo.

    Raises:
        EnvironmentFault: they do not find each other.
    """
    import torch
    import torch.distributed as dist

    from labelmt.learning.training.ranks import Ranks

    place = int(os.environ.get("LOCAL_RANK", "0"))
    gpu = torch.cuda.device_count() > place and dist.is_nccl_available()
    if gpu:
        torch.cuda.set_device(place)
    try:
        dist.init_process_group("nccl" if gpu else "gloo", timeout=PATIENCE)
    except (RuntimeError, ValueError) as error:
        raise EnvironmentFault(
            "The processes do not find each other.",
            subject=f"{os.environ.get('MASTER_ADDR')}:{os.environ.get('MASTER_PORT')}",
            kept="Nothing was trained.",
            details=str(error),
        ) from error
    try:
        yield Ranks.of_all()
    finally:
        dist.destroy_process_group()


def follow_first() -> None:
    """Train along with rank 0 to its end."""
    from labelmt.learning.jobs.tune_together import follow

    with joined() as ranks:
        follow(ranks)


class JobOfRanks:
    """A training in this process and those that follow it, while ``events`` is iterated over."""

    def __init__(self, command: messages.JobCommand) -> None:
        from labelmt.learning.training.cancellation import Control

        self._command, self._control = command, Control()

    def cancel(self) -> None:
        """End it soon, keeping the best weights so far."""
        self._control.cancel()

    def events(self) -> Generator[messages.Event, None, None]:
        """Every event of the job, the one that ends it included. Raises what the job raises."""
        from labelmt.learning.jobs import run_job
        from labelmt.learning.jobs.tune_together import tell_end

        with joined() as ranks:
            try:
                for event in run_job.run(self._command, self._control, ranks=ranks):
                    if isinstance(event, messages.RunFinished):
                        tell_end(ranks)  # now: nobody asks for anything after it
                    yield event
            except Exception as error:
                with suppress(RuntimeError):  # one was lost
                    tell_end(ranks)
                yield failed(self._command.job, error, mark("The training met an error."))
                raise
