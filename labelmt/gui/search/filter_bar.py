"""The bar above the images: search line, number found, sort order."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.errors import InvalidQuery
from labelmt.gui.core.actions import Actions
from labelmt.gui.search.search_line import SearchLine
from labelmt.gui.search.sort_box import SortBox
from labelmt.gui.theme import tokens
from labelmt.gui.theme.icons import set_icon
from labelmt.gui.theme.tokens import MEDIUM, SMALL, TIGHT
from labelmt.gui.widgets.flow_layout import FlowLayout

TYPING_PAUSE_MS = 150
"""A query is run when typing pauses, not for every letter."""


class FilterBar(QWidget):
    """Says what was asked for; runs nothing itself."""

    changed = Signal()
    """The search is another one now."""
    save_asked = Signal()
    """The search is to get a name."""
    refresh_asked = Signal()
    """The images shown should match the search again."""
    left = Signal()
    """Done here: the focus goes back to the images."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchLine()
        self.save = QToolButton()
        self.save.setText(self.tr("Save…"))
        self.refresh = QPushButton()
        self.count = QLabel()
        self.sort = SortBox()
        self.message = QLabel()
        self._problem: InvalidQuery | None = None
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        set_icon(self.save, "bookmark")
        self.save.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.save.setToolTip(self.tr("Give this search a name, to come back to it"))
        self.save.setAccessibleName(self.tr("Save this search"))
        self.refresh.setToolTip(self.tr("Show what matches now; sorts again"))
        self._lay_out()
        self.search.textChanged.connect(self._pause.start)
        self.search.left.connect(self._leave)
        self.search.completions.opened.connect(self._show_warning)
        self._pause.timeout.connect(self.changed)
        self.sort.left.connect(self.left)
        self.save.clicked.connect(self.save_asked)
        self.refresh.clicked.connect(self.refresh_asked)
        self.show_stale(0)
        self.show_problem(None)
        self.save.hide()

    def _lay_out(self) -> None:
        row = FlowLayout(gap=tokens.MEDIUM)
        row.add_growing(self.search)
        for widget in (self.save, self.refresh, self.count):
            row.addWidget(widget)
        row.add_giving(self.sort, 0)
        self.count.setContentsMargins(0, 0, MEDIUM, 0)
        self._warning = QWidget()
        self._icon = QLabel()
        below = QHBoxLayout(self._warning)
        below.setContentsMargins(TIGHT, 0, TIGHT, 0)
        below.setSpacing(MEDIUM)
        below.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.message, 1)
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.message.setForegroundRole(QPalette.ColorRole.WindowText)
        # In a narrow window the field would give way to all that stands beside it.
        self.search.setMinimumWidth(self.fontMetrics().averageCharWidth() * 14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        layout.setSpacing(SMALL)
        layout.addLayout(row)
        layout.addWidget(self._warning)

    @property
    def text(self) -> str:
        """The search as it is typed."""
        return self.search.text().strip()

    @property
    def problem(self) -> InvalidQuery | None:
        """What is wrong with the search as it was read last."""
        return self._problem

    @property
    def typing(self) -> bool:
        """Whether the search has been changed and not told yet."""
        return self._pause.isActive()

    def take_actions(self, commands: Actions) -> None:
        """Do what the window's actions ask of search and order."""
        commands.find.triggered.connect(self.search.start)
        self.sort.fill_menu(commands.sort)

    def show_problem(self, problem: InvalidQuery | None) -> None:
        """Say what is wrong with the search and where, or that nothing is."""
        self._problem = problem
        self.search.show_problem(problem)
        self._show_warning()
        if problem is None:
            self.message.clear()
            return
        edge = self.fontMetrics().height()
        icon = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
        self._icon.setPixmap(icon.pixmap(QSize(edge, edge), self.devicePixelRatioF()))
        text = self.tr("Column {0}: {1} {2}")
        self.message.setText(text.format(problem.start + 1, problem.what, problem.next_step))

    def show_count(self, shown: int, total: int) -> None:
        """Show how many images are in view."""
        locale = QLocale()
        text = locale.toString(shown)
        if shown != total:
            text = self.tr("{0} of {1}").format(text, locale.toString(total))
        self.count.setText(text)
        self.count.setAccessibleName(self.tr("{0} images").format(text))

    def show_no_count(self) -> None:
        """Nobody knows yet how many images are in view."""
        self.count.setText("")
        self.count.setAccessibleName("")

    def show_stale(self, count: int) -> None:
        """Offer to bring the view up to date: so many images would come, go or move."""
        self.refresh.setVisible(count > 0)
        self.refresh.setText(self.tr("Update view ({0})").format(QLocale().toString(count)))

    def settle(self) -> None:
        """What is shown now was not typed: nothing waits for a pause."""
        self._pause.stop()

    @Slot()
    def _show_warning(self) -> None:
        """Not while completions are open: they lie over it, and may be what is missing."""
        completing = self.search.completions.isVisible()
        self._warning.setVisible(self._problem is not None and not completing)

    @Slot()
    def _leave(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self.changed.emit()
        self.left.emit()
