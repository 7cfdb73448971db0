"""A label's threshold on its precision-recall curve: by a slider, a wished share, or a drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import TaskKind
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.model.runs.plot import Plot
from labelmt.gui.model.runs.share_text import percents, share_interval
from labelmt.gui.widgets.grounds_and_lines import bold_label
from labelmt.project.runs.run_details import RunDetails
from labelmt.project.runs.threshold_curves import LabelCurve, Rows, label_curve

if TYPE_CHECKING:
    pass

STEPS = 1000
"""Of the slider, from 0 to 1."""


class ShareBox(QDoubleSpinBox):
    """A share in percent, shown and wished for: what is typed counts when it is entered."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(0, 100)
        self.setDecimals(1)
        self.setSuffix(self.tr(" %"))
        self.setKeyboardTracking(False)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)

    def show_share(self, share: float | None) -> None:
        """Show it; None is not known."""
        with QSignalBlocker(self):
            self.setValue(0.0 if share is None else 100 * share)
            if share is None:
                self.lineEdit().setText("–")


class ThresholdEditor(QWidget):
    """Shows what a threshold brings; it is kept only where that is asked for."""

    threshold_asked = Signal(int, object)
    """Label id, and the threshold or None for the fitted one."""
    images_asked = Signal(object)
    """(n,) int64 rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label_id: int | None = None
        self._groups: Rows | None = None
        self._curve: LabelCurve | None = None
        self._in_use = 0.5
        self._level = 0.5
        self.name = bold_label()
        self.level = QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 20)
        self.slider.setAccessibleName(self.tr("Threshold"))
        self.precision = ShareBox(self.tr("Wished precision"))
        self.recall = ShareBox(self.tr("Wished recall"))
        self.precision_interval, self.recall_interval = QLabel(), QLabel()
        self.effect = QLabel()
        self.effect.setWordWrap(True)
        self.plot = Plot(
            self.tr("Precision and recall"), self.tr("recall"), self.tr("precision"), aimable=True
        )
        self.use = QPushButton(self.tr("Use this threshold"))
        self.use.setToolTip(
            self.tr(
                "The label counts as predicted from here on: in the window, in predict and in "
                "evaluate, with this run and with every later one, until you go back."
            )
        )
        self.fitted = QPushButton(self.tr("Back to the fitted one"))
        self.missed = QPushButton()
        self.false_alarms = QPushButton()
        for button in (self.use, self.fitted, self.missed, self.false_alarms):
            button.setAutoDefault(False)  # Enter is the share's that was typed
        self._lay_out()
        for button in (self.missed, self.false_alarms):
            button.hide()  # until a label is shown: they say how many
        self.slider.valueChanged.connect(self._slide)
        self.precision.valueChanged.connect(self._wish_precision)
        self.recall.valueChanged.connect(self._wish_recall)
        self.plot.aimed.connect(self._aim)
        self.use.clicked.connect(self._use)
        self.fitted.clicked.connect(self._back)
        self.missed.clicked.connect(self._ask_missed)
        self.false_alarms.clicked.connect(self._ask_false_alarms)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.level)
        layout.addLayout(head)
        layout.addWidget(self.slider)
        shares = self._shares = QWidget()
        grid = QGridLayout(shares)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(2, 1)
        for line, (title, box, interval, tip) in enumerate(
            (
                (self.tr("Precision"), self.precision, self.precision_interval,
                 self.tr("Type the precision you need: the threshold with the highest recall "
                         "follows.")),
                (self.tr("Recall"), self.recall, self.recall_interval,
                 self.tr("Type the recall you need: the threshold with the highest precision "
                         "follows.")),
            )
        ):  # fmt: skip
            words = QLabel(title)
            words.setBuddy(box)
            for one in (words, box):
                one.setToolTip(plain_tip(tip))
            grid.addWidget(words, line, 0)
            grid.addWidget(box, line, 1)
            grid.addWidget(interval, line, 2)
        layout.addWidget(shares)
        layout.addWidget(self.effect)
        shown = QHBoxLayout()
        shown.addWidget(self.missed)
        shown.addWidget(self.false_alarms)
        shown.addStretch(1)
        layout.addLayout(shown)
        layout.addWidget(self.plot, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.use)
        buttons.addWidget(self.fitted)
        buttons.addStretch(1)
        layout.addLayout(buttons)

    @property
    def threshold(self) -> float:
        """What is tried now."""
        return self._level

    def show_label(self, details: RunDetails | None, label_id: int | None) -> None:
        """Show one label of a run, at the threshold in use."""
        name, kind = _label(details, label_id)
        self._label_id, self._curve = label_id, None
        self.name.setText(name)
        exclusive = kind is TaskKind.MULTICLASS
        kept = False
        if details is not None and label_id is not None:
            if details.judged is not None:
                self._curve = label_curve(details.judged, label_id)
            self._in_use = details.thresholds.get(label_id, 0.5)
            kept = label_id in details.thresholds
        can = self._curve is not None and not exclusive
        for widget in (self.missed, self.false_alarms, self.level):
            widget.setVisible(can)
        self._shares.setVisible(can and self._curve is not None and self._curve.tells)
        self.slider.setEnabled(can)
        self.use.setEnabled(can and kept)
        self.fitted.setEnabled(can and details is not None and label_id in details.chosen)
        self._try(self._in_use, draw=can)
        if can:
            return
        self.effect.setText(
            self.tr("Of a task with exactly one label the most probable one is predicted.")
            if exclusive
            else (details.judged_problem if details is not None else "")
            or self.tr("This run did not keep what it was judged by.")
        )
        self._draw()

    def take_groups(self, groups: Rows) -> None:
        """Take images of one group as one witness; (images,) numbers of groups."""
        self._groups = groups
        if self.slider.isEnabled():
            self._show_effect()

    def _groups_of(self, rows: Rows) -> Rows:
        groups = self._groups
        if groups is None or (len(rows) and int(rows.max()) >= len(groups)):
            return rows
        return groups[rows]

    def _try(self, level: float, *, draw: bool = True) -> None:
        self._level = level
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(STEPS * level))
        if draw:
            self._show_effect()

    @Slot()
    def _slide(self) -> None:
        self._level = self.slider.value() / STEPS
        self._show_effect()

    @Slot(float)
    def _wish_precision(self, percent: float) -> None:
        curve = self._curve
        if curve is None:
            return
        level = curve.for_precision(percent / 100)
        if level is not None:
            self._try(level)
            return
        best = curve.thresholds[int(curve.precision.argmax())]
        self._try(float(best))
        self._add(
            self.tr("No threshold reaches a precision of {0} on these images.").format(
                percents(percent / 100)
            )
        )

    @Slot(float)
    def _wish_recall(self, percent: float) -> None:
        level = self._curve.for_recall(percent / 100) if self._curve is not None else None
        if level is not None:
            self._try(level)

    @Slot(float, float)
    def _aim(self, recall: float, precision: float) -> None:
        if self._curve is not None and self._curve.tells and self.slider.isEnabled():
            self._try(self._curve.nearest(recall, precision))

    def _add(self, words: str) -> None:
        self.effect.setText(f"{words}\n{self.effect.text()}")

    def _show_effect(self) -> None:
        curve = self._curve
        if curve is None:
            return
        locale = QLocale()
        found = curve.at(self._level)
        level = self.tr("from {0}").format(locale.toString(self._level, "f", 3))
        if abs(self._level - self._in_use) >= 0.5 / STEPS:
            level = self.tr("from {0}, in use: {1}").format(
                *(locale.toString(one, "f", 3) for one in (self._level, self._in_use))
            )
        self.level.setText(level)
        self.precision.show_share(found.precision)
        self.recall.show_share(found.recall)
        for words, (right, rows) in (
            (self.precision_interval, curve.right_of_predicted(self._level)),
            (self.recall_interval, curve.predicted_of_present(self._level)),
        ):
            words.setText(share_interval(right, self._groups_of(rows)))
        counts = self.tr("Of {0} images judged: {1} found, {2} missed, {3} false alarms.").format(
            *(
                locale.toString(count)
                for count in (curve.known, found.hits, found.misses, found.false_alarms)
            )
        )
        first = self.tr("Too few to tell precision and recall.")
        if curve.tells:
            f1 = "–" if found.f1 is None else locale.toString(found.f1, "f", 3)
            first = self.tr("F1 {0}").format(f1)
        self.effect.setText(f"{first}\n{counts}")
        for button, text, count in (
            (self.missed, self.tr("Show missed ({0})"), found.misses),
            (self.false_alarms, self.tr("Show false alarms ({0})"), found.false_alarms),
        ):
            button.setText(text.format(locale.toString(count)))
            button.setEnabled(count > 0)
        self._draw()

    def _draw(self) -> None:
        self.plot.clear()
        curve = self._curve
        if curve is None or not curve.tells:
            return
        self.plot.draw(curve.recall.tolist(), curve.precision.tolist())
        found = curve.at(self._level)
        if self.slider.isEnabled() and found.precision is not None and found.recall is not None:
            self.plot.draw([found.recall], [found.precision], color=1, dots=True)
        self.plot.within((0, 1), (0, 1))

    @Slot()
    def _ask_missed(self) -> None:
        if self._curve is not None:
            self.images_asked.emit(self._curve.missed(self._level))

    @Slot()
    def _ask_false_alarms(self) -> None:
        if self._curve is not None:
            self.images_asked.emit(self._curve.false_alarms(self._level))

    @Slot()
    def _use(self) -> None:
        if self._label_id is not None:
            self.threshold_asked.emit(self._label_id, self._level)

    @Slot()
    def _back(self) -> None:
        if self._label_id is not None:
            self.threshold_asked.emit(self._label_id, None)


def _label(details: RunDetails | None, label_id: int | None) -> tuple[str, TaskKind | None]:
    """Name of a label, and the kind of its task."""
    for task in details.run.tasks if details is not None else ():
        for label in task.labels:
            if label.label_id == label_id:
                return label.name, task.kind
    return "", None
