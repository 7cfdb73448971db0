"""Data card of a project: where its images come from and what they may be used for, as a person
says (Pushkarna et al., FAccT 2022, and Gebru et al., CACM 64, 2021, name the questions).

Kept in the project's meta; the report shows it, and what is not filled in is said to be so.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelmt.domain.changes import Changes
from labelmt.domain.derived_files import UnusableFile, as_object, as_record
from labelmt.domain.errors import InvalidInput
from labelmt.domain.protocol.json_records import dumps
from labelmt.domain.text import mark, text
from labelmt.formats.bounded_json import decoded
from labelmt.formats.bounded_yaml import read_yaml
from labelmt.formats.text_encoding import read_small
from labelmt.project.project import Project
from labelmt.storage import meta_repository

KEY = "data_card"
"""In a project's meta."""
LONGEST = 20_000
"""Characters of one part."""
TITLES = {
    "provenance": mark("Provenance"),
    "licences": mark("Licences"),
    "collection": mark("Collection"),
    "consent": mark("Consent"),
    "intended_use": mark("Intended use"),
    "limits": mark("Known limits"),
    "contact": mark("Contact"),
}
"""Part of the card to its title, in the order shown."""
QUESTIONS = {
    "provenance": mark("Where do the images come from, and who took them?"),
    "licences": mark("What may the images and the labels be used for?"),
    "collection": mark("How, when and where were they collected and chosen?"),
    "consent": mark("Did those who can be seen agree? Are there faces, plates, addresses?"),
    "intended_use": mark("What are data and model meant for, and what not?"),
    "limits": mark("What is missing or rare in them, or may be wrong?"),
    "contact": mark("Who answers questions?"),
}


@dataclass(frozen=True, slots=True)
class DataCard:
    """What a person says of the data; each part is text of any length up to LONGEST, or empty."""

    provenance: str = ""
    licences: str = ""
    collection: str = ""
    consent: str = ""
    intended_use: str = ""
    limits: str = ""
    contact: str = ""

    def parts(self) -> dict[str, str]:
        """Name of a part to its text, in the order shown."""
        return dataclasses.asdict(self)


def read_data_card(project: Project) -> DataCard:
    """What was filled in so far; a damaged one counts as empty."""
    with project.reading() as view:
        kept = meta_repository.read_meta(view, KEY)
    try:
        return as_record(as_object(kept or "{}", KEY), DataCard, KEY)
    except UnusableFile:
        return DataCard()


def save_data_card(project: Project, card: DataCard) -> Changes:
    """Keep what a person filled in. Raises InvalidInput where a part is too long."""
    for name, told in card.parts().items():
        if len(told) > LONGEST:
            raise InvalidInput(
                text("A part of a data card has at most {most:,} characters.", most=LONGEST),
                subject=name,
                kept="The data card is as it was.",
            )

    def action() -> Changes:
        with project.database.write() as connection:
            meta_repository.write_meta(connection, KEY, dumps(card))
        return Changes(title="Data card")

    return project.mutate(action)


def read_card_file(file: Path, before: DataCard) -> DataCard:
    """A card with the parts of a YAML or JSON file in place of those it had.

    Raises:
        InvalidInput: it is no mapping of the card's parts to texts. NotFound, NoPermission.
    """
    is_json = file.suffix.lower() == ".json"
    try:
        told: Any = decoded(read_small(file)) if is_json else read_yaml(file)
    except ValueError as error:
        raise _refused(file, text("It is no JSON: {reason}", reason=error)) from None
    if not isinstance(told, dict):
        raise _refused(file, text("It has no names with texts."))
    parts = before.parts()
    for name, value in told.items():
        if name not in parts:
            raise _refused(file, text("A data card has no part “{name}”.", name=str(name)[:60]))
        if value is not None and not isinstance(value, str | int | float):
            raise _refused(file, text("“{name}” is no text.", name=name))
        parts[name] = "" if value is None else str(value).strip()
    return DataCard(**parts)


def _refused(file: Path, why: Any) -> InvalidInput:
    return InvalidInput(
        why,
        subject=str(file),
        kept="The data card is as it was.",
        next_step=text("Its parts: {names}.", names=", ".join(TITLES)),
    )
