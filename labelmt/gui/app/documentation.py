"""The documentation that comes with the program: its pages, and the table of the search syntax.

An installed program has copies of the pages; in a copy of the repository they are where they lie.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

PAGES = {
    "README.md": QT_TRANSLATE_NOOP("Documentation", "A minute's tour"),
    "guide/first-label.md": QT_TRANSLATE_NOOP("Documentation", "The first predictions"),
    "guide/labels.md": QT_TRANSLATE_NOOP("Documentation", "Tasks and labels"),
    "guide/labelling-fast.md": QT_TRANSLATE_NOOP("Documentation", "Labelling fast"),
    "guide/training.md": QT_TRANSLATE_NOOP("Documentation", "Training"),
    "guide/figures.md": QT_TRANSLATE_NOOP("Documentation", "What the figures mean"),
    "guide/export.md": QT_TRANSLATE_NOOP("Documentation", "Export labels and models"),
    "guide/several-people.md": QT_TRANSLATE_NOOP("Documentation", "Several people"),
    "guide/report.md": QT_TRANSLATE_NOOP("Documentation", "Report and contact sheet"),
    "guide/many-machines.md": QT_TRANSLATE_NOOP("Documentation", "When you outgrow one machine"),
    "guide/backups.md": QT_TRANSLATE_NOOP("Documentation", "Backups and restore"),
    "guide/team.md": QT_TRANSLATE_NOOP("Documentation", "Working as a team"),
    "guide/keyboard.md": QT_TRANSLATE_NOOP("Documentation", "Keyboard"),
    "guide/troubleshooting.md": QT_TRANSLATE_NOOP("Documentation", "Troubleshooting"),
    "searching.md": QT_TRANSLATE_NOOP("Documentation", "Searching"),
    "alike.md": QT_TRANSLATE_NOOP("Documentation", "Similar images and duplicates"),
    "images.md": QT_TRANSLATE_NOOP("Documentation", "Image files"),
    "formats.md": QT_TRANSLATE_NOOP("Documentation", "Formats of labels"),
    "settings.md": QT_TRANSLATE_NOOP("Documentation", "Training settings"),
    "method.md": QT_TRANSLATE_NOOP("Documentation", "The method"),
    "models-elsewhere.md": QT_TRANSLATE_NOOP("Documentation", "Models elsewhere"),
    "scripting.md": QT_TRANSLATE_NOOP("Documentation", "Scripts"),
    "glossary.md": QT_TRANSLATE_NOOP("Documentation", "Glossary"),
}
"""File to title, in the order they are listed."""
PACKAGED = "documentation"
TRANSLATED = {"zh_CN": "zh"}
"""Language to the folder of its pages; those that it lacks are shown in English."""
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_CODE = re.compile(r"`([^`]+)`")


def page_title(name: str) -> str:
    """In the person's language."""
    return QCoreApplication.translate("Documentation", str(PAGES[name]))


def page_text(name: str, language: str = "") -> str:
    """A page as Markdown, without pictures. Raises OSError, and KeyError for what is no page.

    Args:
        language: as ``labelmt.domain.languages`` names it; the page in English where there is none.
    """
    if name not in PAGES:
        raise KeyError(name)
    folder = TRANSLATED.get(language)
    file = _file(name) if folder is None else _file(f"{folder}/{name}")
    if not file.is_file():
        file = _file(name)
    return _PICTURE.sub("", file.read_text(encoding="utf-8"))


def _file(name: str) -> Path:
    package = Path(str(files("labelmt")))
    if (package / PACKAGED).is_dir():
        return package / PACKAGED / name
    folder = package.parent if name == "README.md" else package.parent / "docs"
    return folder / name


@dataclass(frozen=True, slots=True)
class SearchExample:
    """``query`` can be searched for; ``meaning``: what it finds, in plain words."""

    query: str
    meaning: str


def search_examples(page: str) -> list[SearchExample]:
    """The examples of the page on searching: its table, an example each."""
    found = []
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) != 2:
            continue
        meaning = _plain(cells[1])
        found += [SearchExample(query, meaning) for query in _CODE.findall(cells[0])]
    return found


def _plain(markdown: str) -> str:
    return markdown.replace("`", "").replace("**", "")
