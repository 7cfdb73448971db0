"""YAML of untrusted files: plain values alone, without aliases, which can stand for anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelmt.domain.errors import InvalidTable, Problem
from labelmt.domain.text import text
from labelmt.formats.text_encoding import read_small

if TYPE_CHECKING:
    import yaml

ALIASES = text("aliases are not read")


class Alias(ValueError):
    """A node that stands for another one."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def plain_loader() -> type[yaml.SafeLoader]:
    """A loader that refuses aliases: ten lines of them stand for a billion values."""
    import yaml

    class Plain(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.events.AliasEvent):
                event = self.peek_event()  # type: ignore[no-untyped-call]
                raise Alias(event.start_mark.line + 1)
            return super().compose_node(parent, index)

    return Plain


def read_yaml(file: Path) -> Any:
    """The value of a file. Raises InvalidTable with line and reason, NotFound, NoPermission."""
    import yaml

    told = read_small(file)
    try:
        return yaml.load(told, Loader=plain_loader())  # noqa: S506 (a SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        place = getattr(error, "problem_mark", None)
        line = error.line if isinstance(error, Alias) else 1 if place is None else place.line + 1
        if isinstance(error, Alias):
            what = ALIASES
        elif isinstance(error, RecursionError):
            what = text("it is nested too deeply")
        else:
            what = text("it is no YAML from here on")
        problem = Problem(line, what)
        raise InvalidTable("The file cannot be read.", (problem,), subject=str(file)) from None
