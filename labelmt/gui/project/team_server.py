"""Says that a team's server is away, how much waits for it, and what became of that."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from labelmt.domain.text import counted, translated
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.theme.tokens import MEDIUM, SMALL
from labelmt.gui.widgets.notices import Notice
from labelmt.project.offline.waiting_actions import WaitingTold


class TeamServer(ProjectPart):
    """Shows a sign beside the training strip while the server is away, or anything waits."""

    withdrawn = Signal(object)
    """Notice that does not hold any more."""

    def __init__(self, session: ProjectSession, window: QWidget) -> None:
        super().__init__(window)
        self.sign = QLabel()
        self.sign.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        self.sign.setAccessibleName(self.tr("The team's server"))
        self.sign.hide()
        self._was_away = False
        session.waiting.connect(self._show)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Nothing waits of another project."""
        self.sign.hide()
        self._was_away = False

    @Slot(object)
    def _show(self, told: WaitingTold) -> None:
        away = self.tr("The server is away")
        waiting = translated(
            counted("{count:,} action waits", "{count:,} actions wait", told.waiting)
        )
        parts = [away] if told.away else []
        parts += [waiting] if told.waiting else []
        self.sign.setText(" · ".join(parts))
        self.sign.setToolTip(
            self.tr(
                "What you label is on this disk, and is sent when the server is back, also by the "
                "next start."
            )
        )
        self.sign.setVisible(bool(parts))
        notice = Notice(
            self.tr("The team's server cannot be reached."),
            kept=self.tr("You can go on labelling: it is kept on this disk."),
            next_step=self.tr("It is sent by itself when the server is back."),
            serious=False,
            unasked=True,
        )
        if told.away and not self._was_away:
            self.told.emit(notice)
        elif not told.away:
            self.withdrawn.emit(notice)
        self._was_away = told.away
        if told.sent:
            self._tell_sent(told)
        for error in told.refused:
            why = translated(error.said("what"))
            self.told.emit(
                Notice(
                    self.tr("The server did not take an action that waited: {0}").format(why),
                    subject=error.subject,
                    kept=self.tr("It stands in the folder “outbox” of your folder."),
                    next_step=self.tr("Look at these images again."),
                )
            )

    def _tell_sent(self, told: WaitingTold) -> None:
        what = counted(
            "{count:,} action that waited was sent.",
            "{count:,} actions that waited were sent.",
            told.sent,
        )
        kept = ""
        if told.overtaken:
            kept = translated(
                counted(
                    "Of {count:,} label a colleague had said otherwise meanwhile: yours came last "
                    "and counts, both are in the history.",
                    "Of {count:,} labels colleagues had said otherwise meanwhile: yours came last "
                    "and count, both are in the history.",
                    told.overtaken,
                )
            )
        self.told.emit(Notice(translated(what), kept=kept, serious=False, unasked=True))
