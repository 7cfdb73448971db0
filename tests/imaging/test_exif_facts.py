"""EXIF of photographs: time, camera, place; nothing where a header is hostile."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from labelmt.imaging.exif_facts import NOTHING, read_exif

Base, Gps, Ifd = ExifTags.Base, ExifTags.GPS, ExifTags.IFD


Tags = Mapping[Any, Any]


def photo(file: Path, base: Tags, tags: Tags, gps: Tags) -> Path:
    exif = Image.Exif()
    exif.update(base)
    exif.get_ifd(Ifd.Exif).update(tags)
    exif.get_ifd(Ifd.GPSInfo).update(gps)
    Image.new("RGB", (8, 8)).save(file, exif=exif)
    return file


BERLIN = {
    Gps.GPSLatitudeRef: "N", Gps.GPSLatitude: (52.0, 31.0, 12.0),
    Gps.GPSLongitudeRef: "E", Gps.GPSLongitude: (13.0, 24.0, 36.0),
}  # fmt: skip
SOUTH_WEST = {**BERLIN, Gps.GPSLatitudeRef: "S", Gps.GPSLongitudeRef: "W"}


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_a_photograph_tells_time_camera_and_place(tmp_path: Path, kind: str) -> None:
    file = photo(
        tmp_path / f"a.{kind}",
        {Base.Make: "Canon", Base.Model: "Canon EOS R5"},
        {Base.DateTimeOriginal: "2024:06:03 23:30:00", Base.OffsetTimeOriginal: "+02:00"},
        BERLIN,
    )
    found = read_exif(file)
    assert found.camera == "Canon EOS R5"
    assert found.taken == datetime(2024, 6, 3, 23, 30, tzinfo=UTC).timestamp(), "as people say it"
    assert found.seconds == datetime(2024, 6, 3, 21, 30, tzinfo=UTC).timestamp()
    assert found.place == pytest.approx((52.52, 13.41))


@pytest.mark.parametrize(
    ("base", "camera"),
    [
        ({Base.Make: "NIKON CORPORATION", Base.Model: "D850"}, "NIKON CORPORATION D850"),
        ({Base.Model: " Pixel  8\n"}, "Pixel 8"),
        ({Base.Make: "x" * 5000}, "x" * 100),
        ({Base.Make: "a\x00\x1b[31m"}, "a[31m"),
        ({}, ""),
    ],
)
def test_a_camera_is_called_by_maker_and_model(
    tmp_path: Path, base: dict[int, Any], camera: str
) -> None:
    taken = {Base.DateTimeOriginal: "2024:06:03 23:30:00"}
    assert read_exif(photo(tmp_path / "a.jpg", base, taken, {})).camera == camera


@pytest.mark.parametrize(
    ("gps", "place"),
    [
        (SOUTH_WEST, (-52.52, -13.41)),
        ({**BERLIN, Gps.GPSLatitude: (99.0, 0.0, 0.0)}, None),
        ({**BERLIN, Gps.GPSLatitude: (0.0, 0.0, 0.0), Gps.GPSLongitude: (0.0, 0.0, 0.0)}, None),
        ({Gps.GPSLatitude: (52.0, 0.0, 0.0)}, None),
        ({**BERLIN, Gps.GPSLongitude: (13.0,)}, None),
    ],
)
def test_a_place_is_one_on_earth(
    tmp_path: Path, gps: dict[int, Any], place: tuple[float, float] | None
) -> None:
    found = read_exif(photo(tmp_path / "a.jpg", {Base.Make: "A"}, {}, gps)).place
    assert found == (None if place is None else pytest.approx(place))


def test_a_hostile_header_says_nothing_and_raises_nothing(tmp_path: Path) -> None:
    sound = photo(
        tmp_path / "a.jpg", {Base.Make: "A", Base.Model: "B"},
        {Base.DateTimeOriginal: "2024:06:03 23:30:00"}, BERLIN,
    ).read_bytes()  # fmt: skip
    chooser = random.Random(7)
    damaged = tmp_path / "b.jpg"
    for _ in range(300):
        data = bytearray(sound)
        for _ in range(chooser.randrange(1, 12)):
            data[chooser.randrange(20, 320)] = chooser.randrange(256)
        damaged.write_bytes(data[: chooser.choice([len(data), chooser.randrange(len(data))])])
        found = read_exif(damaged)
        assert found.place is None or abs(found.place[0]) <= 90
        assert len(found.camera) <= 100
    assert read_exif(tmp_path / "none.jpg") == NOTHING
    damaged.write_bytes(b"")
    assert read_exif(damaged) == NOTHING
