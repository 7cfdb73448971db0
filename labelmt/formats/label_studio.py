"""Label Studio JSON: choices of images; predictions are suggestions.

What Label Studio has no place for, absent labels, source and seen, stands in ``meta`` of each task,
which it keeps.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from labelmt.domain.annotations import Seen, Source, State
from labelmt.domain.errors import InvalidTable, Problem
from labelmt.domain.schema import TaskKind
from labelmt.domain.text import mark, text
from labelmt.formats.base import (
    AnnotationFormat,
    Carries,
    ExportedImage,
    ExportedTable,
    Heeds,
    Pair,
    ParsedTable,
    ReadOptions,
)
from labelmt.formats.bounded_json import json_elements
from labelmt.formats.json_lines import table_of_objects
from labelmt.formats.output import Output
from labelmt.formats.reasons import shape_reason
from labelmt.formats.table_builder import TableBuilder

META = "labelmt"
CONFIG = "-config.xml"
"""End of the name of the labeling interface, which is set up there before tasks are imported."""
SURE = 0.9
"""Of a prediction without a score."""
_SHAPES = ("rectanglelabels", "polygonlabels", "brushlabels", "ellipselabels", "keypointlabels",
           "labels")  # fmt: skip
_IMAGE_KEYS = ("image", "img", "image_url", "url", "photo", "picture")


def read_label_studio(file: Path, options: ReadOptions) -> tuple[ParsedTable, list[Problem]]:
    """Choices and other labels of tasks, from Label Studio's JSON or JSON-MIN export."""
    builder = TableBuilder()
    flat: list[tuple[int, dict[str, Any]]] = []
    several = 0
    for key, task, line in json_elements(file, lambda _key: True, options.encoding):
        if key or not isinstance(task, dict):
            problem = Problem(line, "this is no list of tasks")
            raise InvalidTable("This is no Label Studio file.", (problem,), subject=str(file))
        data = task.get("data")
        if not isinstance(data, dict):
            flat.append((line, task))
            continue
        name = _image_of(data)
        if not name:
            builder.problems.append(Problem(line, "a task has no image"))
            continue
        place = builder.image(name, line)
        try:
            several += _read_task(builder, place, task, line)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = text("a task is not of the form it should have: {reason}",
                        reason=shape_reason(error))  # fmt: skip
            builder.problems.append(Problem(line, what))
    if flat:
        return table_of_objects(flat, options, builder.problems), builder.problems
    if several:
        builder.notes.append(
            text("{count:,} tasks have several annotations; the last one is taken.", count=several)
        )
    return builder.table(), builder.problems


def _image_of(data: dict[str, Any]) -> str:
    keys = [key for key in _IMAGE_KEYS if key in data] or list(data)
    return next((data[key] for key in keys if isinstance(data[key], str)), "")


def _read_task(builder: TableBuilder, place: int, task: dict[str, Any], line: int) -> int:
    """Say what a task says; 1 where one of several annotations was chosen."""
    meta = task.get("meta")
    if isinstance(meta, dict) and isinstance(meta.get(META), dict):
        _read_own(builder, place, meta[META], line)
    else:
        done = [one for one in task.get("annotations") or task.get("completions") or []
                if isinstance(one, dict) and not one.get("was_cancelled")]  # fmt: skip
        for name, labels in _results(done[-1] if done else {}):
            column = builder.column(name, none_said=False)
            builder.look(column, place)
            label = builder.path_of_labels(column, labels, line)
            builder.say(column, place, Pair(label, State.PRESENT))
        if len(done) > 1:
            return 1
    for one in task.get("predictions") or []:
        if not isinstance(one, dict):
            continue
        score = one.get("score")
        usual = float(score) if isinstance(score, int | float) and 0 <= score <= 1 else SURE
        for name, labels, probability in _scored(one, usual):
            column = builder.column(name, none_said=False)
            label = builder.path_of_labels(column, labels, line)
            if place not in column.looked_at or label not in column.pairs.get(place, {}):
                pair = Pair(label, State.UNKNOWN, probability=probability)
                builder.say(column, place, pair)
    return 0


def _results(annotation: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for name, labels, _ in _scored(annotation, 0.0):
        yield name, labels


def _scored(annotation: dict[str, Any], usual: float) -> Iterator[tuple[str, list[str], float]]:
    """(task, chain of labels, probability) of each choice, taxonomy and shape."""
    for result in annotation.get("result") or []:
        value = result.get("value") or {}
        name = str(result.get("from_name") or "labels")
        score = result.get("score")
        probability = float(score) if isinstance(score, int | float) and 0 <= score <= 1 else usual
        for chain in value.get("taxonomy") or []:
            yield name, [str(one) for one in chain], probability
        for key in ("choices", *_SHAPES):
            for one in value.get(key) or []:
                yield name, [str(one)], probability


def _read_own(builder: TableBuilder, place: int, told: dict[str, Any], line: int) -> None:
    for name, task in told.items():
        column = builder.column(name, TaskKind(task["kind"]), listed=State.UNKNOWN)
        for label, (state, source, seen) in task["labels"].items():
            pair = Pair(
                builder.label(column, label, line),
                State[str(state).upper()],
                source if source in set(Source) else "",
                seen if seen in set(Seen) else "",
            )
            builder.say(column, place, pair)


def write_label_studio(table: ExportedTable, output: Output) -> None:
    """Write a list of tasks to import there, and beside it the labeling interface they need."""
    with output.file_beside(CONFIG) as stream:
        stream.write(labeling_config(table).encode())
    with output.file() as stream:
        stream.write(b"[")
        for number, image in enumerate(table.images):
            line = json.dumps(_task(number + 1, image, table), ensure_ascii=False)
            stream.write(b",\n" if number else b"\n")
            stream.write(line.encode("utf-8", "surrogateescape"))
        stream.write(b"\n]\n")


def _task(number: int, image: ExportedImage, table: ExportedTable) -> dict[str, Any]:
    results, guesses, told = [], [], {}
    for task, pairs in zip(table.tasks, image.pairs, strict=True):
        present = [pair.label for pair in pairs if pair.state is State.PRESENT]
        if present:
            results.append(_choices(task.name, present))
        guesses += [
            _choices(task.name, [pair.label]) | {"score": round(pair.probability, 6)}
            for pair in pairs
            if pair.state is State.UNKNOWN and pair.probability is not None
        ]
        known = [pair for pair in pairs if pair.state is not State.UNKNOWN]
        if known:
            told[task.name] = {
                "kind": task.kind.value,
                "labels": {
                    pair.label: [pair.state.name.lower(), pair.source, pair.seen] for pair in known
                },
            }
    made: dict[str, Any] = {"id": number, "data": {"image": image.name}, "meta": {META: told}}
    made["annotations"] = [{"result": results, "was_cancelled": False}] if told else []
    made["predictions"] = [{"model_version": "LabelMT", "result": guesses}] if guesses else []
    return made


def _choices(task: str, labels: list[str]) -> dict[str, Any]:
    return {
        "from_name": task,
        "to_name": "image",
        "type": "choices",
        "value": {"choices": labels},
    }


def labeling_config(table: ExportedTable) -> str:
    """The labeling interface that a project there needs for what we write."""
    parts = ["<View>", '  <Image name="image" value="$image"/>']
    for task in table.tasks:
        choice = "multiple" if task.kind is TaskKind.MULTILABEL else "single"
        parts.append(f'  <Choices name={quoteattr(task.name)} toName="image" choice="{choice}">')
        parts += [f"    <Choice value={quoteattr(label)}/>" for label in task.labels]
        parts.append("  </Choices>")
    return "\n".join([*parts, "</View>"]) + "\n"


def recognised(place: Path, start: bytes) -> bool:
    """A list of tasks with data, annotations or predictions."""
    return (
        place.suffix.lower() == ".json"
        and start.lstrip().startswith(b"[")
        and (b'"data"' in start or b'"annotation_id"' in start or b'"lead_time"' in start)
    )


FORMAT = AnnotationFormat(
    name="label-studio",
    title="Label Studio",
    suffixes=(".json",),
    carries=Carries.PRESENT
    | Carries.ABSENT
    | Carries.UNKNOWN
    | Carries.SEVERAL_LABELS
    | Carries.SEVERAL_TASKS
    | Carries.TASK_KINDS
    | Carries.PROBABILITIES
    | Carries.PROVENANCE
    | Carries.PATHS
    | Carries.NONE,
    summary=mark("Label Studio JSON, and its labeling interface; predictions are suggestions."),
    unlisted=State.ABSENT,
    heeds=Heeds.ENCODING,
    reader=read_label_studio,
    writer=write_label_studio,
    recognised=recognised,
)
