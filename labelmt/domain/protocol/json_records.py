"""Frozen dataclasses to JSON and back, checked by their type hints.

Used for messages between processes and for the JSON files of a run. Not a general
serialiser: it knows dataclasses, enums, tuples, dicts with string keys, unions with None,
and JSON's own scalars, and refuses the rest.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import json
import math
import types
import typing
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """A JSON-ready copy of a record. NaN and infinities become None."""
    if value is None or type(value) in (str, int, bool):  # most values by far, so first
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def from_plain(kind: type[T], data: Any) -> T:
    """A record from plain JSON data.

    Raises:
        ValueError: a field is missing or unknown, or a value is not of the field's type.
    """
    return typing.cast(T, _read(kind, data, kind.__name__))


def dumps(value: Any) -> str:
    """One line of JSON, also for names that are not valid Unicode."""
    return json.dumps(to_plain(value), ensure_ascii=True, allow_nan=False)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(hint: Any, data: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if hint is Any:
        return data
    if origin in (typing.Union, types.UnionType):
        options = typing.get_args(hint)
        if data is None and type(None) in options:
            return None
        kinds = [one for one in options if one is not type(None)]
        for kind in kinds[:-1]:  # the first that fits
            with contextlib.suppress(ValueError):
                return _read(kind, data, where)
        return _read(kinds[-1], data, where)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _read_record(hint, data, where)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint(data)
    if origin is tuple:
        if not isinstance(data, list):
            raise ValueError(f"{where}: a list was expected")
        item = typing.get_args(hint)[0]
        return tuple(_read(item, value, f"{where}[{i}]") for i, value in enumerate(data))
    if origin is dict:
        if not isinstance(data, dict):
            raise ValueError(f"{where}: an object was expected")
        item = typing.get_args(hint)[1]
        return {str(key): _read(item, value, f"{where}.{key}") for key, value in data.items()}
    if hint is float and isinstance(data, int | float) and not isinstance(data, bool):
        return float(data)
    if hint is int and isinstance(data, bool):
        raise ValueError(f"{where}: a whole number was expected")
    if isinstance(hint, type) and isinstance(data, hint):
        return data
    raise ValueError(f"{where}: {data!r} is not of type {hint}")


def _read_record(kind: type, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise ValueError(f"{where}: an object was expected")
    hints = _hints(kind)
    known = {field.name: field for field in dataclasses.fields(kind)}
    unknown = data.keys() - known.keys()
    if unknown:
        raise ValueError(f"{where}: unknown field {min(unknown)!r}")
    values = {}
    for name, field in known.items():
        if name in data:
            values[name] = _read(hints[name], data[name], f"{where}.{name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise ValueError(f"{where}: field {name!r} is missing")
    return kind(**values)
