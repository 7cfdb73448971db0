"""Metrics of each label, and its threshold."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.schema import TaskKind
from labelmt.gui.model.runs.metric_table import MetricTable
from labelmt.gui.model.runs.plot import Plot
from labelmt.project.runs.run_details import RunDetails
from labelmt.project.runs.threshold_curves import LabelCurve, label_curve

STEPS = 1000
"""Of the slider, from 0 to 1."""


class LabelMetricsPage(QSplitter):
    """The table, and beside it the slider; a threshold is kept only when that is asked for."""

    threshold_asked = Signal(int, object)
    """Label id, and the threshold or None for the fitted one."""
    images_asked = Signal(object)
    """(n,) int64 rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._details: RunDetails | None = None
        self._curve: LabelCurve | None = None
        self.table = MetricTable(
            self.tr("Figures of each label"),
            (self.tr("Label"), self.tr("Task"), self.tr("AP"), self.tr("Precision"),
             self.tr("Recall"), self.tr("F1"), self.tr("Present"), self.tr("Absent"),
             self.tr("Threshold")),
            self.tr("too few"),
            stretch=False,
        )  # fmt: skip
        self.table.setMinimumWidth(self.fontMetrics().averageCharWidth() * 40)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 20)
        self.slider.setAccessibleName(self.tr("Threshold"))
        self.name = QLabel()
        self.level = QLabel()
        self.effect = QLabel()
        self.effect.setWordWrap(True)
        self.plot = Plot(self.tr("Precision and recall"), self.tr("recall"), self.tr("precision"))
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
        self._lay_out()
        self.table.currentCellChanged.connect(lambda *_: self._show_label())
        self.slider.valueChanged.connect(self._show_effect)
        self.use.clicked.connect(self._use)
        self.fitted.clicked.connect(self._back)
        self.missed.clicked.connect(self._ask_missed)
        self.false_alarms.clicked.connect(self._ask_false_alarms)

    def _lay_out(self) -> None:
        font = self.name.font()
        font.setBold(True)
        self.name.setFont(font)
        beside = QWidget()
        layout = QVBoxLayout(beside)
        head = QGridLayout()
        head.addWidget(self.name, 0, 0)
        head.addWidget(self.level, 0, 1, Qt.AlignmentFlag.AlignRight)
        layout.addLayout(head)
        layout.addWidget(self.slider)
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
        self.addWidget(self.table)
        self.addWidget(beside)
        unit = self.fontMetrics().averageCharWidth()
        self.setSizes([unit * 115, unit * 45])
        self.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)

    def show_run(self, details: RunDetails) -> None:
        """Show the labels of a run."""
        self._details = details
        lines = [
            (
                label.label_id,
                (label.name, task.name, label.average_precision, label.precision, label.recall,
                 label.f1, label.positives, label.negatives,
                 "–" if task.kind is TaskKind.MULTICLASS
                 else details.thresholds.get(label.label_id, label.threshold)),
            )
            for task in details.run.tasks
            for label in task.labels
        ]  # fmt: skip
        with QSignalBlocker(self.table):
            self.table.show_lines(lines)
        self._show_label()

    def choose(self, label_id: int) -> None:
        """Look at one label."""
        self.table.choose(label_id)

    @property
    def threshold(self) -> float:
        """Where the slider stands."""
        return self.slider.value() / STEPS

    def _show_label(self) -> None:
        details, chosen = self._details, self.table.chosen()
        self._curve = None
        names = {}
        exclusive = False
        if details is not None and isinstance(chosen, int):
            for task in details.run.tasks:
                names.update({label.label_id: label.name for label in task.labels})
                if any(label.label_id == chosen for label in task.labels):
                    exclusive = task.kind is TaskKind.MULTICLASS
            if details.judged is not None:
                self._curve = label_curve(details.judged, chosen)
            with QSignalBlocker(self.slider):
                self.slider.setValue(round(STEPS * details.thresholds.get(chosen, 0.5)))
        self.name.setText(names.get(chosen, "") if isinstance(chosen, int) else "")
        can = self._curve is not None and not exclusive
        for button in (self.missed, self.false_alarms):
            button.setVisible(can)
        self.slider.setEnabled(can)
        kept = details is not None and isinstance(chosen, int) and chosen in details.thresholds
        self.use.setEnabled(can and kept)
        self.fitted.setEnabled(can and details is not None and chosen in details.chosen)
        if exclusive:
            self.level.clear()
            self.effect.setText(
                self.tr("Of a task with exactly one label the most probable one is predicted.")
            )
            self._draw()
        elif self._curve is None:
            self.level.clear()
            self.effect.setText(
                (details.judged_problem if details is not None else "")
                or self.tr("This run did not keep what it was judged by.")
            )
            self._draw()
        else:
            self._show_effect()

    @Slot()
    def _show_effect(self) -> None:
        curve = self._curve
        if curve is None:
            return
        locale = QLocale()
        found = curve.at(self.threshold)
        self.level.setText(self.tr("from {0}").format(locale.toString(self.threshold, "f", 3)))

        def share(value: float | None) -> str:
            return "–" if value is None else locale.toString(100 * value, "f", 1) + " %"

        words = self.tr(
            "Precision {0}\nRecall {1}\nF1 {2}\n"
            "Of {3} images judged: {4} found, {5} missed, {6} false alarms."
        )
        if not curve.tells:
            words = self.tr(
                "Too few to tell precision and recall.\n"
                "Of {3} images judged: {4} found, {5} missed, {6} false alarms."
            )
        self.effect.setText(
            words.format(
                share(found.precision),
                share(found.recall),
                share(found.f1),
                *(
                    locale.toString(count)
                    for count in (curve.known, found.hits, found.misses, found.false_alarms)
                ),
            )
        )
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
        found = curve.at(self.threshold)
        if self.slider.isEnabled() and found.precision is not None and found.recall is not None:
            self.plot.draw([found.recall], [found.precision], color=1, dots=True)
        self.plot.within((0, 1), (0, 1))

    @Slot()
    def _ask_missed(self) -> None:
        if self._curve is not None:
            self.images_asked.emit(self._curve.missed(self.threshold))

    @Slot()
    def _ask_false_alarms(self) -> None:
        if self._curve is not None:
            self.images_asked.emit(self._curve.false_alarms(self.threshold))

    @Slot()
    def _use(self) -> None:
        chosen = self.table.chosen()
        if isinstance(chosen, int):
            self.threshold_asked.emit(chosen, self.threshold)

    @Slot()
    def _back(self) -> None:
        chosen = self.table.chosen()
        if isinstance(chosen, int):
            self.threshold_asked.emit(chosen, None)
