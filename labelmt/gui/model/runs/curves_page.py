"""Training curves of a run or two: losses and metrics, epoch by epoch."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from labelmt.gui.model.runs.plot import Plot
from labelmt.project.runs.run_details import RunDetails


class CurvesPage(QWidget):
    """Two plots over the same passes; another run's are dashed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        step = self.tr("fit of the heads, then passes")
        self.loss = Plot(self.tr("Loss"), step, self.tr("loss"))
        self.score = Plot(
            self.tr("Score on validation images"), step, self.tr("score"), rising=True
        )
        self.empty = QLabel(self.tr("This run kept no curves."))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        for part in (self.loss, self.score, self.empty):
            layout.addWidget(part, 1)

    def show_runs(self, details: RunDetails, other: RunDetails | None) -> None:
        """Draw a run's curves, and another's behind them."""
        self.loss.clear()
        self.score.clear()
        for one, dashed in ((other, True), (details, False)):
            if one is not None:
                self._draw(one, dashed=dashed)
        there = bool(details.epochs)
        self.loss.setVisible(there)
        self.score.setVisible(there)
        self.empty.setVisible(not there)

    def _draw(self, details: RunDetails, *, dashed: bool) -> None:
        tail = f" ({details.run.name})" if dashed else ""
        epochs = list(enumerate(details.epochs, 1))
        train = [(x, one.train_loss) for x, one in epochs if one.train_loss is not None]
        held = [(x, one.validation_loss) for x, one in epochs if one.validation_loss is not None]
        for color, (name, points) in enumerate(
            ((self.tr("training"), train), (self.tr("validation"), held))
        ):
            if points:
                x, y = zip(*points, strict=True)
                self.loss.draw(x, y, name + tail, color=color, dashed=dashed)
        tasks = {task.task_id: task.name for _, one in epochs for task in one.tasks}
        for color, (task_id, name) in enumerate(tasks.items()):
            scores = [
                (at, task.score)
                for at, one in epochs
                for task in one.tasks
                if task.task_id == task_id and task.score is not None
            ]
            if scores:
                x, y = zip(*scores, strict=True)
                self.score.draw(x, y, name + tail, color=color, dashed=dashed)
