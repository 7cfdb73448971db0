"""Translations of LabelMT as files: Qt's ``.ts`` for the window, gettext's ``.po`` for all else.

Both are kept whole: what is in the source and nothing more, in the source's order of words, without
line numbers. What is compiled from them (``.qm``, ``.mo``) is what the program reads.
"""

from __future__ import annotations

import io
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from extract_texts import as_text, template
from extract_window_texts import ROOT, WindowText, window_texts

FOLDER = ROOT / "resources" / "translations"
TEMPLATE = FOLDER / "labelmt.pot"


@dataclass(slots=True)
class Translation:
    """One language: what the source says, and what is said for it; "" is not translated yet."""

    language: str
    window: dict[WindowText, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    """By English text; by that of several where something is counted."""

    @classmethod
    def kept(cls, language: str) -> Translation:
        """As the files have it; empty where there are none."""
        made = cls(language)
        if (file := FOLDER / f"{language}.ts").exists():
            for context in ET.parse(file).getroot().iter("context"):  # noqa: S314 - our own
                name = context.findtext("name", "")
                for one in context.iter("message"):
                    source = WindowText(name, one.findtext("source", ""))
                    made.window[source] = one.findtext("translation", "")
        if (file := FOLDER / f"{language}.po").exists():
            with file.open("rb") as stream:
                for message in read_po(stream):
                    if message.id:
                        made.others[key(message)] = said(message)
        return made

    def current(self, also: Mapping[str, str] | None = None) -> Translation:
        """The same for the source as it is now. What is not translated yet takes what is said
        for the same English elsewhere; what ``also`` says takes the place of what was said."""
        also = also or {}
        known = {one.source: told for one, told in self.window.items() if told}
        known = {**{one: told for one, told in self.others.items() if told}, **known, **also}
        return Translation(
            self.language,
            {
                one: also.get(f"{one.context}|{one.source}")
                or also.get(one.source)
                or self.window.get(one)
                or known.get(one.source, "")
                for one in sorted(window_texts())
            },
            {
                one: also.get(one) or self.others.get(one) or known.get(one, "")
                for one in map(key, _messages(template()))
            },
        )

    def missing(self) -> list[str]:
        """English texts without a translation."""
        window = [one.source for one, told in self.window.items() if not told]
        return list(dict.fromkeys(window + [one for one, told in self.others.items() if not told]))

    def files(self) -> dict[str, str]:
        """What the source files of the language hold, by name."""
        return {f"{self.language}.ts": self._as_ts(), f"{self.language}.po": as_text(self._as_po())}

    def write(self) -> None:
        """Write the files, and compile them."""
        for name, told in self.files().items():
            (FOLDER / name).write_text(told, encoding="utf-8")
        compiled = FOLDER / self.language / "LC_MESSAGES" / "labelmt.mo"
        compiled.parent.mkdir(parents=True, exist_ok=True)
        stream = io.BytesIO()
        write_mo(stream, self._as_po())
        compiled.write_bytes(stream.getvalue())
        release = Path(sys.executable).with_name("pyside6-lrelease")
        window = FOLDER / f"{self.language}.ts"
        subprocess.run([release, "-silent", window, "-qm", window.with_suffix(".qm")], check=True)

    def _as_ts(self) -> str:
        root = ET.Element("TS", version="2.1", language=self.language, sourcelanguage="en")
        contexts: dict[str, ET.Element] = {}
        for one, told in sorted(self.window.items()):
            context = contexts.get(one.context)
            if context is None:
                context = contexts[one.context] = ET.SubElement(root, "context")
                ET.SubElement(context, "name").text = one.context
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "source").text = one.source
            translation = ET.SubElement(message, "translation")
            translation.text = told or None
            if not told:
                translation.set("type", "unfinished")
        ET.indent(root, "")
        body = ET.tostring(root, encoding="unicode")
        return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n'

    def _as_po(self) -> Catalog:
        catalogue = Catalog(locale=self.language, domain="labelmt", project="LabelMT")
        for message in _messages(template()):
            told = self.others.get(key(message), "")
            catalogue.add(
                message.id,
                (told,) if isinstance(message.id, tuple) else told,
                locations=message.locations,
                flags=message.flags,
            )
        return catalogue


def key(message: Message) -> str:
    """The English text by which a message is known here."""
    return str(message.id if isinstance(message.id, str) else message.id[-1])


def said(message: Message) -> str:
    """What is said for it; "" for a fuzzy one, which is none."""
    told = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
    return "" if message.fuzzy else str(told)


def _messages(catalogue: Catalog) -> list[Message]:
    return [one for one in catalogue if one.id]
