"""The page of the map: a line of choices above it, and why there is no map where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.images.map.map_view import MapView, Tool
from labelmt.gui.images.thumbnails.thumbnail_loader import ThumbnailLoader
from labelmt.gui.theme.tokens import MEDIUM, SMALL, WIDE
from labelmt.gui.widgets.elided_label import ElidedLabel
from labelmt.gui.widgets.flow_layout import FlowLayout

LEAST_LETTERS = 10
"""Of a choice, where there is little room."""


class MapPage(QWidget):
    """Shows what it is told, and says what is asked for."""

    colour_asked = Signal(object)
    """Data of the entry chosen."""
    crowd_asked = Signal(object)
    """Data of the entry chosen: a part of the map to go to, and select."""
    grid_asked = Signal()
    """What is selected is to be shown in the grid."""
    review_asked = Signal()
    """What stands out, or is selected, is to be reviewed first."""
    features_asked = Signal()
    """Images are to be looked at, so that there is a map."""

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = MapView(loader)
        self.colour = self._choice(self.tr("Colour by"))
        self.crowd = self._choice(self.tr("Go to and select a crowd"))
        self.tools = QButtonGroup(self)
        buttons = [
            self._tool(Tool.LASSO, self.tr("Lasso"), self.tr("Drag around images to select them")),
            self._tool(Tool.RECTANGLE, self.tr("Rectangle"), self.tr("Drag a rectangle to select")),
            self._tool(Tool.PAN, self.tr("Move"), self.tr(
                "Drag the map; with the middle button always. The wheel zooms.")),
        ]  # fmt: skip
        buttons[0].setChecked(True)
        self.whole = QPushButton(self.tr("Whole map"))
        self.to_grid = QPushButton(self.tr("Show in the grid"))
        self.to_grid.setToolTip(self.tr("Show the selected images in the grid, as a search"))
        self.to_review = QPushButton(self.tr("Review first"))
        self.to_review.setToolTip(
            self.tr("Review first what is selected; without a selection what stands out")
        )
        self.words = ElidedLabel()
        self.words.setAccessibleName(self.tr("About the map"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Laying out the map"))
        self.bar.setMaximumHeight(self.fontMetrics().height() // 2)
        self.bar.setMaximumWidth(self.fontMetrics().averageCharWidth() * 16)
        self.bar.hide()
        top = FlowLayout(gap=MEDIUM)
        top.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        top.add_giving(self.colour, 1)
        top.add_giving(self.crowd, 1)
        for widget in (*buttons, self.whole, self.to_grid, self.to_review, self.bar):
            top.addWidget(widget)
        top.add_giving(self.words, 0)
        self._empty = self._why_not()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.view)
        self.pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.pages, 1)
        self.setFocusProxy(self.view)
        self._connect()
        self.show_selected(0, 0)

    def _connect(self) -> None:
        self.colour.activated.connect(lambda _at: self.colour_asked.emit(self.colour.currentData()))
        self.crowd.activated.connect(lambda _at: self.crowd_asked.emit(self.crowd.currentData()))
        self.tools.idClicked.connect(self._take_tool)
        self.whole.clicked.connect(self.view.fit)
        self.to_grid.clicked.connect(self.grid_asked)
        self.to_review.clicked.connect(self.review_asked)

    def _choice(self, name: str) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(name)
        choice.setToolTip(name)
        choice.setMinimumContentsLength(LEAST_LETTERS)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return choice

    def _tool(self, tool: Tool, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(name)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tools.addButton(button, list(Tool).index(tool))
        return button

    def _why_not(self) -> QWidget:
        page = QWidget()
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.look = QPushButton(self.tr("Look at the images now"))
        self.look.clicked.connect(self.features_asked)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.setSpacing(WIDE)
        layout.addStretch(1)
        layout.addWidget(self.why)
        layout.addWidget(self.look, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return page

    @Slot(int)
    def _take_tool(self, place: int) -> None:
        self.view.tool = list(Tool)[place]
        self.view.setFocus()

    def choose_tool(self, tool: Tool) -> None:
        """As if its button had been pressed."""
        button = self.tools.button(list(Tool).index(tool))
        button.setChecked(True)
        self.view.tool = tool

    def show_map(self) -> None:
        """There is a map."""
        self._turn_to(self.view)

    def show_why_not(self, words: str, *, offer: bool) -> None:
        """There is none, and why; ``offer``: images can be looked at now."""
        self.why.setText(words)
        self.look.setVisible(offer)
        self._turn_to(self._empty)

    def _turn_to(self, page: QWidget) -> None:
        had = self.isAncestorOf(QWidget.focusWidget(self) or self)
        self.pages.setCurrentWidget(page)
        self.setFocusProxy(page if page is self.view else self.look)
        if had and self.isVisible() and page is self.view and self.look.hasFocus():
            self.view.setFocus()

    def show_colours(self, entries: Sequence[tuple[str, object]], chosen: object) -> None:
        """Offer what can be coloured by."""
        _fill(self.colour, entries, chosen)

    def show_crowds(self, title: str, entries: Sequence[tuple[str, object]]) -> None:
        """Offer the crowds; the first line is a title."""
        _fill(self.crowd, [(title, None), *entries], None)
        self.crowd.setEnabled(bool(entries))

    def show_words(self, words: str, share: float | None = None) -> None:
        """Say what the map is; ``share``: of the laying out that is under way."""
        self.words.setText(words)
        self.bar.setVisible(share is not None)
        if share is not None:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * share))

    def show_selected(self, selected: int, apart: int) -> None:
        """Offer what can be done with what is selected, or stands out."""
        self.to_grid.setEnabled(selected > 0)
        self.to_review.setEnabled(selected > 0 or apart > 0)


def _fill(choice: QComboBox, entries: Sequence[tuple[str, object]], chosen: object) -> None:
    shown = [(choice.itemText(at), choice.itemData(at)) for at in range(choice.count())]
    if shown == list(entries):
        if choice.currentData() != chosen:
            with QSignalBlocker(choice):
                choice.setCurrentIndex(_place(entries, chosen))
        return
    with QSignalBlocker(choice):
        choice.clear()
        for words, data in entries:
            choice.addItem(words, data)
        choice.setCurrentIndex(_place(entries, chosen))


def _place(entries: Sequence[tuple[str, object]], chosen: object) -> int:
    return next((at for at, (_, data) in enumerate(entries) if data == chosen), 0)
