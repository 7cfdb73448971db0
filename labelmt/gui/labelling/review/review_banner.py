"""The banner of a review: suggestion, the reason an image is asked about, progress."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from labelmt.domain.schema import Schema
from labelmt.gui.core.key_names import KeyHint
from labelmt.gui.widgets.elided_label import ElidedLabel, PartsLabel
from labelmt.gui.widgets.mode_banner import ModeBanner, keys_label
from labelmt.gui.widgets.task_choice import TaskChoice
from labelmt.project.review.review_queue import Reason


class ReviewBanner(ModeBanner):
    """Shows a review and says what is asked of it; reviews nothing itself."""

    task_chosen = Signal(object)
    """Id of the task to ask about, None for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("reviewBanner", self.tr("Review"), parent)
        self.task = TaskChoice(self.tr("Task that is reviewed"))
        self.count = PartsLabel()
        self.count.setAccessibleName(self.tr("Progress of the review"))
        self.suggestion = QLabel()
        self.suggestion.setWordWrap(True)
        self.suggestion.setAccessibleName(self.tr("What is suggested"))
        self.reason = ElidedLabel()
        self.reason.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        how = self.tr(
            "Space: accept and go on · a label's key: correct · {review}: go on · Esc: done"
        )
        keys = keys_label()
        KeyHint(self, keys.setText, how)
        self.lay_out([self.task, self.leave, self.count], [self.suggestion, [self.reason, keys]])
        self.task.chosen.connect(self.task_chosen)

    def show_tasks(self, schema: Schema, task_id: int | None) -> None:
        """Offer each task, or all of them."""
        self.task.show_tasks(schema, task_id, self.tr("All tasks"), "{0}")

    def show_counts(
        self, done: int, partly: int, remaining: int, unseen: int, seconds: float | None
    ) -> None:
        """Show how far one is, and how long the rest will take at this pace.

        Args:
            partly: of the images answered those with labels that are still unknown.
            unseen: images of which everything is annotated, and not all was seen.
        """
        minutes = max(1, round(seconds / 60)) if seconds is not None and remaining else None
        self.count.setText(self._words(done, partly, remaining, minutes, unseen))
        total = done + remaining
        # Room for an hour: what is told of the pace comes and goes.
        self.count.reserve(self._words(total, partly and total, total, 60, unseen and total))

    def _words(
        self, done: int, partly: int, remaining: int, minutes: int | None, unseen: int
    ) -> str:
        number = QLocale().toString
        answered = self.tr("{0} answered").format(number(done))
        if partly:
            answered = self.tr("{0} answered ({1} with labels left open)")
            answered = answered.format(number(done), number(partly))
        parts = [answered, self.tr("{0} left").format(number(remaining))]
        if minutes is not None:
            parts.append(self.tr("about {0} min").format(number(minutes)))
        if unseen:
            parts.append(self.tr("{0} labelled without a look").format(number(unseen)))
        return " · ".join(parts)

    def show_image(self, suggestion: str, reason: Reason | None) -> None:
        """Show what is suggested of an image, and why it is asked about."""
        self.suggestion.setText(suggestion)
        self.reason.setText(self._reason(reason) if reason is not None else "")
        chance = self.tr("What is judged on images drawn by chance holds for all your photographs.")
        self.reason.setToolTip(chance if reason is Reason.CHANCE else "")

    def _reason(self, reason: Reason) -> str:
        return {
            Reason.TYPICAL: self.tr("stands for many images"),
            Reason.UNCERTAIN: self.tr("the model is unsure"),
            Reason.NAMED: self.tr("looks like a label by its name"),
            Reason.RARE: self.tr("may show a label with few examples"),
            Reason.CHANCE: self.tr("drawn by chance"),
            Reason.UNLIKE: self.tr("unlike any you annotated"),
            Reason.LATER: self.tr("skipped before"),
        }[reason]
