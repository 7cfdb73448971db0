"""The preferences dialog: name, theme, language, caches, backups; every change holds at once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from labelmt.gui.core.language import choose_language, kept_language, language_names
from labelmt.gui.theme.apply_theme import Theme
from labelmt.gui.theme.theme_menu import applied_theme, choose_theme, theme_names
from labelmt.gui.theme.tokens import LARGE, MEDIUM
from labelmt.gui.widgets.fitting_dialog import FittingDialog
from labelmt.gui.widgets.muted_colours import quiet_label
from labelmt.project.cache_sizes import CacheSizes
from labelmt.project.places.preferences import Preferences
from labelmt.project.who_and_when import system_user

LEAST_GB, MOST_GB = 0.1, 1000.0
MOST_MINUTES = 240


class PreferencesDialog(FittingDialog):
    """Asks for changes by signals; reads and writes no file itself."""

    changed = Signal(object)
    """Preferences as they are now."""
    clear_thumbnails = Signal()
    clear_features = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self._preferences = preferences
        self.name = QLineEdit(preferences.annotator)
        self.name.setPlaceholderText(system_user())
        self.name.setAccessibleName(self.tr("Your name"))
        self.theme = QComboBox()
        self.theme.setAccessibleName(self.tr("Theme"))
        for theme, name in theme_names().items():
            self.theme.addItem(name, theme)
        self.theme.setCurrentIndex(self.theme.findData(applied_theme().theme))
        self.language = QComboBox()
        self.language.setAccessibleName(self.tr("Language"))
        for language, name in language_names().items():
            self.language.addItem(name, language)
        self.language.setCurrentIndex(self.language.findData(kept_language()))
        self.thumbnails = self._size(preferences.thumbnails_gb, self.tr("Most for thumbnails"))
        self.backups = self._size(preferences.backups_gb, self.tr("Most for backups"))
        self.minutes = QSpinBox()
        self.minutes.setRange(1, MOST_MINUTES)
        self.minutes.setSuffix(self.tr(" minutes of work"))
        self.minutes.setValue(preferences.backup_minutes)
        self.minutes.setAccessibleName(self.tr("Time between two backups"))
        self.thumbnails_used, self.features_used = QLabel(), QLabel()
        self.clear_pictures = QPushButton(self.tr("Clear"))
        self.clear_pictures.setAccessibleName(self.tr("Clear thumbnails"))
        self.clear_vectors = QPushButton(self.tr("Clear"))
        self.clear_vectors.setAccessibleName(self.tr("Clear image features"))
        for button in (self.clear_pictures, self.clear_vectors):
            button.setAutoDefault(False)
        self._lay_out()
        self.show_sizes(None)
        self.name.editingFinished.connect(self._tell)
        self.theme.activated.connect(self._choose_theme)
        self.language.activated.connect(self._choose_language)
        for box in (self.thumbnails, self.backups, self.minutes):
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self._tell)
        self.clear_pictures.clicked.connect(self.clear_thumbnails)
        self.clear_vectors.clicked.connect(self.clear_features)

    def show_sizes(self, sizes: CacheSizes | None, *, training: bool = False) -> None:
        """Say what the caches of the open project take; None: no project is open.

        Args:
            training: whether features are being used, and cannot be cleared.
        """

        def size(taken: int) -> str:
            return QLocale().formattedDataSize(
                taken, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat
            )

        pictures, vectors = (sizes.thumbnails, sizes.features) if sizes else (None, None)
        for label, button, taken in (
            (self.thumbnails_used, self.clear_pictures, pictures),
            (self.features_used, self.clear_vectors, vectors),
        ):
            label.setText(self.tr("No project is open.") if taken is None else size(taken))
            button.setEnabled(bool(taken))
        if training:
            self.clear_vectors.setEnabled(False)
            self.clear_vectors.setToolTip(self.tr("A training is using them."))

    def show_counting(self) -> None:
        """Say that the sizes are being found out."""
        for label in (self.thumbnails_used, self.features_used):
            label.setText(self.tr("Counting…"))

    def _size(self, gigabytes: float, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(LEAST_GB, MOST_GB)
        box.setDecimals(1)
        box.setSuffix(self.tr(" GB"))
        box.setValue(gigabytes)
        box.setAccessibleName(name)
        return box

    def _lay_out(self) -> None:
        you = QFormLayout()
        you.addRow(self.tr("Your name"), self.name)
        you.addRow(
            "", quiet_label(self.tr("Stored with what you annotate from now on, in all projects."))
        )
        you.addRow(self.tr("Theme"), self.theme)
        you.addRow(self.tr("Language"), self.language)
        caches = QFormLayout()
        caches.addRow(self.tr("Thumbnails"), _beside(self.thumbnails_used, self.clear_pictures))
        caches.addRow(self.tr("At most"), self.thumbnails)
        caches.addRow(self.tr("Image features"), _beside(self.features_used, self.clear_vectors))
        caches.addRow(
            "",
            quiet_label(
                self.tr(
                    "Of this project. Whatever is cleared is made again when it is needed; "
                    "annotations and models stay."
                )
            ),
        )
        backups = QFormLayout()
        backups.addRow(self.tr("One every"), self.minutes)
        backups.addRow(self.tr("At most"), self.backups)
        backups.addRow("", quiet_label(self.tr("Of each project; the two newest are always kept.")))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(LARGE)
        for title, form in (
            (self.tr("You"), you),
            (self.tr("Caches"), caches),
            (self.tr("Backups"), backups),
        ):
            form.setHorizontalSpacing(LARGE)
            form.setVerticalSpacing(MEDIUM)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
            box = QGroupBox(title)
            box.setLayout(form)
            column.addWidget(box)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows what is in it
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll)
        layout.addWidget(quiet_label(self.tr("Changes take effect at once.")))
        layout.addWidget(buttons)
        unit = self.fontMetrics().averageCharWidth()
        self.resize(unit * 74, inside.sizeHint().height() + unit * 16)

    @Slot()
    def _tell(self) -> None:
        now = replace(
            self._preferences,
            annotator=self.name.text().strip(),
            thumbnails_gb=self.thumbnails.value(),
            backup_minutes=self.minutes.value(),
            backups_gb=self.backups.value(),
        )
        if now != self._preferences:
            self._preferences = now
            self.changed.emit(now)

    @Slot(int)
    def _choose_theme(self, index: int) -> None:
        choose_theme(Theme(self.theme.itemData(index)))

    @Slot(int)
    def _choose_language(self, index: int) -> None:
        self.accept()  # the window that it belongs to is made anew
        chosen = self.language.itemData(index)
        QTimer.singleShot(0, lambda: choose_language(chosen))

    def done(self, result: int) -> None:
        self._tell()  # also what was typed last, where Escape closes it
        super().done(result)


def _beside(words: QLabel, button: QPushButton) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addWidget(words, 1)
    line.addWidget(button)
    return line
