"""One job in a worker process of its own, as an iterator of events; its failure is an exception."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing

from labelmt.domain import errors
from labelmt.domain.protocol import messages
from labelmt.project.training.worker_process import WorkerProcess


class WorkerJob:
    """A job that runs while ``events`` is iterated over; ``cancel`` may come from any thread."""

    def __init__(self, command: messages.JobCommand) -> None:
        self._command = command
        self._worker = WorkerProcess()

    def cancel(self) -> None:
        """End it soon, keeping the best weights so far."""
        self._worker.send(messages.Cancel(self._command.job))

    def stop(self) -> None:
        """End the process."""
        self._worker.stop()

    def events(self) -> Generator[messages.Event, None, None]:
        """Every event of the job, the one that ends it included.

        Closing the generator ends the process.

        Raises:
            LabelMTError: the job failed, or the worker ended before it.
        """
        self._worker.start()
        try:
            self._worker.send(self._command)
            for event in self._worker.events():
                yield event
                if isinstance(event, messages.RunFinished):
                    return
                if isinstance(event, messages.RunFailed):
                    raise failure_of(event)
                if isinstance(event, messages.WorkerEnded):
                    raise _ended(event)
        finally:
            self._worker.stop()
        raise errors.ProtocolError("The worker's events ended without telling how it ended.")


def run_in_silence(
    command: messages.JobCommand, on_event: Callable[[messages.Event], None]
) -> None:
    """A job to its end, each event passed on. Raises LabelMTError."""
    with closing(WorkerJob(command).events()) as events:
        for event in events:
            on_event(event)


def failure_of(event: messages.RunFailed) -> errors.LabelMTError:
    """The error that a job ended by, as it was raised in the worker."""
    kind = getattr(errors, event.kind, errors.LabelMTError)
    make = kind if kind is not errors.InvalidTable else errors.InvalidInput
    error: errors.LabelMTError = make(
        event.said("what"),
        subject=event.subject,
        kept=event.said("kept"),
        next_step=event.said("next_step"),
        details=event.details,
    )
    return error


def _ended(event: messages.WorkerEnded) -> errors.LabelMTError:
    return errors.WorkerUnavailable(
        "The worker process ended before its job did.",
        subject=f"{event.reason}, status {event.code}",
        kept="Annotations and earlier runs are untouched.",
        next_step="Run the command again.",
        details=event.stderr_tail,
    )
