"""Key–value settings of a project: its training settings, its switches, chosen thresholds."""

from __future__ import annotations

import dataclasses
import json
from contextlib import suppress

from sqlalchemy import Connection, delete, insert, select

from labelmt.domain.derived_files import UnusableFile, as_object, as_record
from labelmt.domain.protocol.json_records import dumps
from labelmt.domain.settings.training_settings import TrainingSettings
from labelmt.storage.tables import meta

CHOSEN_THRESHOLDS = "chosen_thresholds"


def read_meta(connection: Connection, key: str) -> str | None:
    """The value, or None."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()


def write_meta(connection: Connection, key: str, value: str) -> None:
    """Set the value."""
    connection.execute(delete(meta).where(meta.c.key == key))
    connection.execute(insert(meta).values(key=key, value=value))


def delete_meta(connection: Connection, key: str) -> None:
    """Forget the value, if there is one."""
    connection.execute(delete(meta).where(meta.c.key == key))


def read_settings(connection: Connection) -> TrainingSettings:
    """The project's training settings; the defaults where none, or none we know, are kept."""
    text = read_meta(connection, "training_settings")
    if text is None:
        return TrainingSettings()
    known = {one.name for one in dataclasses.fields(TrainingSettings)}
    try:
        found = as_object(text, "training settings")
        kept = {key: value for key, value in found.items() if key in known}
        return as_record(kept, TrainingSettings, "training settings")
    except UnusableFile:  # damaged, or a setting has changed its type since
        return TrainingSettings()


def write_settings(connection: Connection, settings: TrainingSettings) -> None:
    """Keep the project's training settings."""
    write_meta(connection, "training_settings", dumps(settings))


def read_chosen_thresholds(connection: Connection) -> dict[int, float]:
    """Label id to the threshold that a person chose in place of the fitted one, for every run."""
    text = read_meta(connection, CHOSEN_THRESHOLDS)
    chosen: dict[int, float] = {}
    with suppress(UnusableFile):
        for key, value in as_object(text or "{}", CHOSEN_THRESHOLDS).items():
            if key.isdecimal() and isinstance(value, int | float) and 0 <= value <= 1:
                chosen[int(key)] = float(value)
    return chosen


def write_chosen_thresholds(connection: Connection, chosen: dict[int, float]) -> None:
    """Keep the thresholds that a person chose."""
    write_meta(connection, CHOSEN_THRESHOLDS, json.dumps(chosen))
