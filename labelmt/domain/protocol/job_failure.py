"""A job's failure as an event: an error on purpose as it is, any other as what may be reported."""

from __future__ import annotations

import traceback

from labelmt.domain.errors import LabelMTError
from labelmt.domain.protocol import messages
from labelmt.domain.text import mark


def failed(
    job: int,
    error: Exception,
    what: str = mark("The training met an error that LabelMT did not expect."),
) -> messages.RunFailed:
    """The event that a job ends by which raised this; ``what``: what an unknown error means."""
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, LabelMTError):
        return messages.RunFailed(
            job,
            type(error).__name__,
            error.what,
            error.subject,
            error.kept,
            error.next_step,
            error.details,
            error.texts,
        )
    return messages.RunFailed(
        job,
        "Bug",
        what,
        f"{type(error).__name__}: {error}",
        mark("Your annotations and earlier runs are untouched."),
        mark("Copy the details into a report, please, and try again."),
        trace,
    )
