"""Counts of states and images in words, before and after a big action."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale


def state_counts(present: int, absent: int, unknown: int) -> str:
    """ "29 present, 1,839 absent": what is none is left out."""
    number, translate = QLocale().toString, QCoreApplication.translate
    parts = (
        (present, translate("WrittenText", "{0} present")),
        (absent, translate("WrittenText", "{0} absent")),
        (unknown, translate("WrittenText", "{0} unknown again")),
    )
    told = [text.format(number(count)) for count, text in parts if count]
    return translate("WrittenText", ", ").join(told) or translate("WrittenText", "Nothing new")


def image_count(count: int) -> str:
    """ "1 image", "1,868 images"."""
    translate = QCoreApplication.translate
    if count == 1:
        return translate("WrittenText", "1 image")
    return translate("WrittenText", "{0} images").format(QLocale().toString(count))
