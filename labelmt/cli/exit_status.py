"""Exit statuses of the commands: what a script can tell apart."""

from __future__ import annotations

from labelmt.domain.errors import LabelMTError, NoDisplay

ERROR, NO_DISPLAY = 1, 2


def exit_status(error: LabelMTError) -> int:
    """That of an error told to the person; a missing display has one of its own."""
    return NO_DISPLAY if isinstance(error, NoDisplay) else ERROR
