"""The palette that Qt draws with, from the tokens of a scheme."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from labelmt.gui.theme.tokens import Colors

Role, Group = QPalette.ColorRole, QPalette.ColorGroup


def palette_of(colors: Colors) -> QPalette:
    """All roles, so that nothing of the system's scheme shows through."""
    palette = QPalette()
    for role, color in (
        (Role.Window, colors.ground),
        (Role.WindowText, colors.text),
        (Role.Base, colors.surface),
        (Role.AlternateBase, colors.ground),
        (Role.Text, colors.text),
        (Role.PlaceholderText, colors.muted),
        (Role.Button, colors.raised),
        (Role.ButtonText, colors.text),
        (Role.BrightText, colors.error),
        (Role.ToolTipBase, colors.raised),
        (Role.ToolTipText, colors.text),
        (Role.Highlight, colors.accent),
        (Role.HighlightedText, colors.on_accent),
        (Role.Accent, colors.accent),
        (Role.Link, colors.focus),
        (Role.LinkVisited, colors.focus),
        (Role.Light, colors.raised),
        (Role.Midlight, colors.hovered),
        (Role.Mid, colors.divider),
        (Role.Dark, colors.outline),
        (Role.Shadow, colors.outline),
    ):
        palette.setColor(role, QColor(color))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        palette.setColor(Group.Disabled, role, QColor(colors.muted))
    palette.setColor(Group.Disabled, Role.Highlight, QColor(colors.pressed))
    palette.setColor(Group.Disabled, Role.HighlightedText, QColor(colors.text))
    return palette
