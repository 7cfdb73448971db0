"""The section of a report about how a run was made: settings, versions, licences."""

from __future__ import annotations

from typing import Any

from labelmt import __version__
from labelmt.domain.catalogue.backbones import BACKBONES
from labelmt.domain.settings.training_settings import TrainingSettings, setting_fields
from labelmt.domain.text import phrase, translated
from labelmt.project.report.blocks import Block, Cell, Facts, Paragraph, Section, Subheading, Table
from labelmt.project.report.report_source import ReportSource

VERSION = "version"
"""Of the form in which settings are kept: nobody chooses it."""


def made_with_section(source: ReportSource) -> Section:
    """Settings of the run, those that are not the usual ones first; versions; licences."""
    blocks: list[Block] = []
    details = source.details
    if details is not None and details.settings:
        blocks += [Subheading(phrase("Settings")), _settings(details.settings)]
    versions = [("LabelMT", __version__)]
    if details is not None:
        versions += [(name, told) for name, told in details.versions.items() if name != "labelmt"]
        if was := details.versions.get("labelmt"):
            versions[0] = ("LabelMT", phrase("{now}; the run: {was}", now=__version__, was=was))
    blocks += [Subheading(phrase("Versions")), Facts(tuple(versions))]
    licences = [("LabelMT", "Apache-2.0")]
    if details is not None and details.run.backbone:
        entry = BACKBONES.get(details.run.backbone)
        told = entry.licence if entry else phrase("see the model's page at timm")
        licences.append((phrase("Backbone {name}", name=details.run.backbone), translated(told)))
    stated = source.card.licences.strip() or phrase("not stated; see the data card")
    licences.append((phrase("Images and labels"), stated))
    blocks += [Subheading(phrase("Licences")), Facts(tuple(licences))]
    if details is not None and details.run.notes:
        blocks += [Subheading(phrase("Notes")), Paragraph(details.run.notes)]
    return Section("made-with", phrase("How it was made"), tuple(blocks))


def _settings(settings: dict[str, Any]) -> Table:
    fields = {one.name: one for one in setting_fields()}
    usual = TrainingSettings()
    rows: list[tuple[Cell, ...]] = []
    for name, value in settings.items():
        if name == VERSION:
            continue
        field = fields.get(name)
        title = name if field is None else translated(field.metadata["title"])
        default = getattr(usual, name, None)
        differs = field is not None and name != "views" and _plain(default) != _plain(value)
        told = phrase("not the usual: {value}", value=_plain(default)) if differs else ""
        rows.append((title, name, _plain(value), told))
    rows.sort(key=lambda one: not one[3])
    head = phrase("setting"), phrase("key"), phrase("value"), ""
    return Table(head, tuple(rows), (0, 1, 2, 3))


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value)) or "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(one)}" for key, one in value.items()) or "–"
    return "–" if value in ("", None) else str(value)
