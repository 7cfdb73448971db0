"""Learning curve: metrics by number of annotated images, and what more would likely bring."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from labelmt.domain.run_records import LIVE
from labelmt.domain.schema import Schema, TaskKind
from labelmt.gui.model.runs.overview_page import stage_name
from labelmt.gui.model.runs.plot import Plot
from labelmt.project.runs.learning_curve import TaskCurve

SYMBOLS = {LIVE: "o", "heads": "s", "finetune": "t"}
"""A task has a colour, a stage a mark: more curves than colours can be told apart."""
LEAST_SPAN = 10
"""Images that the axis spans at least: one point alone had an axis of its fractions."""
MORE = 100
"""Images ahead that are spoken of."""


class LearningCurvePage(QWidget):
    """The learning curve of the project, whichever run is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = Plot(
            self.tr("Learning curve"),
            self.tr("annotated images"),
            self.tr("mAP or accuracy"),
            rising=True,
        )
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.words)

    def show_curves(self, curves: tuple[TaskCurve, ...], schema: Schema) -> None:
        """Show the points that there are, and what they let expect."""
        self.plot.clear()
        tasks = {task.id: task for task in schema.tasks}
        known = [curve for curve in curves if curve.task_id in tasks]
        self.plot.setVisible(bool(known))
        lines, images = [], [float(one.images) for curve in known for one in curve.points]
        colors = {task_id: color for color, task_id in enumerate(tasks)}
        for curve in known:
            task, color = tasks[curve.task_id], colors[curve.task_id]
            name = f"{task.name}, {stage_name(curve.stage)}"
            counts = [float(one.images) for one in curve.points]
            scores = [one.score for one in curve.points]
            self.plot.draw(counts, scores, name, color=color, symbol=SYMBOLS.get(curve.stage, "o"))
            ahead = curve.ahead(MORE)
            if ahead is not None:
                images.append(float(ahead.images))
                x, y = [counts[-1], float(ahead.images)], [scores[-1], ahead.score]
                self.plot.draw(x, y, color=color, dashed=True)
                for bound in (ahead.low, ahead.high):
                    self.plot.draw([float(ahead.images)], [bound], color=color, dots=True)
            lines.append(self._sentence(name, curve, task.kind))
        shown = [one.score for curve in known for one in curve.points]
        if shown:
            margin = 0.05  # one point alone has no scale of its own
            height = max(0.0, min(shown) - margin), min(1.0, max(shown) + margin)
            self.plot.within(_around(images), height)
        else:
            lines = [self.tr("Nothing has been learnt yet that could be judged.")]
        self.words.setText("\n".join(lines))

    def _sentence(self, name: str, curve: TaskCurve, kind: TaskKind) -> str:
        locale = QLocale()
        measure = self.tr("mAP") if kind is TaskKind.MULTILABEL else self.tr("accuracy")
        last = curve.points[-1]
        now = self.tr("{0}: {1} {2} with {3} images.").format(
            name, measure, locale.toString(last.score, "f", 3), locale.toString(last.images)
        )
        ahead = curve.ahead(MORE)
        if ahead is None:
            return now + " " + self.tr("Too few points to tell what more would bring.")
        return (
            now
            + " "
            + self.tr(
                "{0} more would likely bring {1} (between {2} and {3} in four cases of five)."
            ).format(
                locale.toString(MORE),
                *(locale.toString(one, "f", 3) for one in (ahead.score, ahead.low, ahead.high)),
            )
        )


def _around(images: Sequence[float]) -> tuple[float, float]:
    """The axis of some numbers of images: whole images to either side of one alone."""
    least, most = min(images), max(images)
    if most - least >= LEAST_SPAN:
        return least, most
    return max(0.0, least - LEAST_SPAN), most + LEAST_SPAN
