"""Photographs found and sorted by when, with what and where they were taken."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image

from labelmt.domain.errors import InvalidQuery
from labelmt.domain.keep_together import parse_rule
from labelmt.domain.search.parser import parse
from labelmt.domain.search.printer import print_query
from labelmt.imaging import exif_facts
from labelmt.project.images import exif_reading
from labelmt.project.images.exif_columns import FILE, ExifColumns, file_versions
from labelmt.project.intake.scan_images import scan_roots
from labelmt.project.project import Project
from labelmt.project.search.search_project import search_project
from labelmt.project.training.keep_together import groups_of

Base, Gps = ExifTags.Base, ExifTags.GPS


def photo(file: Path, moment: str = "", camera: str = "", north: float = 0.0) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if camera:
        exif[Base.Model] = camera
    if moment:
        exif.get_ifd(ExifTags.IFD.Exif)[Base.DateTimeOriginal] = moment
    if north:
        gps: dict[int, Any] = {
            Gps.GPSLatitudeRef: "N", Gps.GPSLatitude: (north, 0.0, 0.0),
            Gps.GPSLongitudeRef: "E", Gps.GPSLongitude: (13.0, 0.0, 0.0),
        }  # fmt: skip
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    Image.new("RGB", (8, 8), (len(moment), 9, 9)).save(file, exif=exif)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "images"
    photo(root / "a.jpg", "2024:06:03 23:30:00", "Canon EOS R5", 52.0)
    photo(root / "b.jpg", "2024:07:15 12:00:00", "Pixel 8", 52.02)
    photo(root / "c.jpg", "2023:01:01 00:00:00", "Pixel 8")
    photo(root / "d.jpg")
    photo(root / "e.jpg", "2024:06:03 23:30:02", "", 48.0)
    project = Project.create(tmp_path / "project", [root])
    for _ in scan_roots(project, lambda: False):
        pass
    return project


def found(project: Project, query: str) -> list[str]:
    images = project.images()
    return [images.paths[row][0] for row in search_project(project, query)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("taken:2024-06", "ae"),
        ("taken:2024-06-03", "ae"),
        ("taken:2024-06-01..2024-07-15", "abe"),
        ("taken:2024-06-04..2024", "b"),
        ("taken:2023", "c"),
        ("-taken:*", "d"),
        ("camera:pixel", "bc"),
        ("camera:canon*r5", "a"),
        ("camera:*", "abc"),
        ("place:52,13", "a"),
        ("place:52,13,5km", "ab"),
        ("place:52.02,13,500m", "b"),
        ("place:*", "abe"),
        ("taken:2024-06 camera:canon place:*", "a"),
        ("sort:taken", "caebd"),
        ("sort:-taken", "beacd"),
    ],
)
def test_photographs_are_found(project: Project, query: str, names: str) -> None:
    assert "".join(found(project, query)) == names
    assert parse(print_query(parse(query))) == parse(query)
    project.close()


@pytest.mark.parametrize(
    "query",
    [
        "taken:", "taken:june", "taken:2024-13", "taken:2024-07..2024-06", "taken:2024..",
        "camera:", "place:", "place:berlin", "place:91,13", "place:52,181", "place:52",
        "place:52,13,5miles",
    ],
)  # fmt: skip
def test_what_no_photograph_can_have_is_refused(query: str) -> None:
    with pytest.raises(InvalidQuery):
        parse(query)


def count_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []

    def noting(path: Path) -> exif_facts.ExifFacts:
        read.append(path.name)
        return exif_facts.read_exif(path)

    monkeypatch.setattr(exif_reading, "read_exif", noting)
    return read


def test_each_version_of_a_file_is_read_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = count_reads(monkeypatch)
    assert found(project, "taken:2024-06") == ["a", "e"]
    assert sorted(read) == ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"]
    folder, root = project.folder, project.images().roots[1]
    project.close()
    read.clear()
    again = Project.open(folder)
    assert found(again, "taken:2024-06") == ["a", "e"]
    assert groups_of(again, parse_rule("time:5")) is not None
    assert read == [], "what is kept is read by the next start, and by keeping together"
    photo(root / "c.jpg", "2024:06:30 10:00:00", "Leica Q3")
    os.utime(root / "c.jpg", ns=(1, 1))
    for _ in scan_roots(again, lambda: False):
        pass
    assert found(again, "taken:2024-06") == ["a", "c", "e"]
    assert found(again, "camera:pixel") == ["b"]
    assert read == ["c.jpg"]
    again.close()


def test_images_taken_within_seconds_are_kept_together(project: Project) -> None:
    groups = groups_of(project, parse_rule("time:5"))
    assert groups is not None
    at = {path[0]: int(group) for path, group in zip(project.images().paths, groups, strict=True)}
    assert at["a"] == at["e"]
    assert len(set(at.values())) == 4
    project.close()


@pytest.mark.parametrize("what", ["deleted", "cut", "other", "hostile"])
def test_a_kept_file_that_is_not_ours_is_made_anew(project: Project, what: str) -> None:
    assert found(project, "taken:2024-06") == ["a", "e"]
    project.close()
    file = project.folder / FILE
    if what == "deleted":
        file.unlink()
    elif what == "cut":
        file.write_bytes(file.read_bytes()[:100])
    elif what == "other":
        np.savez(file, rows=np.arange(3))
    else:
        kept = dict(np.load(file))
        kept["camera"] = kept["camera"] + 1_000_000
        np.savez(file, **kept)
    again = Project.open(project.folder)
    assert found(again, "taken:2024-06 camera:canon") == ["a"]
    again.close()


def test_a_million_images_without_exif_cost_little(project: Project) -> None:
    count = 1_000_000
    one = project.images()
    many = np.arange(count, dtype=np.int64)
    table = type(one)(
        one.roots, np.ones(count, np.int64), ["x"] * count, many, many, np.ones(count, np.int8),
        np.zeros(count, np.bool_),
    )  # fmt: skip
    assert len(np.unique(file_versions(table))) > count - 3
    assert file_versions(table).all()
    assert ExifColumns().mask(np.zeros(0, np.bool_), count).sum() == 0
    project.close()
