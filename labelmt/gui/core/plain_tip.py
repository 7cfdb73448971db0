"""Tooltips of what people have named: shown as it is, never read as HTML."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """A tooltip that shows a text letter by letter.

    Qt takes a text for HTML where it looks like it: a label ``<b>`` would be bold and nameless, and
    an image's name could show another picture.
    """
    if not Qt.mightBeRichText(text):
        return text
    return f'<span style="white-space: pre-wrap">{escape(text)}</span>'
