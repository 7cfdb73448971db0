"""YAML of untrusted files: plain values alone, without aliases, which can stand for anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from labelmt.domain.errors import InvalidTable, Problem
from labelmt.domain.text import text
from labelmt.formats.text_encoding import read_small


class _Alias(ValueError):
    pass


def read_yaml(file: Path) -> Any:
    """The value of a file. Raises InvalidTable with line and reason, NotFound, NoPermission."""
    import yaml

    class Plain(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.events.AliasEvent):
                raise _Alias
            return super().compose_node(parent, index)

    told = read_small(file)
    try:
        return yaml.load(told, Loader=Plain)  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        place = getattr(error, "problem_mark", None)
        line = 1 if place is None else place.line + 1
        if isinstance(error, _Alias):
            what = text("aliases are not read")
        elif isinstance(error, RecursionError):
            what = text("it is nested too deeply")
        else:
            what = text("it is no YAML from here on")
        problem = Problem(line, what)
        raise InvalidTable("The file cannot be read.", (problem,), subject=str(file)) from None
