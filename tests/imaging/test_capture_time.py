"""The time of capture, as cameras write it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from labelmt.imaging.capture_time import capture_time

NOON = datetime(2024, 5, 6, 12, 0, 0, tzinfo=UTC).timestamp()


def _photo(file: Path, moment: str, fraction: str = "", offset: str = "") -> Path:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "A camera"
    tags = exif.get_ifd(ExifTags.IFD.Exif)
    for tag, value in (
        (ExifTags.Base.DateTimeOriginal, moment),
        (ExifTags.Base.SubsecTimeOriginal, fraction),
        (ExifTags.Base.OffsetTimeOriginal, offset),
    ):
        if value:
            tags[tag] = value
    Image.new("RGB", (8, 8)).save(file, exif=exif)
    return file


@pytest.mark.parametrize(
    ("fraction", "offset", "expected"),
    [
        ("", "", NOON),
        ("25", "", NOON + 0.25),
        ("250", "+02:00", NOON - 7199.75),
        ("", "-03:30", NOON + 12600),
        ("x", "noon", NOON),
    ],
)
@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_time_fraction_and_offset(
    tmp_path: Path, kind: str, fraction: str, offset: str, expected: float
) -> None:
    file = _photo(tmp_path / f"a.{kind}", "2024:05:06 12:00:00", fraction, offset)
    assert capture_time(file) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("moment", ["", "0000:00:00 00:00:00", "    :  :     :  :  ", "yesterday"])
def test_no_time(tmp_path: Path, moment: str) -> None:
    assert capture_time(_photo(tmp_path / "a.jpg", moment)) is None


def test_what_is_no_image_has_no_time(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe1nothing")
    assert capture_time(tmp_path / "a.jpg") is None
    assert capture_time(tmp_path / "none.jpg") is None
