"""Notices and errors for a person: what happened, what was kept, what to do next."""

from __future__ import annotations

import platform
import traceback
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from labelmt import __version__
from labelmt.domain.errors import (
    EnvironmentFault,
    InvalidInput,
    LabelMTError,
    NotEnoughAnnotations,
    NotFound,
)
from labelmt.domain.text import translated
from labelmt.gui.theme.tokens import LARGE, MEDIUM, TIGHT
from labelmt.gui.widgets.grounds_and_lines import as_ground, line

WAITING_MOST = 20
"""Messages kept behind the one shown; more of them are only counted."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell. ``serious`` is a fault; otherwise it is a hint.

    ``offers``: actions that help, shown as buttons; one that is chosen puts the notice away.
    ``unasked``: it comes by itself, and is no answer to what a person just did.
    """

    what: str
    subject: str = ""
    kept: str = ""
    next_step: str = ""
    details: str = ""
    serious: bool = True
    offers: tuple[QAction, ...] = ()
    unasked: bool = False

    @property
    def copyable(self) -> str:
        """All of it as text, with the versions that a report needs."""
        versions = f"LabelMT {__version__}, Python {platform.python_version()}"
        parts = (self.what, self.subject, self.kept, self.next_step, self.details)
        return "\n".join((*(part for part in parts if part), versions, platform.platform()))


def describe(error: BaseException) -> Notice:
    """An error in the words for a person; a bug of ours is said to be one."""
    if isinstance(error, LabelMTError):
        early = isinstance(error, NotEnoughAnnotations)
        ours = early or isinstance(error, EnvironmentFault | InvalidInput | NotFound)
        details = error.details or ("" if ours else _trace(error))
        what, kept, next_step = (
            translated(error.said(part)) for part in ("what", "kept", "next_step")
        )
        return Notice(what, error.subject, kept, next_step, details, serious=not early)
    translate = QCoreApplication.translate
    return Notice(
        what=translate("errors", "Something went wrong inside LabelMT."),
        subject=f"{type(error).__name__}: {error}",
        kept=translate("errors", "Everything you labelled so far is saved."),
        next_step=translate(
            "errors", "You can go on. Please copy the details and report this as a bug."
        ),
        details=_trace(error),
    )


def _trace(error: BaseException) -> str:
    """Reads source files: of bugs alone, which are rare."""
    return "".join(traceback.format_exception(error))


class Reporter(QObject):
    """Takes errors from any thread and tells about them on the window's."""

    reported = Signal(object)
    """Notice."""
    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._caught.connect(self._describe)

    @Slot(object)
    def report(self, error: BaseException) -> None:
        self._caught.emit(error)

    @Slot(object)
    def _describe(self, error: BaseException) -> None:
        self.reported.emit(describe(error))


class NoticeBar(QFrame):
    """Shows notices below the work, one at a time, without stopping it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        as_ground(self, QPalette.ColorRole.AlternateBase)
        self._shown: Notice | None = None
        self._waiting: list[Notice] = []
        self._dropped = 0
        self._icon = QLabel()
        self._what = _text_label(bold=True)
        self._rest = _text_label()
        self._details = QPlainTextEdit()
        self._details.setTabChangesFocus(True)
        self._details.setReadOnly(True)
        self._details.setMaximumHeight(180)
        self._details.setAccessibleName(self.tr("Details of the error"))
        self._details.hide()
        self._more = QPushButton(self.tr("Details"))
        self._more.setCheckable(True)
        self._more.toggled.connect(self._details.setVisible)
        self._copy = QPushButton(self.tr("Copy details"))
        self._copy.clicked.connect(self._copy_details)
        self._offers = QHBoxLayout()
        self._close = QPushButton(self.tr("Dismiss"))
        self._close.clicked.connect(self.dismiss)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(TIGHT)
        texts.addWidget(self._what)
        texts.addWidget(self._rest)
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addLayout(self._offers)
        for button in (self._more, self._copy, self._close):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        inside = QVBoxLayout()
        inside.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        inside.addLayout(row)
        inside.addWidget(self._details)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line())
        layout.addLayout(inside)

    @property
    def shown(self) -> Notice | None:
        return self._shown

    @Slot(object)
    def tell(self, notice: Notice) -> None:
        """Show a notice now, or after those that wait to be dismissed.

        A hint that answers what a person just did is shown at once: what was shown comes after.
        """
        if notice == self._shown:
            return
        answers = not (notice.serious or notice.unasked)
        if answers and notice in self._waiting:
            self._waiting.remove(notice)
        if self._shown is None:
            self._show(notice)
        elif answers:
            self._wait(self._shown, 0)
            self._show(notice)
        elif notice not in self._waiting:
            self._wait(notice, len(self._waiting))
        self._count()

    def _wait(self, notice: Notice, place: int) -> None:
        self._waiting.insert(place, notice)
        if len(self._waiting) > WAITING_MOST:
            self._waiting.pop()
            self._dropped += 1

    @Slot()
    def dismiss(self) -> None:
        """Put the notice away; the next one that waits is shown."""
        self._shown = None
        if self._waiting:
            self._show(self._waiting.pop(0))
        else:
            self._dropped = 0
            self.hide()
        self._count()

    @Slot(object)
    def withdraw(self, notice: Notice) -> None:
        """What this notice says does not hold any more."""
        if notice == self._shown:
            self.dismiss()
        elif notice in self._waiting:
            self._waiting.remove(notice)
            self._count()

    def _show(self, notice: Notice) -> None:
        self._shown = notice
        kind = QStyle.StandardPixmap.SP_MessageBoxWarning
        if not notice.serious:
            kind = QStyle.StandardPixmap.SP_MessageBoxInformation
        size = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self._icon.setPixmap(self.style().standardIcon(kind).pixmap(size, size))
        self._what.setText(notice.what)
        rest = [notice.subject, " ".join(filter(None, (notice.kept, notice.next_step)))]
        self._rest.setText("\n".join(part for part in rest if part))
        self._rest.setVisible(any(rest))
        self._details.setPlainText(notice.details)
        self._more.setChecked(False)
        self._more.setVisible(bool(notice.details))
        self._copy.setVisible(bool(notice.details) or notice.serious)
        self._show_offers(notice.offers)
        self.setAccessibleName(f"{notice.what} {self._rest.text()}")
        self.show()

    def _show_offers(self, offers: tuple[QAction, ...]) -> None:
        while (item := self._offers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for action in offers:
            button = QPushButton(action.text())
            # First away, then done: what it does may have something to tell itself.
            button.clicked.connect(self.dismiss)
            button.clicked.connect(action.trigger)
            self._offers.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def _count(self) -> None:
        more = len(self._waiting) + self._dropped
        self._close.setText(self.tr("Next ({0} more)").format(more) if more else self.tr("Dismiss"))
        self._close.setMinimumWidth(self._close.sizeHint().width())
        layout = self.layout()
        if layout is not None:
            layout.activate()  # at once: its longer words would be cut until then

    @Slot()
    def _copy_details(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(self._shown.copyable)


def _text_label(*, bold: bool = False) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if bold:
        font = label.font()
        font.setBold(True)
        label.setFont(font)
    return label
