"""The trust light of each label: how far the model's predictions are calibrated, and why."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from labelmt.domain.metric_records import TOO_FEW
from labelmt.domain.text import translated
from labelmt.gui.core.latest_request import PAINTED_MS, LatestRequest
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.grid.chips import dashed_pen, dotted_pen
from labelmt.gui.widgets.state_glyphs import shade
from labelmt.project.review.likely_by_name import NameEvidence
from labelmt.project.review.trust import ENOUGH, LabelTrust, Trust, label_trust
from labelmt.project.snapshot import Update

_START, _HALF = 90 * 16, 180 * 16
"""Qt counts angles in sixteenths of a degree."""


class TrustLights(ProjectPart):
    """Works out every label's light on a pool, after each change that may turn one."""

    found = Signal(object)
    """Label id to LabelTrust."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._latest = LatestRequest(self, after_ms=PAINTED_MS)
        self._latest.failed.connect(self.failed)
        self._project_view: ProjectView | None = None

    def set_project(self, project_view: ProjectView | None) -> None:
        """Of this project from now on, or of none."""
        self._latest.forget()
        self._project_view = project_view
        self._ask()

    def follow(self, update: Update) -> None:
        """After the project view has been brought up to date."""
        changes = update.changes
        if changes.annotations is not None or changes.schema or changes.predictions or changes.runs:
            self._ask()

    def _ask(self) -> None:
        project_view = self._project_view
        if project_view is not None:
            parts = (
                project_view.schema,
                project_view.matrix,
                project_view.predictions,
                project_view.runs,
                project_view.names,
                project_view.judging,
            )
            self._latest.submit(lambda: label_trust(*parts), self.found.emit, refresh=True)

    @Slot()
    def ask_again(self) -> None:
        """Names were read."""
        self._ask()

    def close(self) -> None:
        self._latest.close()


def trust_words(trust: LabelTrust) -> str:
    """The light and its reason, and what is to be said of the label's name, in a few sentences."""
    if trust.elsewhere is not None:
        return translated(trust.elsewhere.told)
    parts = [] if trust.light is Trust.NAMED else [_judged_words(trust)]
    name = trust.name
    if name is not None and (trust.light is Trust.NAMED or name.evidence is NameEvidence.USELESS):
        parts += [translated(one) for one in (name.told, name.reading) if one is not None]
    return " ".join(parts)


def _judged_words(trust: LabelTrust) -> str:
    number = QLocale().toString
    if trust.light is Trust.FEW:
        text = _tr("Too few examples: {0} present and {1} absent; {2} of each are needed.")
        return text.format(number(trust.present), number(trust.absent), number(TOO_FEW))
    if trust.light is Trust.READY:
        text = _tr("Ready: measured on {0} present and {1} absent images it had not seen.")
        words = text.format(number(trust.positives), number(trust.negatives))
        if trust.average_precision is not None:
            figure = QLocale().toString(trust.average_precision, "f", 2)
            words += " " + _tr("Average precision {0}.").format(figure)
        return words
    if trust.light is Trust.UNLEARNT:
        return _tr("No model has learnt it yet: nothing is judged.")
    text = _tr(
        "Not yet calibrated: measured on {0} present and {1} absent; {2} of each are needed."
    )
    return text.format(number(trust.positives), number(trust.negatives), number(ENOUGH))


def draw_light(painter: QPainter, box: QRectF, light: Trust, palette: QPalette) -> None:
    """Empty, dotted, dashed, half and full: told apart without colours."""
    color = shade(palette, 0.6)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pens = {Trust.NAMED: dotted_pen, Trust.ELSEWHERE: dashed_pen}
    painter.setPen(pens.get(light, QPen)(color, 1.2))
    painter.drawEllipse(box)
    painter.setBrush(QColor(color))
    if light is Trust.READY:
        painter.drawEllipse(box)
    elif light is Trust.UNCALIBRATED:
        painter.drawPie(box, _START, _HALF)
    elif light is Trust.NAMED:
        edge = box.width() * 0.3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(box.adjusted(edge, edge, -edge, -edge))


def _tr(text: str) -> str:
    return QCoreApplication.translate("TrustLights", text)
