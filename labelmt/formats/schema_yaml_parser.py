"""Parser of a schema's YAML: walks its nodes and tells every problem with its line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import yaml

from labelmt.domain.errors import Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.schema_draft import LabelDraft, TaskDraft
from labelmt.domain.text import Text, text
from labelmt.formats.bounded_yaml import ALIASES, Alias, plain_loader

VERSION = "1"
"""Of the form of the file, not of the program."""
T = TypeVar("T")
Read = Callable[[yaml.Node], T]


def parse_schema(written: str) -> tuple[tuple[TaskDraft, ...], list[Problem]]:
    """The tasks of a text, and every problem of its form; what has one is left out."""
    parser = _Parser()
    try:
        root = yaml.compose(written, Loader=plain_loader())
    except Alias as alias:
        return (), [Problem(alias.line, ALIASES)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        return (), [
            Problem(
                line, text("this is not YAML: {problem}", problem=error.problem or error.context)
            )
        ]
    except yaml.YAMLError as error:  # characters YAML does not allow
        return (), [Problem(1, f"this is not YAML: {error}".splitlines()[0])]
    except RecursionError:
        return (), [Problem(1, "this is nested too deeply for a schema")]
    if root is None:
        return (), [Problem(1, "the file is empty")]
    tasks = parser.file(root)
    return tasks, sorted(parser.problems, key=lambda one: one.line)


class _Parser:
    """Walks the nodes of a document; collects problems instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def file(self, root: yaml.Node) -> tuple[TaskDraft, ...]:
        fields = self._fields(root, "the file", ("labelmt-schema", "tasks"))
        if fields is None:
            return ()
        version = fields.get("labelmt-schema")
        if version is None:
            self._say(root, "“labelmt-schema: 1” is missing: is this a schema?")
        elif self._text(version, "labelmt-schema") != VERSION:
            self._say(
                version,
                text("this program reads version {version}", version=VERSION),
                "labelmt-schema",
            )
        if "tasks" not in fields:
            self._say(root, "“tasks” is missing")
            return ()
        return self._list(fields["tasks"], "tasks", self._task)

    def _task(self, node: yaml.Node) -> TaskDraft | None:
        known = ("name", "kind", "unlabelled-absent", "archived", "formerly", "labels")
        fields = self._fields(node, "a task", known)
        if fields is None:
            return None
        name, kind = (self._needed(node, fields, key, "a task") for key in ("name", "kind"))
        labels = self._list(fields["labels"], "labels", self._label) if "labels" in fields else ()
        unlabelled = self._switch(fields, "unlabelled-absent")
        archived = self._switch(fields, "archived")
        former = self._texts(fields, "formerly")
        if kind is not None and kind not in set(TaskKind):
            self._say(fields["kind"], "a kind is multilabel or multiclass", "kind")
            kind = None
        if name is None or kind is None:
            return None
        return TaskDraft(name, TaskKind(kind), labels, unlabelled, archived, former, _line(node))

    def _label(self, node: yaml.Node) -> LabelDraft | None:
        if isinstance(node, yaml.ScalarNode):
            return LabelDraft(node.value, line=_line(node))
        known = (
            "name", "color", "key", "synonyms", "parents", "archived", "description", "examples",
            "formerly",
        )  # fmt: skip
        fields = self._fields(node, "a label", known)
        if fields is None:
            return None
        name = self._needed(node, fields, "name", "a label")
        color, key, description = (
            self._text(fields[one], one) if one in fields else None
            for one in ("color", "key", "description")
        )
        synonyms, parents, examples, former = (
            self._texts(fields, one) for one in ("synonyms", "parents", "examples", "formerly")
        )
        archived = self._switch(fields, "archived")
        if name is None:
            return None
        return LabelDraft(
            name, color, key, synonyms, parents, archived, description, examples, former,
            _line(node),
        )  # fmt: skip

    def _texts(self, fields: dict[str, yaml.Node], key: str) -> tuple[str, ...] | None:
        if key not in fields:
            return None
        return self._list(fields[key], key, lambda part: self._text(part, key))

    def _fields(
        self, node: yaml.Node, what: str, known: tuple[str, ...]
    ) -> dict[str, yaml.Node] | None:
        if not isinstance(node, yaml.MappingNode):
            self._say(node, text("{what} is written as “name: value” lines", what=what))
            return None
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name not in known:
                self._say(
                    key,
                    text(
                        "{what} has no “{name}”; known: {names}",
                        what=what,
                        name=name,
                        names=", ".join(known),
                    ),
                )
            elif name in fields:
                self._say(key, text("“{name}” is given twice", name=name), name)
            else:
                fields[name] = value
        return fields

    def _needed(
        self, node: yaml.Node, fields: dict[str, yaml.Node], key: str, what: str
    ) -> str | None:
        if key not in fields:
            self._say(node, text("{what} needs a {key}", what=what, key=key), key)
            return None
        return self._text(fields[key], key)

    def _list(self, node: yaml.Node, column: str, read: Read[T | None]) -> tuple[T, ...]:
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null":
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self._say(node, "a list is expected: “- ” before each entry", column)
            return ()
        return tuple(one for one in map(read, node.value) if one is not None)

    def _text(self, node: yaml.Node, column: str) -> str | None:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self._say(node, "a text is expected", column)
        return None

    def _switch(self, fields: dict[str, yaml.Node], key: str) -> bool | None:
        if key not in fields:
            return None
        text = (self._text(fields[key], key) or "").lower()
        if text not in ("true", "false"):
            self._say(fields[key], "true or false is expected", key)
        return text == "true"

    def _say(self, node: yaml.Node, what: str | Text, column: str = "") -> None:
        self.problems.append(Problem(_line(node), what, column))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
