"""Shows a label's guidelines at its name: in the label panel, in a sweep, by a key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.core.session import ProjectSession
from labelmt.gui.core.window_part import ProjectPart
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.labelling.guidelines.guideline_card import GuidelineCard
from labelmt.gui.labelling.panel.label_panel import LabelPanel
from labelmt.gui.theme.tokens import MEDIUM, SMALL
from labelmt.project.schema.label_guidelines import Guidelines, label_guidelines
from labelmt.project.snapshot import Update


class ShownGuidelines(ProjectPart):
    """The card lies over the label panel, never over a picture.

    Args:
        meant: the label a key asks about: the one swept for, or that was clicked last.
    """

    toasted = Signal(str)
    """Why nothing is shown."""

    def __init__(
        self,
        session: ProjectSession,
        panel: LabelPanel,
        loader: ThumbnailLoader,
        meant: Callable[[], int | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._panel, self._window, self._meant = session, panel, window, meant
        self._project_view: ProjectView | None = None
        self._asked: int | None = None
        self.card = GuidelineCard(loader, window)
        panel.view.about_asked.connect(self._ask_beside)
        panel.view.about_left.connect(self.hide)
        self._escape = _Escape(self.hide, self)
        window.installEventFilter(self)

    def set_project(self, project_view: ProjectView | None) -> None:
        """Another project is shown, or none."""
        self._project_view = project_view
        self.hide()

    def follow(self, update: Update) -> None:
        """What is shown may be about a label that changed or went."""
        if update.schema is not None:
            self.hide()

    @Slot()
    def toggle(self) -> None:
        """Show the label that is meant at the top of the panel, or hide what is shown."""
        label_id = self._meant()
        if self.card.isVisible():
            self.hide()
        elif label_id is None:
            self.toasted.emit(self.tr("Click a label's name first: this shows what it means."))
        else:
            self.ask(label_id, None)

    @Slot()
    def hide(self) -> None:
        """Show nothing, also of what has been asked for."""
        self._asked = None
        self.card.hide()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self._escape)

    @Slot(int, QRect)
    def _ask_beside(self, label_id: int, row: QRect) -> None:
        view = self._panel.view.viewport()
        self.ask(label_id, QRect(view.mapTo(self._window, row.topLeft()), row.size()))

    def ask(self, label_id: int, beside: QRect | None) -> None:
        """Show a label's card soon, if nothing else is wanted meanwhile."""
        self._asked = label_id

        def found(guidelines: Guidelines) -> None:
            view = self._project_view
            if self._asked == label_id and view is not None and label_id in view.schema.columns:
                self._show(guidelines, beside)

        self._session.run_reading(
            lambda project: label_guidelines(project, label_id), found, lambda _error: None
        )

    def _show(self, guidelines: Guidelines, beside: QRect | None) -> None:
        model = self._panel.model
        label = model.schema.label(guidelines.label_id)
        self.card.show_label(label, guidelines, model.about(label).removeprefix(label.name).strip())
        self.card.place(self._room(), beside)
        self.card.show()
        self.card.raise_()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self._escape)
        QAccessible.updateAccessibility(QAccessibleEvent(self.card, QAccessible.Event.Alert))

    def _room(self) -> QRect:
        """The panel, in the window."""
        panel = self._panel if self._panel.isVisible() else self._window
        corner = panel.mapTo(self._window, panel.rect().topLeft())
        whole = QRect(corner, panel.size()).adjusted(MEDIUM, SMALL, -MEDIUM, -SMALL)
        if panel is self._window:
            whole.setLeft(whole.right() - min(whole.width(), self._panel.sizeHint().width()))
        return whole

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        away = (QEvent.Type.Resize, QEvent.Type.WindowDeactivate, QEvent.Type.Hide)
        if event.type() in away and self.card.isVisible():
            self.hide()
        return False


class _Escape(QObject):
    """While a card is shown Escape hides it, and does nothing else: one step back."""

    def __init__(self, hide: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._hide = hide

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if event.type() not in kinds or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Escape or not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._hide()
        event.accept()
        return True
