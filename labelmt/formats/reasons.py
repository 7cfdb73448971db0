"""Why JSON, XML or CSV cannot be read, in our words: what libraries call it is for programmers."""

from __future__ import annotations

import csv
import json

from labelmt.domain.errors import LabelMTError
from labelmt.domain.text import Text, mark, text


class NotStrict(ValueError):
    """JSON that is not what the standard allows, or that is an attack."""

    def __init__(self, told: Text) -> None:
        super().__init__(str(told))
        self.told = told


_JSON = (
    ("Expecting value", mark("a value is missing")),
    ("Expecting property name", mark("a name in double quotes is missing")),
    ("Expecting ':'", mark("a “:” is missing")),
    ("Expecting ','", mark("a “,” is missing")),
    ("Unterminated string", mark("a quote opens here and never closes")),
    ("Invalid control character", mark("a text has a line end or control character in it")),
    ("Invalid \\", mark("a backslash stands before something that JSON does not know")),
    ("Illegal trailing comma", mark("a “,” stands before the end of a list or object")),
    ("Extra data", mark("something follows the value")),
)
_XML = (
    ("mismatched tag", mark("a closing tag is not that of the element which is open")),
    ("no element found", mark("it ends too early")),
    ("unclosed", mark("something that begins here never ends")),
    ("not well-formed", mark("a sign stands where XML allows none")),
    ("junk after", mark("something follows the document")),
    ("duplicate attribute", mark("an attribute is there twice")),
    ("entity", mark("it uses an entity that it does not explain")),
    ("encoding", mark("its encoding is not read, or it is not in the one it names")),
    ("prefix", mark("a prefix of a name is not explained")),
)


def json_reason(error: Exception) -> Text:
    """Why a text is no JSON, or not of the form that is wanted; see ``shape_reason``."""
    if isinstance(error, NotStrict):
        return error.told
    if isinstance(error, json.JSONDecodeError):
        return _found(_JSON, error.msg) or text("it is no JSON")
    return shape_reason(error)


def shape_reason(error: Exception) -> Text:
    """Why a value is not of the form that is wanted, by what reading it as such raised."""
    if isinstance(error, LabelMTError):
        return text("{reason}", reason=error.what)
    if isinstance(error, KeyError):
        return text("“{name}” is missing", name=str(error.args[0])[:60] if error.args else "")
    return text("a value is of another kind than it should be")


def xml_reason(message: str) -> Text:
    """Why a document is no XML, by what expat says."""
    return _found(_XML, message) or text("it is no well-formed XML")


def csv_reason(error: csv.Error) -> Text:
    """Why a record cannot be read."""
    message = str(error)
    if "field larger" in message:
        return text(
            "a cell is longer than {most:,} characters; the rest was not read",
            most=csv.field_size_limit(),
        )
    if "unexpected end of data" in message:
        return text("a quote opens here and never closes")
    if "expected after" in message:
        return text("something stands between a closing quote and the end of its cell")
    return text("quotes or line ends do not match")


def _found(known: tuple[tuple[str, str], ...], message: str) -> Text | None:
    return next((text(ours) for theirs, ours in known if theirs in message), None)
