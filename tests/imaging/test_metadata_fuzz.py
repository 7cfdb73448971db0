"""Fuzzed metadata: whatever stands in EXIF, profiles and texts, the picture is shown as it is."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import chunk, encoded, with_chunk
from PIL import Image

from labelmt.imaging.decode import decode_file
from labelmt.imaging.exif_facts import read_exif
from labelmt.imaging.image_size import image_size
from labelmt.imaging.pages import count_pages

PHOTO = Image.linear_gradient("L").resize((24, 16)).convert("RGB")
JPEG, PNG, WEBP = (encoded(PHOTO, kind) for kind in ("JPEG", "PNG", "WEBP"))

_TAGS = st.sampled_from(
    [0x0112, 0x010F, 0x0110, 0x0132, 0x8769, 0x8825, 0xA005, 0x9003, 0x9011, 0x9291, 1, 2, 3, 4]
) | st.integers(0, 65535)
_ENTRIES = st.tuples(
    _TAGS, st.integers(0, 20), st.integers(0, 9) | st.integers(0, 2**32 - 1), st.binary(max_size=4)
)


@st.composite
def directories(draw: st.DrawFn) -> bytes:
    """A TIFF structure whose directories may point anywhere, themselves included."""
    order = draw(st.sampled_from("<>"))
    body = b""
    for entries in draw(st.lists(st.lists(_ENTRIES, max_size=6), min_size=1, max_size=3)):
        body += struct.pack(f"{order}H", len(entries))
        for tag, kind, count, value in entries:
            body += struct.pack(f"{order}HHI", tag, kind, count) + value.ljust(4, b"\0")
        body += struct.pack(f"{order}I", draw(st.integers(0, 200)))
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(f"{order}I", 8) + body + draw(st.binary(max_size=60))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "image"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(directories() | st.binary(max_size=300), st.binary(max_size=100))
def test_the_picture_is_shown_whatever_stands_beside_it(
    file: Path, exif: bytes, other: bytes
) -> None:
    part = b"Exif\0\0" + exif
    for data in (
        JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(part) + 2) + part + JPEG[2:],
        JPEG[:2] + b"\xff\xe2" + struct.pack(">H", len(other) + 2) + other + JPEG[2:],
        with_chunk(PNG, chunk(b"eXIf", exif), chunk(b"zTXt", other), chunk(b"iTXt", other)),
        with_chunk(PNG, chunk(b"iCCP", b"a\0\0" + other)),
        _with_exif(WEBP, exif),
    ):
        file.write_bytes(data)
        shown = decode_file(file)
        assert sorted((shown.width, shown.height)) == [16, 24]
        size = image_size(file)
        assert sorted(size) == [16, 24] or size == (0, 0)
        assert count_pages(file) == 1
        facts = read_exif(file)
        assert len(facts.camera) <= 100


def _with_exif(webp: bytes, exif: bytes) -> bytes:
    head = b"VP8X" + struct.pack("<IBBBB", 10, 8, 0, 0, 0) + (23).to_bytes(3, "little")
    head += (15).to_bytes(3, "little")
    more = b"EXIF" + struct.pack("<I", len(exif)) + exif + b"\0" * (len(exif) % 2)
    body = b"WEBP" + head + webp[12:] + more
    return b"RIFF" + struct.pack("<I", len(body)) + body
