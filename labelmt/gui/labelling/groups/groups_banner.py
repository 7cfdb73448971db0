"""The banner of groups: task, group size, progress, keys."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QSlider, QWidget

from labelmt.domain.schema import Schema
from labelmt.gui.core.key_names import KeyHint
from labelmt.gui.widgets.elided_label import ElidedLabel
from labelmt.gui.widgets.key_button import KeyButton
from labelmt.gui.widgets.mode_banner import ModeBanner, keys_label, progress_bar
from labelmt.gui.widgets.task_choice import TaskChoice
from labelmt.project.similarity.similar_groups import USUAL

SIZES = (5, 10, 15, 20, 30, 45, 60, 90, 120)
"""Images in a group, at most, to choose from."""
PAUSE_MS = 300
"""Groups are made anew when the slider rests."""


class GroupsBanner(ModeBanner):
    """Says what was asked for; groups nothing itself."""

    task_chosen = Signal(object)
    """Id of the task whose unlabelled images are grouped, None: nothing at all is known of them."""
    size_chosen = Signal(int)
    next_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("clusterBanner", self.tr("Groups"), parent)
        self.task = TaskChoice(self.tr("Task whose unlabelled images are grouped"))
        self.most = QSlider(Qt.Orientation.Horizontal)
        self._most = QLabel()
        self.count = ElidedLabel()
        self.progress = progress_bar(self.tr("Images labelled"))
        self.absents = QCheckBox(self.tr("All others absent"))
        self.next = KeyButton()
        KeyHint(self, self.next.setText, self.tr("Next group ({review})"))
        how = self.tr(
            "A label's key labels all that are selected · click, or Backspace: take an image "
            "out or in · Space: accept what is outlined, next group · {review}: next group · "
            "Esc: done"
        )
        keys = keys_label()
        KeyHint(self, keys.setText, how)
        self._rest = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._name_them()
        self.lay_out(
            [self.task, self.next, self.leave, self.progress, self.count],
            [[self.absents, self.most, self._most, keys]],
        )
        self.task.chosen.connect(self.task_chosen)
        self.most.valueChanged.connect(self._show_size)
        self.most.valueChanged.connect(self._rest.start)
        self._rest.timeout.connect(lambda: self.size_chosen.emit(self.images))
        self.next.clicked.connect(self.next_asked)

    def _name_them(self) -> None:
        self.most.setRange(0, len(SIZES) - 1)
        self.most.setValue(SIZES.index(USUAL))
        self.most.setPageStep(1)
        self.most.setMaximumWidth(self.fontMetrics().averageCharWidth() * 20)
        self.most.setAccessibleName(self.tr("Images in a group, at most"))
        self.most.setToolTip(self.tr("Images in a group, at most: smaller groups are purer"))
        self.count.setAccessibleName(self.tr("Progress"))
        self.absents.setToolTip(
            self.tr("A label's key sets what is unknown of the label's task absent as well")
        )
        self._show_size()

    @property
    def images(self) -> int:
        """Images in a group, at most, as chosen."""
        return SIZES[self.most.value()]

    def show_tasks(self, schema: Schema, task_id: int | None) -> None:
        """Offer each task, or all of them."""
        one = self.tr("No label of {0}")
        self.task.show_tasks(schema, task_id, self.tr("No label at all"), one)

    def show_progress(self, selected: int, images: int, done: int, total: int) -> None:
        """Show what of the group is selected, and how many of all images are labelled."""
        self.count.setText(self._words(selected, images, done, total))
        most = min(total, self.images)
        self.count.reserve(self._words(most, most, total, total))
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)
        self.next.setEnabled(images > 0)

    def _words(self, selected: int, images: int, done: int, total: int) -> str:
        number = QLocale().toString
        group = self.tr("{0} of {1} selected").format(number(selected), number(images))
        whole = self.tr("{0} of {1} images labelled").format(number(done), number(total))
        return f"{group} · {whole}" if images else whole

    def show_busy(self, share: float) -> None:
        """Groups are being made."""
        self.count.setText(self.tr("Grouping…"))
        self.progress.setRange(0, 100)
        self.progress.setValue(round(100 * share))
        self.next.setEnabled(False)

    @Slot()
    def _show_size(self) -> None:
        text = self.tr("at most {0} images").format(QLocale().toString(self.images))
        self._most.setText(text)
        self._most.setMinimumWidth(
            self.fontMetrics().horizontalAdvance(self.tr("at most {0} images").format("000"))
        )
