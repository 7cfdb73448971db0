"""The style sheet of the window, from the tokens: quiet, flat controls on neutral panels.

Rules name kinds of widgets, never single ones, and no items of lists: these are painted by their
delegates, which a style sheet would slow.
"""

from __future__ import annotations

from string import Template

from labelmt.gui.theme import tokens
from labelmt.gui.theme.tokens import Colors

_SHEET = Template("""
QPushButton, QToolButton, QComboBox {
    border: ${hair}px solid $outline; border-radius: ${radius}px; background: $raised;
    padding: ${small}px ${large}px;
}
QComboBox { padding: ${small}px ${medium}px; }
QPushButton:hover, QToolButton:hover, QComboBox:hover { background: $hovered; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:checked, QToolButton:checked { background: $pressed; }
QPushButton:focus, QToolButton:focus, QComboBox:focus { border-color: $focus; }
QPushButton:default { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton:default:focus { border-color: $text; }
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled {
    background: transparent; border-color: $divider; color: $muted;
}
QPushButton:flat, QToolButton[autoRaise="true"] {
    border-color: transparent; background: transparent; padding: ${small}px;
}
QPushButton:flat:hover, QToolButton[autoRaise="true"]:hover { background: $hovered; }
QPushButton:flat:focus, QToolButton[autoRaise="true"]:focus { border-color: $focus; }
QComboBox::drop-down { border: none; width: ${wide}px; }
QComboBox::down-arrow { image: url($icons:chevron-$name.svg); }
QCheckBox::indicator, QRadioButton::indicator, QTreeView::indicator, QListView::indicator,
QTableView::indicator {
    width: ${box}px; height: ${box}px; border: ${hair}px solid $muted; border-radius: ${small}px;
    background: $surface;
}
QRadioButton::indicator { border-radius: ${round}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $focus; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $focus; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked, QCheckBox::indicator:indeterminate,
QTreeView::indicator:checked, QTreeView::indicator:indeterminate, QListView::indicator:checked,
QListView::indicator:indeterminate, QTableView::indicator:checked {
    background: $accent; border-color: $accent;
}
QCheckBox::indicator:checked, QTreeView::indicator:checked, QListView::indicator:checked,
QTableView::indicator:checked {
    image: url($icons:check.svg);
}
QCheckBox::indicator:indeterminate, QTreeView::indicator:indeterminate,
QListView::indicator:indeterminate {
    image: url($icons:dash.svg);
}
QRadioButton::indicator:checked { image: url($icons:dot.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled, QTreeView::indicator:disabled,
QListView::indicator:disabled {
    border-color: $divider; background: $pressed;
}
QLineEdit, QPlainTextEdit, QTextEdit {
    border: ${hair}px solid $outline; border-radius: ${radius}px; background: $surface;
    padding: ${tight}px ${small}px; selection-background-color: $accent;
    selection-color: $on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border-color: $focus;
}
QAbstractSpinBox {
    border: ${hair}px solid $outline; border-radius: ${radius}px; background: $surface;
    padding: ${tight}px ${small}px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QAbstractSpinBox:focus { border-color: $focus; }
QAbstractSpinBox:disabled { background: transparent; border-color: $divider; color: $muted; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; border: none; background: transparent; width: ${wide}px;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hovered; }
QAbstractSpinBox::up-button:pressed, QAbstractSpinBox::down-button:pressed {
    background: $pressed;
}
QAbstractSpinBox::up-arrow { image: url($icons:chevron-up-$name.svg); width: ${arrow}px; }
QAbstractSpinBox::down-arrow { image: url($icons:chevron-$name.svg); width: ${arrow}px; }
QAbstractSpinBox::up-arrow:off, QAbstractSpinBox::down-arrow:off { image: none; }
QMenuBar { background: $ground; }
QMenuBar::item { padding: ${small}px ${medium}px; border-radius: ${radius}px; }
QMenuBar::item:selected { background: $hovered; }
QMenu {
    background: $raised; border: ${hair}px solid $outline; padding: ${small}px; menu-scrollable: 1;
}
QMenu::item { padding: ${small}px ${wide}px; border-radius: ${radius}px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: ${hair}px; background: $divider; margin: ${small}px ${medium}px; }
QToolTip {
    background: $raised; color: $text; border: ${hair}px solid $outline; padding: ${small}px;
}
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: ${bar}px; }
QScrollBar:horizontal { height: ${bar}px; }
QScrollBar::handle { background: $outline; border-radius: ${small}px; margin: ${tight}px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:vertical { min-height: ${wide}px; }
QScrollBar::handle:horizontal { min-width: ${wide}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar {
    border: none; border-radius: ${small}px; background: $pressed; text-align: center;
}
QProgressBar::chunk { border-radius: ${small}px; background: $accent; }
QSplitter::handle { background: $divider; }
QTabBar::tab { padding: ${medium}px ${large}px; border: none; color: $muted; }
QTabBar::tab:selected { color: $text; border-bottom: ${tight}px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabWidget::pane { border: none; border-top: ${hair}px solid $divider; }
QHeaderView::section {
    background: $ground; border: none; border-bottom: ${hair}px solid $divider;
    padding: ${small}px ${cell}px;
}
QGroupBox { border: ${hair}px solid $divider; border-radius: ${radius}px; margin-top: ${large}px; }
QGroupBox::title { subcontrol-origin: margin; left: ${medium}px; }
""")


ICONS = "labelmt-icons"
"""Prefix under which Qt finds the icons that the sheet names, see ``QDir.addSearchPath``."""


def style_sheet(colors: Colors) -> str:
    """Of a scheme."""
    distances = {
        "hair": tokens.HAIR,
        "tight": tokens.TIGHT,
        "small": tokens.SMALL,
        "medium": tokens.MEDIUM,
        "large": tokens.LARGE,
        "wide": tokens.WIDE,
        "cell": tokens.CELL,
        "radius": tokens.RADIUS,
        "bar": tokens.SCROLL_BAR,
        "box": tokens.CHECK_BOX,
        "arrow": tokens.SPIN_ARROW,
        "round": tokens.CHECK_BOX // 2 + tokens.HAIR,
    }
    names = {name: getattr(colors, name) for name in Colors.__slots__}
    return _SHEET.substitute(names, **distances, icons=ICONS)
