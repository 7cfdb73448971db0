"""Translatable texts: a message id with its arguments, looked up with gettext where it is shown.

The id is the English sentence itself, a template of ``str.format`` with named places. What is
shown to a person goes through ``translated``; what is logged, compared or kept stays English.
Catalogues lie in ``resources/translations``; window and command line read the same ones.
``python packaging/translate.py`` collects the ids, from ``text``, ``counted``, ``phrase`` and
``mark``, and from the sentences of errors.
"""

from __future__ import annotations

import gettext
import math
import numbers
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from labelmt.domain.languages import ENGLISH, best_language, environment_languages
from labelmt.domain.resources import resource

Argument = str | int | float
DOMAIN = "labelmt"

_PLACE = re.compile(r"\{(\w+)[^{}]*\}")
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in no language yet; ``str`` of it is English.

    Attributes:
        id: the English template, for one where there is ``many``.
        many: the English template for several of ``args["count"]``; empty: nothing is counted.
    """

    id: str
    args: dict[str, Argument] = field(default_factory=dict)
    many: str = ""

    def __str__(self) -> str:
        try:
            return self._filled(gettext.NullTranslations())
        except (LookupError, ValueError, AttributeError):  # said by another version, or no number
            return _PLACE.sub(lambda found: str(self.args.get(found[1], found[0])), self.id)

    def __bool__(self) -> bool:
        return bool(self.id)

    def in_language(self, catalogue: gettext.NullTranslations) -> str:
        """The sentence as a catalogue has it; in English where its template does not fit."""
        try:
            return self._filled(catalogue)
        except (LookupError, ValueError, AttributeError):
            return str(self)

    def _filled(self, catalogue: gettext.NullTranslations) -> str:
        if not self.id:
            return ""  # gettext has the catalogue's header there
        if self.many:
            count = self.args["count"]
            whole = count if isinstance(count, int) else 2
            template = catalogue.ngettext(self.id, self.many, whole)
        else:
            template = catalogue.gettext(self.id)
        return template.format(**self.args) if self.args else template


def text(id: str, /, **args: object) -> Text:
    """A sentence with its arguments: texts and numbers; anything else is written as text."""
    return Text(id, {name: _plain(value) for name, value in args.items()})


def counted(one: str, many: str, count: int, /, **args: object) -> Text:
    """A sentence for one and one for several; ``{count}`` is how many."""
    return Text(one, {"count": int(count), **{key: _plain(arg) for key, arg in args.items()}}, many)


def mark(id: str) -> str:
    """The id as it is: it is listed for translators here and shown elsewhere."""
    return id


def translated(told: str | Text) -> str:
    """A sentence in the language of this process.

    A plain text is looked up as it is; one that is no id, such as a library's own message, comes
    back unchanged.
    """
    return (told if isinstance(told, Text) else Text(told)).in_language(_catalogue)


def phrase(id: str, /, **args: object) -> str:
    """A text that is shown at once, in the language of this process."""
    return translated(text(id, **args))


def use_catalogue(catalogue: gettext.NullTranslations) -> gettext.NullTranslations:
    """Have texts translated by this catalogue from now on; returns the one before."""
    global _catalogue
    before, _catalogue = _catalogue, catalogue
    return before


def use_languages(languages: Sequence[str] | None = None) -> str:
    """Speak the first of these languages that there is; English without one. Returns its name.

    Args:
        languages: such as ("de_AT", "zh_CN"); None: the environment's, as gettext reads them.
    """
    language = best_language(environment_languages() if languages is None else languages)
    if language == ENGLISH:
        use_catalogue(gettext.NullTranslations())
        return language
    folder = str(resource("translations"))
    use_catalogue(gettext.translation(DOMAIN, folder, [language]))
    # Libraries that look up their own words, as click does for help and errors, find ours.
    gettext.bindtextdomain(DOMAIN, folder)
    gettext.textdomain(DOMAIN)
    return language


def _plain(value: object) -> Argument:
    """A number or text that JSON keeps, whatever library it is from."""
    if isinstance(value, str):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real) and math.isfinite(number := float(value)):
        return number
    return str(value)
