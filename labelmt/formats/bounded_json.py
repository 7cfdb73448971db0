"""Strict JSON from untrusted files, element by element: no file is held in memory as a whole.

Refused are duplicate keys, NaN and Infinity (which JSON does not know), nesting that is too deep
and single values that are too long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, NoReturn, TextIO

from labelmt.domain.errors import InvalidTable, Problem
from labelmt.domain.text import Text, text
from labelmt.formats.reasons import NotStrict, json_reason
from labelmt.formats.text_encoding import opened_text

CHUNK = 1 << 20
VALUE_LIMIT = 64 << 20
"""Most characters of one value that is held in memory."""
DEPTH_LIMIT = 100
"""Deepest nesting of lists and objects in a value."""

_SPACE = re.compile(r"[ \t\r\n]*")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise NotStrict(text("the key “{key}” is there twice", key=key[:60]))
            seen.add(key)
    return made


def _constant(name: str) -> NoReturn:
    raise NotStrict(text("{name} is no JSON", name=name))


def _whole(digits: str) -> int:
    if len(digits) > 30:
        raise NotStrict(text("a number is too long"))
    return int(digits)


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_whole)


def decoded(told: str) -> Any:
    """The value of a JSON text. Raises ValueError with the reason."""
    try:
        value, end = _DECODER.raw_decode(told, _after_space(told, 0))
    except RecursionError:
        raise NotStrict(text("it is nested too deeply")) from None
    if _after_space(told, end) != len(told):
        raise NotStrict(text("something follows the value"))
    _check_depth(told)
    return value


def _check_depth(told: str) -> None:
    if told.count("[") + told.count("{") <= DEPTH_LIMIT:
        return
    depth = deepest = 0
    for sign in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', told):
        if sign[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign[0] in "]}":
            depth -= 1
    if deepest > DEPTH_LIMIT:
        raise NotStrict(text("it is nested too deeply"))


def _after_space(told: str, start: int) -> int:
    found = _SPACE.match(told, start)
    return start if found is None else found.end()


class JsonFile:
    """A JSON file whose top level is walked element by element.

    Args:
        stream: of text. file: for messages.
    """

    def __init__(self, stream: TextIO, file: Path) -> None:
        self._stream = stream
        self._file = file
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = 1
        """Of the element that was read last."""

    def elements(
        self, wanted: Callable[[str], bool], parted: Collection[str] = ()
    ) -> Iterator[tuple[str, Any]]:
        """(key, element) of every list in the top-level object, and (key, value) of the rest.

        Where the file is a list, the key of its elements is empty.

        Args:
            wanted: of a key, whether it is of interest; others are read past.
            parted: keys of objects that are too large to be held: each (name, value) in them is
                an element.

        Raises:
            InvalidTable: it is no strict JSON, with line and reason.
        """
        opening = self._next_sign()
        if opening == "[":
            for element in self._list():
                yield "", element
        elif opening == "{":
            yield from self._object(wanted, parted)
        else:
            self._refuse(text("it begins with neither an object nor a list"))
        if self._next_sign(end=True):
            self._refuse(text("something follows the value"))

    def _object(
        self, wanted: Callable[[str], bool], parted: Collection[str]
    ) -> Iterator[tuple[str, Any]]:
        for key in self._keys():
            sign = self._next_sign(peek=True)
            if sign == "[":
                self._next_sign()
                for element in self._list():
                    if wanted(key):
                        yield key, element
            elif sign == "{" and key in parted:
                self._next_sign()
                for name in self._keys():
                    yield key, (name, self._value())
            else:
                value = self._value()
                if wanted(key):
                    yield key, value

    def _keys(self) -> Iterator[str]:
        """The keys of an object that is open; whoever takes one reads its value."""
        seen: set[str] = set()
        if self._next_sign(peek=True) == "}":
            self._next_sign()
            return
        while True:
            key = self._value()
            if not isinstance(key, str):
                self._refuse(text("a key is no text"))
            if key in seen:
                self._refuse(text("the key “{key}” is there twice", key=key[:60]))
            seen.add(key)
            self._expect(":")
            yield key
            sign = self._next_sign()
            if sign == "}":
                return
            if sign != ",":
                self._refuse(text("a comma or the end of the object is missing"))

    def _list(self) -> Iterator[Any]:
        if self._next_sign(peek=True) == "]":
            self._next_sign()
            return
        while True:
            yield self._value()
            sign = self._next_sign()
            if sign == "]":
                return
            if sign != ",":
                self._refuse(text("a comma or the end of the list is missing"))

    def _value(self) -> Any:
        self._skip_space()
        self._drop()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except NotStrict as error:
                self._refuse(json_reason(error))
            except RecursionError:
                self._refuse(text("it is nested too deeply"))
            except json.JSONDecodeError as error:
                # Cut off where the text read so far ends, or wrong.
                if not self._ended and len(self._text) - self._at < VALUE_LIMIT:
                    self._read()
                    continue
                if not self._ended:
                    self._refuse(text("a value is too long"))
                self._refuse(json_reason(error), error.pos)
            except ValueError as error:
                self._refuse(json_reason(error))
            else:
                # A number may go on in what has not been read yet.
                if end == len(self._text) and not self._ended:
                    self._read()
                    continue
                try:
                    _check_depth(self._text[self._at : end])
                except NotStrict as error:
                    self._refuse(json_reason(error))
                self.line += self._text.count("\n", self._at, end)
                self._at = end
                return value

    def _next_sign(self, *, peek: bool = False, end: bool = False) -> str:
        self._skip_space()
        if self._at >= len(self._text):
            if not end:
                self._refuse(text("the file ends too early"))
            return ""
        sign = self._text[self._at]
        if not peek:
            self._at += 1
        return sign

    def _expect(self, sign: str) -> None:
        if self._next_sign() != sign:
            self._refuse(text("“{sign}” is missing", sign=sign))

    def _skip_space(self) -> None:
        while True:
            end = _after_space(self._text, self._at)
            self.line += self._text.count("\n", self._at, end)
            self._at = end
            if end < len(self._text) or self._ended:
                return
            self._drop()
            self._read()

    def _drop(self) -> None:
        if self._at > CHUNK:
            self._text = self._text[self._at :]
            self._at = 0

    def _read(self) -> None:
        # Twice as much each time: a long value is not looked through again for every chunk.
        more = self._stream.read(max(CHUNK, len(self._text) - self._at))
        if not more:
            self._ended = True
        if any("\udc80" <= c <= "\udcff" for c in more if c > "\ud7ff"):
            self._refuse(text("it is not UTF-8"))
        self._text += more

    def _refuse(self, what: Text, position: int | None = None) -> NoReturn:
        line = self.line
        if position is not None:
            line += self._text.count("\n", self._at, position)
        raise InvalidTable("The file cannot be read.", (Problem(line, what),),
                           subject=str(self._file))  # fmt: skip


def json_elements(
    file: Path,
    wanted: Callable[[str], bool],
    encoding: str = "",
    parted: Collection[str] = (),
) -> Iterator[tuple[str, Any, int]]:
    """(key, element, line) of a file; see ``JsonFile.elements``.

    Raises:
        InvalidTable: with line and reason. NotFound, NoPermission, EnvironmentFault.
    """
    with opened_text(file, encoding) as stream:
        document = JsonFile(stream, file)
        for key, value in document.elements(wanted, parted):
            yield key, value, document.line
