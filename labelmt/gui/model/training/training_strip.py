"""The strip at the window's bottom: train, see how far it is, cancel, restart."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStyle,
    QToolButton,
    QWidget,
)

from labelmt.domain.text import translated
from labelmt.gui.core.key_names import KeyHint, note
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.model.training.sparkline import Sparkline
from labelmt.gui.theme.icons import set_icon
from labelmt.gui.theme.tokens import MEDIUM, SMALL
from labelmt.gui.widgets.elided_label import ElidedLabel
from labelmt.project.training.overall_progress import OverallProgress
from labelmt.project.training.status_text import score_name, status_line
from labelmt.project.training.training_state import Phase, TrainingState

BAR_STEPS = 1000


class TrainingStrip(QWidget):
    """Shows a TrainingState and offers what can be done in it; holds no state of its own.

    The four actions carry texts, keys and what is possible; a menu may show them as well.
    ``train_action`` owns F5 wherever the strip's window is active.

    Signals:
        trainRequested, cancelRequested, settingsRequested: the buttons.
        restartRequested: a new worker is wanted; while a cancel is under way this means "now".
        detailsRequested: show ``TrainingState.problem`` in full.
    """

    trainRequested = Signal()  # noqa: N815 - Qt's way to name signals
    cancelRequested = Signal()  # noqa: N815
    restartRequested = Signal()  # noqa: N815
    settingsRequested = Signal()  # noqa: N815
    detailsRequested = Signal()  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phase: Phase | None = None
        self._state = TrainingState()
        self._learnable = False
        self._overall = OverallProgress()
        self._make_actions()
        set_icon(self.train_action, "play")
        set_icon(self.restart_action, "rotate-ccw")
        self._train = _button(self.train_action)
        self._train.setObjectName("train")
        self._cancel = _button(self.cancel_action)
        self._restart = _button(self.restart_action)
        self._details = _button(self.details_action)
        self._settings = _button(self.settings_action)
        self._warning = QLabel()
        self._warning.setAccessibleName(self.tr("Warning"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._bar.setMaximumWidth(self.fontMetrics().averageCharWidth() * 30)
        self._bar.setMinimumWidth(self.fontMetrics().averageCharWidth() * 8)
        self._bar.setAccessibleName(self.tr("Progress of training"))
        self._text = ElidedLabel()
        self._text.setAccessibleName(self.tr("State of training"))
        self._loss = Sparkline(self.tr("loss"))
        self._score = Sparkline(self.tr("score"))
        self._lay_out()
        self.show_state(TrainingState())

    def menu_actions(self) -> tuple[QAction, ...]:
        """What a menu offers as well."""
        return self.train_action, self.cancel_action, self.restart_action, self.settings_action

    def show_learnable(self, learnable: bool) -> None:
        """Say whether there is something to learn from yet."""
        if learnable != self._learnable:
            self._learnable = learnable
            self._show_words(self._state)

    def show_state(self, state: TrainingState) -> None:
        """Show a state; cheap enough for every event."""
        self._overall.take(state, time.monotonic())
        state = self._state = replace(state, seconds_left=self._overall.left)
        focused = next((one for one in self._choices() if one.hasFocus()), None)
        self._show_choices(state)
        if focused is not None and not focused.isEnabled():
            self._focus_a_choice()
        self._show_progress(state)
        self._show_words(state)
        self._loss.show_points(state.losses)
        name = score_name(state.tasks)
        self._score.show_points(state.scores, name)
        self._fit_curves()
        self._announce(state)

    def _make_actions(self) -> None:
        self.train_action = QAction(self.tr("Train"), self)
        self.train_action.setShortcut(QKeySequence(Qt.Key.Key_F5))
        self.cancel_action = QAction(self.tr("Cancel training"), self)
        self.cancel_action.setIconText(self.tr("Cancel"))
        self.cancel_action.setToolTip(self.tr("Cancel keeps the best weights so far"))
        self.restart_action = QAction(self)
        self.details_action = QAction(self.tr("Details"), self)
        self.details_action.setToolTip(self.tr("Show all that is known of this problem"))
        self.settings_action = QAction(self.tr("Training settings…"), self)
        self.settings_action.setIconText(self.tr("Settings…"))
        self.settings_action.setToolTip(self.tr("Backbone, device, epochs and more"))
        for action, signal in (
            (self.train_action, self.trainRequested),
            (self.cancel_action, self.cancelRequested),
            (self.restart_action, self.restartRequested),
            (self.details_action, self.detailsRequested),
            (self.settings_action, self.settingsRequested),
        ):
            action.triggered.connect(lambda _checked=False, signal=signal: signal.emit())
        self.addAction(self.train_action)
        named = {
            "train": self.train_action, "cancel_training": self.cancel_action,
            "restart_training": self.restart_action, "training_settings": self.settings_action,
        }  # fmt: skip
        for name, action in named.items():
            action.setObjectName(name)
        note(named)
        KeyHint(self, self.train_action.setIconText, self.tr("Train  {train}"))
        KeyHint(self, self._explain_train, self.tr(
            "Learn from the labels so far and predict every image ({train})"))  # fmt: skip

    def _explain_train(self, words: str) -> None:
        self.train_action.setToolTip(words)
        for button in self.findChildren(QToolButton, "train"):
            _name(button)

    def _lay_out(self) -> None:
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.setSpacing(MEDIUM)
        for widget in (self._train, self._cancel, self._restart):
            layout.addWidget(widget)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._warning)
        layout.addWidget(self._text, 3)
        layout.addWidget(self._details)
        for curve in self._curves():
            curve.setContentsMargins(MEDIUM, 0, 0, 0)
            layout.addWidget(curve)
        layout.addWidget(self._settings)
        # Curves come and go; what is above the strip must not jump with them.
        self.setMinimumHeight(self._loss.sizeHint().height() + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_curves()

    def minimumSizeHint(self) -> QSize:
        """Without the curves: they make room for a narrow window."""
        return QSize(self._width_without_curves(0), self.minimumHeight())

    def _fit_curves(self) -> None:
        """Show as many curves as fit beside the words; the score matters more."""
        wanted = min(self._text.sizeHint().width(), self.fontMetrics().averageCharWidth() * 60)
        room = max(0, self.width() - self._width_without_curves(wanted))
        shown: list[Sparkline] = []
        for curve in reversed(self._curves()):
            needed = curve.useful_width() + self._row.spacing()
            if curve.points and room >= needed:
                shown.append(curve)
                room -= needed
        for curve in self._curves():
            most = curve.sizeHint().width()
            curve.setFixedWidth(min(most, curve.useful_width() + room // max(len(shown), 1)))
            curve.setVisible(curve in shown)

    def _width_without_curves(self, words: int) -> int:
        """The width that the buttons, the bar and ``words`` pixels of text need."""
        margins = self._row.contentsMargins()
        total = margins.left() + margins.right() + self._row.spacing()
        total += max(words, self._text.minimumSizeHint().width())
        for widget in (*self._choices(), self._warning, self._details, self._settings):
            if not widget.isHidden():
                total += widget.sizeHint().width() + self._row.spacing()
        if not self._bar.isHidden():
            total += self._bar.minimumWidth() + self._row.spacing()
        return total

    def _curves(self) -> tuple[Sparkline, Sparkline]:
        return self._loss, self._score

    def _choices(self) -> tuple[QToolButton, ...]:
        return self._train, self._cancel, self._restart

    def _focus_a_choice(self) -> None:
        """Keep the keyboard in the strip when the button that had it cannot be pressed now."""
        for button in self._choices():
            if button.isEnabled() and not button.isHidden():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _show_choices(self, state: TrainingState) -> None:
        stopping = state.phase is Phase.CANCELLING
        self.restart_action.setText(
            self.tr("Stop now") if stopping else self.tr("Restart training process")
        )
        self.restart_action.setIconText(self.tr("Stop now") if stopping else self.tr("Restart"))
        self.restart_action.setToolTip(
            self.tr("Do not wait: end the training process and start another one")
            if stopping
            else self.tr("Start another training process")
        )
        for action, button, possible, shown in (
            (self.train_action, self._train, state.can_train, True),
            (self.cancel_action, self._cancel, state.can_cancel, state.busy and not stopping),
            (self.restart_action, self._restart, state.can_restart, state.can_restart),
            (self.details_action, self._details, state.problem is not None, bool(state.problem)),
        ):
            action.setEnabled(possible)
            button.setVisible(shown)
            _name(button)

    def _show_progress(self, state: TrainingState) -> None:
        """One bar for the whole of it, which never goes back."""
        share = self._overall.share
        self._bar.setVisible(state.busy)
        if share is None or state.phase is Phase.CANCELLING:
            # Known to be at work, but not how far.
            self._bar.setRange(0, 0 if state.busy else BAR_STEPS)
        else:
            self._bar.setRange(0, BAR_STEPS)
            self._bar.setValue(round(share * BAR_STEPS))

    def _show_words(self, state: TrainingState) -> None:
        line, problem = status_line(state), state.problem
        if not state.busy and state.phase in (Phase.IDLE, Phase.STARTING) and not self._learnable:
            line = self.tr("Needs a label present on one image and absent on another")
        self._warning.setVisible(problem is not None)
        if problem is not None:
            edge = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
            icon = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
            self._warning.setPixmap(icon.pixmap(edge, edge))
            parts = (line, problem.subject and f"({problem.subject})")
            told = " ".join(part for part in parts if part)
            advice = (translated(problem.kept), translated(problem.next_step))
            line = " ".join(part for part in (told, *advice) if part)
        self._text.setText(line)
        self._text.setToolTip(plain_tip(line))
        self._bar.setAccessibleDescription(line)

    def _announce(self, state: TrainingState) -> None:
        """Tell a screen reader of every new phase; within one, numbers would only disturb."""
        if state.phase is self._phase:
            return
        known, self._phase = self._phase is not None, state.phase
        if known and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._text.text()))


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    # A click leaves the keyboard where it was: with the images being labelled.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    _name(button)
    return button


def _name(button: QToolButton) -> None:
    """Call a button for screen readers what its action is called, without the key."""
    button.setAccessibleName(button.defaultAction().text())
    button.setAccessibleDescription(button.defaultAction().toolTip())
