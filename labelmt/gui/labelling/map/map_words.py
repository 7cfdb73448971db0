"""Words of the map: what its colours, crowds and images are called."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QColor

from labelmt.domain.annotations import Source, State
from labelmt.domain.schema import PALETTE, Schema
from labelmt.gui.core.project_view import ProjectView
from labelmt.gui.images.map.map_scene import Crowd, LegendLine
from labelmt.gui.theme.tokens import BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILION
from labelmt.project.map.clusters import Cluster
from labelmt.project.map.colouring import By, Choice, Colouring, Group, Kind

PALE = 0.5
"""Of a label's colour, where the model alone says it is there; the rest is grey."""
MOST_NAMED = 3
"""Labels told of one image."""
_GROUPS = (*PALETTE[:12], GREY)
_SOURCES = {
    Source.HUMAN: BLUE,
    Source.KEPT: GREEN,
    Source.SUGGESTION: ORANGE,
    Source.IMPORT: PURPLE,
}
_MIDDLE = "#cfcfcf"
"""Of a scale, and of what is not told apart."""


def key_of(choice: Choice) -> str:
    """A choice as text, for a combo box."""
    return f"{choice.by}:{'' if choice.of is None else choice.of}"


def choice_of(key: str) -> Choice:
    """The choice of such a text."""
    by, _, of = key.partition(":")
    return Choice(By(by), int(of) if of else None)


def choices(schema: Schema, *, predicted: bool) -> list[tuple[str, str]]:
    """What the images can be coloured by, with its words."""
    translate = QCoreApplication.translate
    one, many = translate("MapWords", "Labels"), translate("MapWords", "Labels of {0}")
    found: list[tuple[str, Choice]] = []
    tasks = [task for task in schema.in_use.tasks if task.labels]
    if len(tasks) == 1:
        found.append((one, Choice(By.LABEL, tasks[0].id)))
    else:
        found += [(many.format(task.name), Choice(By.LABEL, task.id)) for task in tasks]
    if predicted:
        found.append((translate("MapWords", "Doubt"), Choice(By.DOUBT)))
    found += [
        (translate("MapWords", "Source"), Choice(By.SOURCE)),
        (translate("MapWords", "Folder"), Choice(By.FOLDER)),
        (translate("MapWords", "Date"), Choice(By.DATE)),
    ]
    if predicted:
        words = translate("MapWords", "Probability of {0}")
        found += [
            (words.format(label.name), Choice(By.PROBABILITY, label.id))
            for label in schema.in_use.labels
        ]
    return [(words, key_of(choice)) for words, choice in found]


def colours(found: Colouring, schema: Schema) -> tuple[str, ...]:
    """A colour for each group."""
    names = {label.id: label.color for label in schema.labels}
    shown = 0
    made: list[str] = []
    for group in found.groups:
        if group.kind in (Kind.ANNOTATED, Kind.PREDICTED):
            color = names.get(group.value, GREY)  # type: ignore[call-overload]
            made.append(color if group.kind is Kind.ANNOTATED else _blended(color, GREY, PALE))
        elif group.kind in (Kind.STEP, Kind.DATES):
            made.append(_scale(shown, max(1, len(found.groups) - 2)))
            shown += 1
        elif group.kind is Kind.SOURCE:
            made.append(_SOURCES[Source(str(group.value))])
        elif group.kind is Kind.NOTHING:
            made.append(_MIDDLE)
        else:
            made.append(_GROUPS[shown % len(_GROUPS)])
            shown += 1
    return tuple(made)


def _scale(step: int, last: int) -> str:
    """From blue over grey to vermilion: told apart with every kind of colour vision."""
    share = step / last
    if share < 0.5:
        return _blended(_MIDDLE, BLUE, share * 2)
    return _blended(VERMILION, _MIDDLE, (share - 0.5) * 2)


def _blended(one: str, other: str, share: float) -> str:
    a, b = QColor(one), QColor(other)
    return QColor(
        round(a.red() * share + b.red() * (1 - share)),
        round(a.green() * share + b.green() * (1 - share)),
        round(a.blue() * share + b.blue() * (1 - share)),
    ).name()


def legend(found: Colouring, colors: Sequence[str], schema: Schema) -> tuple[LegendLine, ...]:
    """What each colour means, without those that no image has; labels by how many have them."""
    lines = [
        (group, LegendLine(color, _words(group, schema), group.images))
        for group, color in zip(found.groups, colors, strict=True)
        if group.images
    ]
    if any(group.kind in (Kind.ANNOTATED, Kind.PREDICTED) for group, _ in lines):
        lines.sort(key=lambda one: (one[0].kind is Kind.NOTHING, -one[1].images))
        annotated = [one for one in lines if one[0].kind is Kind.ANNOTATED]
        guessed = [one for one in lines if one[0].kind is Kind.PREDICTED]
        named = {one[0].value for one in annotated}
        pale = sum(one[1].images for one in guessed)
        rest = [one for one in guessed if one[0].value not in named]
        nothing = [one for one in lines if one[0].kind is Kind.NOTHING]
        told = [one[1] for one in (*annotated, *rest)]
        if pale:
            words = QCoreApplication.translate("MapWords", "pale: the model alone says so")
            nothing = [(nothing or guessed)[0], *nothing]
            told = [LegendLine(_MIDDLE, words, pale), *told]
            nothing = nothing[1:]
        return (*(one[1] for one in nothing), *told)
    return tuple(line for _, line in lines)


def _words(group: Group, schema: Schema) -> str:
    translate = QCoreApplication.translate
    value = group.value
    if group.kind is Kind.NOTHING:
        return translate("MapWords", "nothing known")
    if group.kind is Kind.OTHERS:
        return translate("MapWords", "others")
    if group.kind in (Kind.ANNOTATED, Kind.PREDICTED):
        return schema.label(value).name if value in schema.columns else ""  # type: ignore[arg-type]
    if group.kind is Kind.STEP and isinstance(value, tuple):
        number = QLocale().toString
        return f"{number(float(value[0]), 'f', 2)} – {number(float(value[1]), 'f', 2)}"
    if group.kind is Kind.DATES and isinstance(value, tuple):
        return str(value[0]) if value[0] == value[1] else f"{value[0]} – {value[1]}"
    if group.kind is Kind.SOURCE:
        return {
            Source.HUMAN: translate("MapWords", "a person"),
            Source.KEPT: translate("MapWords", "kept by a person"),
            Source.SUGGESTION: translate("MapWords", "an accepted suggestion"),
            Source.IMPORT: translate("MapWords", "imported"),
        }[Source(str(value))]
    return str(value)


def crowd_words(cluster: Cluster, schema: Schema) -> str:
    """What a crowd is called; empty where nothing is predominant in it."""
    translate, number = QCoreApplication.translate, QLocale().toString
    if cluster.label_id is None or cluster.label_id not in schema.columns:
        name = ""
    else:
        name = schema.label(cluster.label_id).name
        if cluster.by_prediction:
            name = translate("MapWords", "{0}?").format(name)
    if cluster.is_island:
        words = translate("MapWords", "nothing annotated: {0}").format(number(len(cluster.rows)))
        return f"{name} · {words}" if name else words
    return name


def crowd_entry(cluster: Cluster, schema: Schema) -> str:
    """A crowd in a list: its name, how many, and who says so."""
    translate, number = QCoreApplication.translate, QLocale().toString
    count = number(len(cluster.rows))
    if cluster.label_id is None or cluster.label_id not in schema.columns:
        if cluster.is_island:
            return translate("MapWords", "nothing annotated: {0}").format(count)
        return translate("MapWords", "mixed: {0}").format(count)
    name, share = schema.label(cluster.label_id).name, round(100 * cluster.share)
    if cluster.by_prediction:
        words = translate("MapWords", "{0}: {1}, {2} % of them as predicted, {3} annotated")
        return words.format(name, count, share, number(cluster.annotated))
    words = translate("MapWords", "{0}: {1}, {2} % of those annotated")
    return words.format(name, count, share)


def crowd_of(cluster: Cluster, schema: Schema) -> Crowd:
    """A crowd as it is drawn."""
    return Crowd(
        cluster.x, cluster.y, cluster.radius, crowd_words(cluster, schema),
        not cluster.by_prediction, cluster.is_island,
    )  # fmt: skip


def image_lines(view: ProjectView, row: int) -> list[str]:
    """What is known of an image, in few words."""
    if row >= len(view.images):
        return []
    translate, schema = QCoreApplication.translate, view.schema
    lines = [view.images.paths[row].rpartition("/")[2]]
    states = view.matrix[row]
    present = [
        label.name
        for label, state in zip(schema.labels, states.tolist(), strict=True)
        if state == State.PRESENT
    ]
    if present:
        more = len(present) - MOST_NAMED
        lines.append(", ".join(present[:MOST_NAMED]) + (f" +{more}" if more > 0 else ""))
    elif (states == State.UNKNOWN).all():
        lines.append(translate("MapWords", "nothing annotated"))
    best = _most_likely(view, row)
    if best is not None and best[0] not in present:
        number = QLocale().toString(best[1], "f", 2)
        lines.append(translate("MapWords", "suggested: {0} {1}").format(best[0], number))
    return lines


def _most_likely(view: ProjectView, row: int) -> tuple[str, float] | None:
    """The most probable label of which nothing is known, where it counts as predicted."""
    at = np.array([row], dtype=np.int64)
    best: tuple[str, float] | None = None
    if view.predictions is None:
        return None
    for label in view.schema.labels:
        if view.matrix[row, view.schema.columns[label.id]] != State.UNKNOWN:
            continue
        chance, threshold = float(view.predictions.at(at, label.id)[0]), view.threshold(label.id)
        if threshold is not None and chance >= threshold and (best is None or chance > best[1]):
            best = label.name, chance
    return best
