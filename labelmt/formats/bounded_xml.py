"""XML of untrusted files, element by element: no document types, no entities, no deep nesting.

Without a document type there are no entities but the five of XML itself: nothing expands, and no
other file is opened.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from labelmt.domain.errors import InvalidTable, Problem
from labelmt.domain.text import Text, text
from labelmt.formats.reasons import xml_reason
from labelmt.formats.text_encoding import SMALL_LIMIT, opened_bytes

DEPTH_LIMIT = 100
CHUNK = 1 << 16
ELEMENT_LIMIT = 2_000_000
"""Most elements that are held at a time."""

Element = ElementTree.Element


class _Refused(Exception):
    """What no file of labels needs."""

    def __init__(self, told: Text) -> None:
        super().__init__(str(told))
        self.told = told


class _Parser:
    """Feeds a tree; elements of the tags that are wanted are taken out when they are whole."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.found: list[tuple[Element, int]] = []
        self._wanted = wanted
        self._tree = ElementTree.TreeBuilder()
        self._open: list[tuple[Element, int]] = []
        self._held = 0
        self.expat = expat.ParserCreate(namespace_separator="}")
        self.expat.buffer_text = True
        self.expat.StartDoctypeDeclHandler = self._refuse_type
        self.expat.EntityDeclHandler = self._refuse_entity
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._tree.data

    @property
    def root(self) -> Element:
        return self._tree.close()

    def _refuse_type(self, *_: object) -> NoReturn:
        raise _Refused(text("it declares a document type"))

    def _refuse_entity(self, *_: object) -> NoReturn:
        raise _Refused(text("it declares an entity"))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._held += 1
        if len(self._open) >= DEPTH_LIMIT:
            raise _Refused(text("it is nested too deeply"))
        if self._held > ELEMENT_LIMIT:
            raise _Refused(text("it has too many elements"))
        names = {_named(name): value for name, value in attributes.items()}
        element = self._tree.start(_named(tag), names)
        self._open.append((element, self.expat.CurrentLineNumber))

    def _end(self, tag: str) -> None:
        self._tree.end(_named(tag))
        element, line = self._open.pop()
        if element.tag in self._wanted and self._open:
            self.found.append((element, line))
            parent = self._open[-1][0]
            if len(parent) and parent[-1] is element:
                parent.remove(element)
            self._held -= sum(1 for _ in element.iter())


def _named(name: str) -> str:
    """A name as ElementTree writes it: ``{namespace}name``."""
    return f"{{{name}" if "}" in name else name


def xml_elements(file: Path, wanted: frozenset[str]) -> Iterator[tuple[Element, int]]:
    """(element, line) of every element of these tags, each when it is whole.

    Raises:
        InvalidTable: with line and reason. NotFound, NoPermission, EnvironmentFault.
    """
    parser = _Parser(wanted)
    with opened_bytes(file) as stream:
        while True:
            data = stream.read(CHUNK)
            _feed(parser, data, str(file))
            found, parser.found = parser.found, []
            yield from found
            if not data:
                return


def read_xml(file: Path, limit: int = SMALL_LIMIT) -> Element:
    """The root of a small file. Raises as ``xml_elements`` does."""
    with opened_bytes(file, limit) as stream:
        data = stream.read()
    return parsed_xml(data, str(file))


def parsed_xml(data: bytes, subject: str) -> Element:
    """The root of a document. Raises InvalidTable with line and reason."""
    parser = _Parser(frozenset())
    _feed(parser, data, subject)
    _feed(parser, b"", subject)
    return parser.root


def _feed(parser: _Parser, data: bytes, subject: str) -> None:
    try:
        parser.expat.Parse(data, not data)
    except _Refused as error:
        what = error.told
    except expat.ExpatError as error:
        what = xml_reason(expat.ErrorString(error.code))
    except (ValueError, AssertionError, LookupError):
        what = text("it is no well-formed XML")
    else:
        return
    problem = Problem(parser.expat.CurrentLineNumber, what)
    raise InvalidTable("The file cannot be read.", (problem,), subject=subject) from None
