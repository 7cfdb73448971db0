"""The question before a big action: what it would write, how much of it is out of view."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from labelmt.gui.labelling.consent.promise_text import promise_text
from labelmt.gui.labelling.consent.written_text import image_count, state_counts
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.grounds_and_lines import bold_label
from labelmt.project.review.unseen_estimate import Estimate


class EstimateDialog(FittingDialog):
    """Enter writes, Escape leaves everything as it is; where nobody can tell how much of it is
    right, Enter leaves it as well.

    Args:
        question: what is about to be done.
        out_of_view: of the images, those that are not on the screen.
        suggested: whether it is a model that says so.
    """

    def __init__(
        self,
        question: str,
        estimate: Estimate,
        out_of_view: int,
        parent: QWidget,
        *,
        suggested: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Before this is written"))
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.write = self.buttons.button(kinds.Ok)
        self.write.setText(self.tr("Write"))
        untold = suggested and bool(estimate.present) and estimate.right is None
        self.buttons.button(kinds.Cancel if untold else kinds.Ok).setDefault(True)
        if untold:
            self.write.setAutoDefault(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.words = QLabel("\n".join(self._lines(estimate, out_of_view, suggested)))
        self.words.setWordWrap(True)
        self.words.setAccessibleName(self.words.text())
        title = bold_label(question)
        title.setWordWrap(True)
        layout = QVBoxLayout(self)
        for widget in (title, self.words, self.buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 64)

    def _lines(self, estimate: Estimate, out_of_view: int, suggested: bool) -> list[str]:
        number = QLocale().toString
        images = image_count(len(estimate.rows))
        counts = state_counts(estimate.present, estimate.absent, estimate.unknown)
        lines = [f"{images}." if estimate.marked else self.tr("{0} on {1}.").format(counts, images)]
        if out_of_view:
            lines.append(
                self.tr("{0} of these images are out of view.").format(number(out_of_view))
            )
        if estimate.replaced:
            text = self.tr("{0} of these were decided otherwise.")
            lines.append(text.format(number(estimate.replaced)))
        if suggested and estimate.present:
            lines.append(promise_text(estimate.right))
        if estimate.missed is not None and estimate.absent:
            lines.append(
                self.tr(
                    "By the model's own probabilities, about {0} of those set absent are present."
                ).format(number(round(estimate.missed)))
            )
        return [*lines, self.tr("It can be undone.")]
