"""Asks before an action writes to many images that nobody sees, with an estimate of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from labelmt.domain.annotations import Seen
from labelmt.gui.core.project_view import Rows
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.images.browser import Browser
from labelmt.gui.labelling.consent.estimate_dialog import EstimateDialog
from labelmt.gui.labelling.consent.questions import Question
from labelmt.project.review.unseen_estimate import Estimate

MANY = 100
"""Images out of view from which a key is asked about, however they came to be selected."""


class Consent(QObject):
    """Opens the estimate; does what was asked for when a person has read it and said so."""

    def __init__(self, session: ProjectSession, browser: Browser, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._browser, self._window = session, browser, window

    def needed(self, rows: Rows, seen: Seen) -> bool:
        """Whether a key on these images is asked about first.

        They are many and not all on the screen, or stayed selected while another search or mode
        was shown, and some of them are out of view now.
        """
        if seen is not Seen.UNSEEN or self._browser.looked_at is not None:
            return False
        return self._browser.is_carried_over or self.out_of_view(rows) >= MANY

    def out_of_view(self, rows: Rows) -> int:
        """How many of these are not on the screen."""
        return len(rows) - int(np.isin(rows, self._browser.visible_rows()).sum())

    def ask(
        self,
        question: Question,
        go: Callable[[], None],
        nothing: Callable[[], None],
    ) -> None:
        """Estimate off the window's thread, then ask.

        Args:
            go: does it; called when it is agreed to.
            nothing: called instead of asking where there is nothing to write.
        """

        def show(estimate: Estimate | None) -> None:
            if estimate is None or not estimate.pairs:
                nothing()
                return
            out = self.out_of_view(estimate.rows)
            dialog = EstimateDialog(
                question.text, estimate, out, self._window, suggested=question.suggested
            )
            dialog.accepted.connect(self._browser.confirm_selection)
            dialog.accepted.connect(go)
            dialog.finished.connect(self._browser.focus_images)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._session.run(question.estimating, show)
