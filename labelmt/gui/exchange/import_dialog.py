"""The dialog before an import: how it is read, what each label becomes, what would come of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from labelmt.domain.annotations import State
from labelmt.domain.schema import Schema
from labelmt.domain.text import translated
from labelmt.formats.base import AnnotationFormat
from labelmt.formats.registry import readable
from labelmt.gui.core.plain_tip import plain_tip
from labelmt.gui.exchange.import_columns import ImportColumns
from labelmt.gui.exchange.import_reading import ReadingBoxes, choice_box
from labelmt.gui.exchange.import_told import told_of
from labelmt.gui.theme.tokens import LARGE, SMALL
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.grounds_and_lines import bold_label
from labelmt.gui.widgets.tab_order import tab_through
from labelmt.project.commands.commands import OnConflict
from labelmt.project.exchange.found_labels import FoundLabels
from labelmt.project.exchange.import_choices import ImportChoices, TakeAs
from labelmt.project.exchange.import_preview import ImportPreview

PAUSE_MS = 400
"""After a choice, before what would come of it is looked at."""
USUAL_SIZE = QSize(860, 660)


class ImportDialog(FittingDialog):
    """Asks how to import; ``changed`` asks for a preview, which ``show_preview`` shows.

    Args:
        folder: whether a folder is imported; then ``show_found`` says what it has.
        schema: of the project, whose names are completed.
    """

    changed = Signal()

    def __init__(
        self,
        place: Path,
        parent: QWidget | None = None,
        *,
        folder: bool = False,
        schema: Schema | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import labels"))
        self.place = place
        self.heading = bold_label(place.name or str(place))
        self.heading.setToolTip(plain_tip(str(place)))
        self.heading.setWordWrap(True)
        formats = [one for one in readable(AnnotationFormat) if one.is_folder is folder]
        self.format = QComboBox()
        if not folder:
            self.format.addItem(self.tr("Detected from the file"), "")
        for one in formats:
            self.format.addItem(translated(one.title), one.name)
        self._formats = {one.name: one for one in formats}
        self._guessed = next((one for one in formats if not folder and one.fits(place)), None)
        self.reading = ReadingBoxes(self.format)
        self.reading.show_for(self._guessed)
        self.columns = ImportColumns(schema or Schema())
        self.unlisted = choice_box(
            (self.tr("usual for this format"), None),
            (self.tr("absent"), State.ABSENT),
            (self.tr("unknown"), State.UNKNOWN),
        )
        self.conflict = choice_box(
            (self.tr("take the file's"), OnConflict.THEIRS),
            (self.tr("keep the project's"), OnConflict.MINE),
        )
        self.take_as = choice_box(
            (self.tr("what the file says"), None),
            (self.tr("annotations"), TakeAs.ANNOTATIONS),
            (self.tr("suggestions"), TakeAs.SUGGESTIONS),
        )
        self.skip = QCheckBox(self.tr("Skip entries that match no image of this project"))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.busy = QLabel(self.tr("Working out what this would change…"))
        self.buttons = QDialogButtonBox()
        self.accept_button = self.buttons.addButton(
            self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._lay_out()
        self._connect()
        self._wait()
        if not folder:
            self._pause.start(0)

    def choices(self) -> ImportChoices:
        """What was chosen so far."""
        unlisted, take_as = self.unlisted.currentData(), self.take_as.currentData()
        return ImportChoices(  # Qt gives back plain texts and numbers
            format=self.format.currentData() or "",
            kinds=self.columns.kinds(),
            renamed=self.columns.renamed(),
            path_column=self.reading.path_column,
            columns=self.reading.columns,
            separator=self.reading.separator,
            encoding=self.reading.encoding,
            unlisted=None if unlisted is None else State(unlisted),
            skip_missing=self.skip.isChecked(),
            on_conflict=OnConflict(self.conflict.currentData()),
            take_as=None if take_as is None else TakeAs(take_as),
        )

    def show_found(self, found: Sequence[FoundLabels]) -> None:
        """Offer first what a folder has, and look at the first of it."""
        with QSignalBlocker(self.format):
            for place, one in enumerate(found):
                was = self.format.findData(one.format)
                title = self.format.itemText(was)
                if one.told is not None:
                    title = self.tr("{0} – {1}").format(title, translated(one.told))
                self.format.removeItem(was)
                self.format.insertItem(place, title, one.format)
            if found and len(found) < self.format.count():
                self.format.insertSeparator(len(found))
            self.format.setCurrentIndex(0 if found else -1)
        if found:
            self._take_format()
        else:
            self._wait(
                self.tr(
                    "No labels were found in this folder: no folders with images in them, no text "
                    "or XMP files beside images, no keywords inside them. Choose a format if you "
                    "know better."
                )
            )

    def show_preview(self, preview: ImportPreview, refused: Exception | None = None) -> None:
        """Tell what each column becomes, and what would come of it.

        Args:
            refused: why it cannot be imported as it is.
        """
        if self._pause.isActive():
            return  # of choices that are not those any more
        if self.format.currentData() == "":
            title = translated(preview.title)
            self.format.setItemText(0, self.tr("{0} (detected)").format(title))
        self.reading.show_for(self._chosen or self._formats.get(preview.format))
        self.reading.show_header(preview.header, preview.path_column)
        self.columns.show_columns(preview.columns)
        self._order_tabs()
        self.told.setText("\n".join(told_of(preview, refused, skipping=self.skip.isChecked())))
        self.busy.hide()
        useful = bool(preview.annotations or preview.suggestions or preview.columns)
        self.accept_button.setEnabled(refused is None and useful)

    def _order_tabs(self) -> None:
        tab_through(*self.reading.order, self.columns, *self._after_columns)

    def show_problem(self, problem: str) -> None:
        """Tell why it cannot be read."""
        self._wait(problem)

    @property
    def _chosen(self) -> AnnotationFormat | None:
        return self._formats.get(self.format.currentData() or "")

    def _wait(self, told: str = "") -> None:
        """Nothing can be imported, for a reason that is told or because it is being read."""
        self.told.setText(told)
        self.busy.setVisible(not told)
        self.accept_button.setEnabled(False)

    def _lay_out(self) -> None:
        treated = self._treated()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self.told)
        area.setAccessibleName(self.tr("What would come of it"))
        area.setMinimumHeight(self.fontMetrics().height() * 4)
        self.columns.setMinimumHeight(self.fontMetrics().height() * 5)
        lower = QWidget()
        below = QVBoxLayout(lower)
        below.setContentsMargins(0, SMALL, 0, 0)
        below.addLayout(treated)
        below.addWidget(area, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.columns)
        parts.addWidget(lower)
        parts.setSizes([USUAL_SIZE.height() // 2, USUAL_SIZE.height() // 2])
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        layout.addWidget(self.reading)
        layout.addWidget(parts, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.busy, 1)
        foot.addWidget(self.buttons)
        layout.addLayout(foot)
        order = self.unlisted, self.take_as, self.conflict, self.skip
        if treated.itemAtPosition(0, 2) is not None:  # side by side
            order = self.unlisted, self.conflict, self.take_as, self.skip
        self._after_columns = *order, area, self.buttons
        self._order_tabs()
        parent = self.parentWidget()
        self.resize(USUAL_SIZE if parent is None else USUAL_SIZE.boundedTo(parent.size()))

    def _treated(self) -> QGridLayout:
        """How labels are treated: in two columns where there is room for them, else in one."""
        asked = []
        for title, box in (
            (self.tr("Labels not listed are"), self.unlisted),
            (self.tr("Labels come in as"), self.take_as),
            (self.tr("Where annotations contradict"), self.conflict),
        ):
            label = QLabel(title)
            label.setBuddy(box)
            asked.append((label, box))
        widths = [label.sizeHint().width() + box.sizeHint().width() for label, box in asked]
        parent = self.parentWidget()
        room = USUAL_SIZE.width() if parent is None else parent.width()
        right = max(widths[2], self.skip.sizeHint().width())
        places = ((0, 0), (1, 0), (0, 2), (1, 2))
        if max(widths[:2]) + right + 80 > room:  # with a large font
            places = ((0, 0), (1, 0), (2, 0), (3, 0))
        treated = QGridLayout()
        for (label, box), (row, column) in zip(asked, places, strict=False):
            treated.addWidget(label, row, column)
            treated.addWidget(box, row, column + 1)
        treated.addWidget(self.skip, *places[3], 1, 2)
        treated.setHorizontalSpacing(LARGE)
        treated.setColumnStretch(4, 1)
        return treated

    def _connect(self) -> None:
        self._pause.timeout.connect(self.changed)
        self.format.currentIndexChanged.connect(self._take_format)
        self.reading.changed.connect(self._read_anew)
        self.columns.changed.connect(self._look_again)
        for box in (self.unlisted, self.conflict, self.take_as):
            box.currentIndexChanged.connect(self._look_again)
        self.skip.toggled.connect(self._look_again)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    @Slot()
    def _look_again(self) -> None:
        """What is told is no longer what would come of it."""
        self.accept_button.setEnabled(False)
        self.busy.show()
        self._pause.start(PAUSE_MS)

    @Slot()
    def _take_format(self) -> None:
        self.reading.forget()
        self.reading.show_for(self._chosen or self._guessed)
        self._read_anew()

    @Slot()
    def _read_anew(self) -> None:
        """Another way to read it: columns and labels are others."""
        self.columns.forget()
        self._wait()
        self._pause.start(PAUSE_MS)
