"""The question before a training: how long it may take."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.core.window_settings import window_settings
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.wrapped_label import WrappedLabel
from labelmt.project.training.status_text import duration

MINUTES = (1, 5, 15, 60, 240)
USUAL_MINUTES = 5
MOST_MINUTES = 10_000
ASKED = "training_time_asked"
"""Setting: somebody has chosen a time, no limit included."""
OTHER = -1


class TimeQuestion(FittingDialog):
    """Enter trains with what was chosen last.

    Args:
        budget: seconds for fine-tuning, as kept; 0 is no limit. Where nobody was asked yet it is
            nobody's choice, and a time that ends is offered.
    """

    def __init__(self, budget: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Train"))
        self.time = QComboBox()
        self.minutes = QSpinBox()
        self.at_once = QCheckBox(self.tr("Do not ask again"))
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.train = self.buttons.button(kinds.Ok)
        asked = window_settings().value(ASKED, "") != ""
        self._budget = budget if budget or asked else USUAL_MINUTES * 60
        self.accepted.connect(lambda: window_settings().setValue(ASKED, "yes"))
        self._unread, self._reading = 0, 0.0
        self.total = WrappedLabel()
        self._fill()
        self._lay_out()
        self.time.currentIndexChanged.connect(self._show_minutes)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.time.currentIndexChanged.connect(self._show_total)
        self.minutes.valueChanged.connect(self._show_total)
        self._show_minutes()
        self.total.hide()

    def show_reading(self, unread: int, seconds: float | None) -> None:
        """Say that images are read first, and how long all of it takes then.

        Args:
            seconds: for reading them; None where that was never measured here.
        """
        self._unread, self._reading = unread, seconds or 0.0
        self._show_total()

    @property
    def budget(self) -> int:
        """Seconds, as chosen; 0 is no limit."""
        chosen = int(self.time.currentData())
        if chosen != OTHER:
            return chosen * 60
        # What was kept to the second stays so unless another number is chosen.
        same = self.minutes.value() == _rounded(self._budget)
        return self._budget if same else self.minutes.value() * 60

    def _fill(self) -> None:
        self.time.addItem(self.tr("As long as it gets better"), 0)
        for minutes in MINUTES:
            hours, text = minutes // 60, self.tr("{0} minutes").format(minutes)
            if minutes == 1:
                text = self.tr("1 minute")
            elif hours:
                text = self.tr("1 hour") if hours == 1 else self.tr("{0} hours").format(hours)
            self.time.addItem(text, minutes)
        self.time.addItem(self.tr("Another time…"), OTHER)
        kept = self.time.findData(self._budget // 60) if self._budget % 60 == 0 else -1
        self.time.setCurrentIndex(kept if kept >= 0 else self.time.count() - 1)
        self.time.setAccessibleName(self.tr("How long it may take"))
        self.minutes.setRange(1, MOST_MINUTES)
        self.minutes.setValue(_rounded(self._budget) if self._budget else MINUTES[1])
        self.minutes.setSuffix(self.tr(" min"))
        self.minutes.setAccessibleName(self.tr("Minutes"))
        self.train.setText(self.tr("Train"))
        self.train.setDefault(True)

    def _lay_out(self) -> None:
        about = WrappedLabel(
            self.tr(
                "The more time there is, the more of the network learns, and from larger images. "
                "You can go on labelling meanwhile, and cancel: the best so far is kept."
            )
        )
        form = QFormLayout()
        form.addRow(self.tr("How long may it take?"), self.time)
        form.addRow("", self.minutes)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.total)
        layout.addWidget(about)
        layout.addWidget(self.at_once)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)

    def _show_minutes(self) -> None:
        self.minutes.setEnabled(self.time.currentData() == OTHER)

    def _show_total(self) -> None:
        """What was chosen is for learning; what comes on top is said."""
        count = QLocale().toString(self._unread)
        if not self._unread:
            text = self.tr("All images have been read before; predicting them comes on top.")
        elif not self._reading:
            text = self.tr(
                "{0} images are read first, which comes on top: once, and how long it takes here "
                "is not known yet."
            ).format(count)
        elif self.budget:
            text = self.tr(
                "Reading {0} images comes first, about {1}: about {2} in all, and predicting them."
            ).format(count, duration(self._reading), duration(self._reading + self.budget))
        else:
            text = self.tr("Reading {0} images comes first, about {1}.").format(
                count, duration(self._reading)
            )
        self.total.setAccessibleName(text)
        self.total.show()
        self.total.show_text(text)  # its height is room that the dialog has to give


def _rounded(budget: int) -> int:
    """Minutes of so many seconds, at least one."""
    return max(1, round(budget / 60))
