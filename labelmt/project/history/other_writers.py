"""Notices what other processes change of images and runs; annotations are the history's."""

from __future__ import annotations

import dataclasses

from labelmt.domain.changes import Changes
from labelmt.storage import image_repository, run_repository
from labelmt.storage.database import Transaction


class OtherWriters:
    """What of a project was seen last, beside its history. Project's lock guards it."""

    def __init__(self) -> None:
        self._revision: int | None = None
        self._runs: str | None = None

    def look(self, connection: Transaction, news: Changes | None) -> Changes | None:
        """What has changed since; None: nothing, or it is looked at for the first time.

        Args:
            news: of tasks, labels and annotations.
        """
        revision = image_repository.read_revision(connection)
        runs = run_repository.state_of_all(connection)
        images: tuple[int, ...] = ()
        if self._revision is not None and revision > self._revision:
            images = image_repository.rows_changed_after(connection, self._revision)
        others_ran = self._runs is not None and runs != self._runs
        self._revision, self._runs = revision, runs
        if news is None and not images and not others_ran:
            return None
        return dataclasses.replace(
            news or Changes(), images=images, runs=others_ran, predictions=others_ran
        )

    def note_own(self, changes: Changes) -> None:
        """This process has changed them itself: what is seen next is nobody else's."""
        if changes.images or changes.marks:
            self._revision = None
        if changes.runs or changes.predictions:
            self._runs = None
