"""Collects the texts outside Qt for translators: the ids of ``text``, ``counted``, ``phrase`` and
``mark``, the sentences of errors and problems, a job's notes, the help of settings and of commands.

``packaging/translate.py`` writes resources/translations/labelmt.pot of them. No line numbers: they
would change with every edit.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from labelmt.domain import errors
from labelmt.domain.settings.training_settings import setting_fields

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "labelmt"
Id = str | tuple[str, str]

ERRORS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.LabelMTError)
}
FIRST = {"text", "phrase", "mark", *ERRORS}
"""Calls whose first argument is an id."""
SECOND = {"Problem", "note", "_note", "_say", "QT_TRANSLATE_NOOP"}
PARTS = {"what", "kept", "next_step"}
"""Arguments of errors, by name, that are ids."""


def found_in(tree: ast.AST) -> Iterator[Id]:
    """The ids of a module."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name == "counted":
            one, many = (next(_literals(part)) for part in call.args[:2])
            yield one, many
            continue
        for part in _sentences(call, name):
            yield from _literals(part)


def finished_in(tree: ast.AST) -> Iterator[int]:
    """Lines of sentences that are put together before anybody could translate them."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            for part in _sentences(call, name):
                parts = (part.body, part.orelse) if isinstance(part, ast.IfExp) else (part,)
                yield from (one.lineno for one in parts if isinstance(one, ast.JoinedStr))


def _sentences(call: ast.Call, name: str) -> list[ast.expr]:
    """The arguments of a call that are ids, or should be."""
    place = 0 if name in FIRST else 1 if name in SECOND else None
    if place is None:
        return []
    return call.args[place : place + 1] + [one.value for one in call.keywords if one.arg in PARTS]


def _literals(part: ast.expr) -> Iterator[str]:
    """A text as it is written, or the two of a choice; nothing for what is made at run time."""
    if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
        yield part.value
    elif isinstance(part, ast.IfExp):
        yield from _literals(part.body)
        yield from _literals(part.orelse)


def _is_of_sql(tree: ast.Module) -> bool:
    """Whether ``text`` is SQLAlchemy's in a module."""
    imported = [one for one in tree.body if isinstance(one, ast.Import | ast.ImportFrom)]
    return any(
        (getattr(one, "module", "") == "sqlalchemy" and part.name == "text") or part.asname == "sa"
        for one in imported
        for part in one.names
    )


def help_of_commands() -> set[str]:
    """What ``--help`` says of every command and option."""
    from labelmt.cli.main import app
    from labelmt.cli.translated_help import help_texts

    return set(help_texts(app))


@cache
def template() -> Catalog:
    """The whole template, the same for the same source; read once."""
    where: dict[Id, set[str]] = {}
    for file in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if _is_of_sql(tree):
            continue
        for id in found_in(tree):
            where.setdefault(id, set()).add(file.relative_to(SOURCE.parent).as_posix())
    for setting in setting_fields():
        for key in ("help", "title"):
            if setting.metadata.get(key):
                place = "labelmt/domain/settings/training_settings.py"
                where.setdefault(str(setting.metadata[key]), set()).add(place)
        for title in setting.metadata["choice_titles"].values():
            where.setdefault(str(title), set()).add("labelmt/domain/settings/training_settings.py")
    for id in help_of_commands():
        where.setdefault(id, set()).add("labelmt/cli/main.py")
    catalogue = Catalog(domain="labelmt")
    for id in sorted(where, key=str):
        places = [(file, 0) for file in sorted(where[id])]
        flags = ["python-brace-format"] if "{" in str(id) else []
        catalogue.add(id, locations=places, flags=flags)
    return catalogue


def as_text(catalogue: Catalog) -> str:
    """A template or translation as it is kept: the same for the same texts, without dates."""
    stream = io.BytesIO()
    write_po(stream, catalogue, omit_header=True, include_lineno=False, width=98)
    told = stream.getvalue().decode()
    if catalogue.locale is None:
        return told
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n{told}'
    )
