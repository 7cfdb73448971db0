"""The window's language: the system's or one that a person chose; remembered between runs."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QObject,
    QTranslator,
    Signal,
)

from labelmt.domain.languages import (
    ENGLISH,
    LANGUAGES,
    SYSTEM,
    best_language,
    environment_languages,
)
from labelmt.domain.resources import resource
from labelmt.domain.text import use_languages
from labelmt.gui.core.window_settings import window_settings

KEY = "language"


class AppliedLanguage(QObject):
    """The application's translators: the program's own, and Qt's for its own dialogs and keys."""

    asked = Signal()
    """Another language was chosen. Whoever owns the window makes it anew with ``apply``."""

    def __init__(self) -> None:
        super().__init__()
        self._translators: list[QTranslator] = []
        self._first = QLocale()
        """That of numbers and dates as the system has it."""
        self.language = ENGLISH
        """Of what has been shown since it was applied last."""

    def apply(self) -> None:
        """Speak the language that was chosen last in all that is made from now on."""
        app = QCoreApplication.instance()
        if app is None:
            raise RuntimeError("There is no application yet.")
        for one in self._translators:
            app.removeTranslator(one)
        self._translators.clear()
        self.language = language = use_languages(wanted(kept_language()))
        same = best_language([self._first.name()]) == language and not (
            language != ENGLISH and _has_dates_of_c(self._first)
        )
        QLocale.setDefault(self._first if same else QLocale(language))
        if language == ENGLISH:
            return
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for file in (f"{qt}/qtbase_{language}.qm", str(resource(f"translations/{language}.qm"))):
            translator = QTranslator(self)
            if translator.load(file):  # Qt's own may be left out of a package
                app.installTranslator(translator)
                self._translators.append(translator)


def _has_dates_of_c(locale: QLocale) -> bool:
    """Whether LANGUAGE alone says what is spoken: dates are then as C has them, "1 12 2026"."""
    short = QLocale.FormatType.ShortFormat
    return locale.dateFormat(short) == QLocale.c().dateFormat(short)


@cache
def applied_language() -> AppliedLanguage:
    """The process's one."""
    return AppliedLanguage()


def kept_language() -> str:
    """What was chosen last; what is not known, or damaged, is the system's."""
    chosen = str(window_settings().value(KEY, ""))
    return chosen if chosen in LANGUAGES else SYSTEM


def wanted(choice: str) -> list[str]:
    """The languages that a choice stands for, best first."""
    if choice != SYSTEM:
        return [choice]
    return environment_languages() or list(QLocale.system().uiLanguages())


def choose_language(choice: str) -> None:
    """Remember a choice, and ask for a window that speaks it."""
    settings = window_settings()
    settings.setValue(KEY, choice)
    settings.sync()
    applied = applied_language()
    if best_language(wanted(choice)) != applied.language:
        applied.asked.emit()


def language_names() -> dict[str, str]:
    """What a person may choose: each language as its speakers call it."""
    system = QCoreApplication.translate("LanguageMenu", "As the system")
    return {SYSTEM: system, **LANGUAGES}
