"""Damaged and truncated images: what is left of them is shown, with a note; the window and the
worker see the same."""

from __future__ import annotations

import struct
import threading
import time
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from made_files import chunk, directory_first, encoded, strips_of, with_chunk
from numpy.typing import NDArray
from PIL import Image, ImageFile

from labelmt.domain.errors import UnreadableImage
from labelmt.imaging.damaged_files import lenient
from labelmt.imaging.decode import Decoded, decode_file, read_image_bytes


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    """200 × 160 without a uniform row."""
    y, x = np.mgrid[0:160, 0:200]
    noise = np.random.default_rng(4).integers(0, 40, (160, 200, 3))
    return Image.fromarray((np.stack([x, y, (x + y) // 2], -1) + noise).astype(np.uint8))


def shown(data: bytes, folder: Path) -> Decoded:
    """As the window reads it, after the worker has read the same."""
    file = folder / "image"
    file.write_bytes(data)
    decoded = decode_file(file)
    assert same(decoded.image, read_image_bytes(data, str(file)))
    return decoded


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and one.tobytes() == other.tobytes()


def pixels(image: Image.Image) -> NDArray[np.int64]:
    return np.asarray(image.convert("RGB")).astype(np.int64)


KINDS: dict[str, dict[str, object]] = {
    "JPEG": {},
    "PNG": {},
    "BMP": {},
    "GIF": {"interlace": 0},
    "TIFF": {},
    "WEBP": {"quality": 80},
}


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_file_that_is_cut_the_rows_it_has_are_shown(
    kind: str, photo: Image.Image, tmp_path: Path
) -> None:
    data = encoded(photo, kind, **KINDS[kind])
    with Image.open(BytesIO(data)) as whole:
        expected = pixels(whole)
    place = "first" if kind == "BMP" else "last"
    for share in (0.4, 0.9):
        decoded = shown(data[: int(share * len(data))], tmp_path)
        assert f"Cut short: the {place} " in str(decoded.note)
        found = pixels(decoded.image)
        part = found[80:] if kind == "BMP" else found[:32]
        wanted = expected[80:] if kind == "BMP" else expected[:32]
        assert np.abs(part[24:] - wanted[24:]).mean() < 1 if share == 0.9 else True
        grey = found[0] if kind == "BMP" else found[-1]
        assert (np.abs(grey - 128) <= 1).all()


def test_a_jpeg_without_its_last_bytes_lacks_nothing_to_speak_of(
    photo: Image.Image, tmp_path: Path
) -> None:
    whole = encoded(photo, "JPEG", quality=90)
    decoded = shown(whole[:-2], tmp_path)
    assert "may be missing" in str(decoded.note)
    assert same(decoded.image, read_image_bytes(whole, "whole"))
    assert not shown(whole, tmp_path).note


def test_rows_of_a_turned_photograph_are_told_where_they_are_seen(
    photo: Image.Image, tmp_path: Path
) -> None:
    for orientation, words in ((3, "the first"), (6, "% of it is missing"), (1, "the last")):
        exif = Image.Exif()
        exif[0x0112] = orientation
        data = encoded(photo, "JPEG", exif=exif)
        assert words in str(shown(data[: len(data) // 2], tmp_path).note)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "jpeg"])
def test_strips_of_a_tiff_that_is_cut(compression: str, photo: Image.Image, tmp_path: Path) -> None:
    """With its directory first, as scanners write it; Pillow writes it last."""
    whole = encoded(photo, "TIFF", compression=compression, tiffinfo=strips_of(16))
    first = directory_first(whole)
    assert same(read_image_bytes(first, "a"), read_image_bytes(whole, "b"))
    decoded = shown(first[: int(0.7 * len(first))], tmp_path)
    assert "the last" in str(decoded.note)
    assert np.abs(pixels(decoded.image)[:64] - pixels(read_image_bytes(whole, "b"))[:64]).max() < 2


def test_what_stands_beside_a_png_does_not_keep_it_from_being_shown(
    photo: Image.Image, tmp_path: Path
) -> None:
    whole = encoded(photo, "PNG")
    wrong = "beside the picture is damaged"
    much = zlib.compress(bytes(3 << 20))
    cases = {
        "a long text": (with_chunk(whole, chunk(b"zTXt", b"a\0\0" + much)), ""),
        "many long texts": (
            with_chunk(whole, *[chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(900_000)))] * 90),
            "",
        ),
        "a long text behind": (
            with_chunk(whole, chunk(b"iTXt", b"a\0\1\0\0\0" + much), at_end=True),
            "",
        ),
        "a wrong checksum": (with_chunk(whole, chunk(b"tIME", bytes(7), wrong=True)), wrong),
        "one behind": (with_chunk(whole, chunk(b"tEXt", b"a\0b", wrong=True), at_end=True), ""),
        "a large profile": (
            with_chunk(whole, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(20 << 20)))),
            "colour profile",
        ),
    }
    for name, (data, words) in cases.items():
        decoded = shown(data, tmp_path)
        assert same(decoded.image, photo), name
        assert words in str(decoded.note) if words else not decoded.note, name


def test_a_bmp_whose_fourth_byte_is_zero_throughout(photo: Image.Image, tmp_path: Path) -> None:
    rgba = photo.convert("RGBA")
    rgba.putalpha(0)
    head = struct.pack("<2sIHHI", b"BM", 0, 0, 0, 14 + 124)
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    info = struct.pack("<IiiHHIIiiII", 124, 200, -160, 1, 32, 3, 0, 0, 0, 0, 0) + masks
    data = head + info + bytes(124 - len(info)) + rgba.tobytes("raw", "BGRA")
    decoded = shown(data, tmp_path)
    assert same(decoded.image, photo)
    assert not decoded.note
    white = read_image_bytes(encoded(rgba, "PNG"), "a.png")
    assert white.getextrema() == ((255, 255),) * 3  # a PNG means it


def test_what_has_no_picture_left_is_damaged(photo: Image.Image) -> None:
    for kind, options in KINDS.items():
        data = encoded(photo, kind, **options)
        for length in (40, 120 if kind != "GIF" else 20):
            with pytest.raises(UnreadableImage, match="damaged"):
                read_image_bytes(data[:length], kind)


def test_lenience_is_of_one_thread() -> None:
    seen: list[bool] = []
    with lenient():
        other = threading.Thread(target=lambda: seen.append(bool(ImageFile.LOAD_TRUNCATED_IMAGES)))
        other.start()
        other.join()
        seen.append(bool(ImageFile.LOAD_TRUNCATED_IMAGES))
    assert [*seen, bool(ImageFile.LOAD_TRUNCATED_IMAGES)] == [False, True, False]


def test_a_jpeg_of_thousands_of_scans_is_read_in_bounded_time(tmp_path: Path) -> None:
    image = Image.fromarray(np.random.default_rng(2).integers(0, 255, (1200, 1600), np.uint8))
    whole = encoded(image.resize((400, 300)).resize((1600, 1200)), "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    scan = whole[last:-2][:60]
    data = whole[:-2] + scan * 3000 + b"\xff\xd9"
    begin = time.process_time()
    decoded = shown(data, tmp_path)
    took = time.process_time() - begin
    assert "passes" in str(decoded.note)
    assert "3,0" in str(decoded.note)
    assert np.abs(pixels(decoded.image) - pixels(read_image_bytes(whole, "a"))).mean() < 3
    assert took < 20  # all of them take minutes
    assert not shown(whole, tmp_path).note
