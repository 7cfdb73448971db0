"""What images in flight take together is bounded; what never fits is told as that."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from labelmt.domain.errors import UnreadableImage
from labelmt.imaging.decode import decode_file, read_image
from labelmt.imaging.decoding_memory import (
    DECODING,
    DEEP_PIXEL,
    PIXEL,
    DecodingMemory,
    machine_memory,
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[DecodingMemory]:
    """Room for a megapixel."""
    monkeypatch.setattr(DECODING, "room", 1_000_000 * PIXEL)
    monkeypatch.setattr(DECODING, "most", 0)
    yield DECODING
    assert DECODING.most <= DECODING.room


def bomb(width: int, height: int) -> bytes:
    """A PNG of one colour: a few bytes a row, deflated well."""
    row = zlib.compressobj(9)
    data = b"".join(row.compress(bytes(1 + width * 3)) for _ in range(height)) + row.flush()

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body
            + struct.pack(">I", zlib.crc32(kind + body))
        )  # fmt: skip

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("ending", ["png", "webp", "bmp", "gif", "tiff", "deep.tiff", "jp2"])
def test_what_never_fits_is_no_damage(small: DecodingMemory, tmp_path: Path, ending: str) -> None:
    large, fits = tmp_path / f"large.{ending}", tmp_path / f"fits.{ending}"
    for file, edge in ((large, 1200), (fits, 400)):
        if ending == "deep.tiff":
            values = np.zeros((edge, edge, 3), dtype=np.uint16)
            tifffile.imwrite(file, values, photometric="rgb")
        else:
            Image.new("RGB", (edge, edge), (9, 90, 200)).save(file)
    with pytest.raises(UnreadableImage, match="too large for this machine") as told:
        read_image(large)
    assert "damaged" not in str(told.value)
    assert read_image(fits).size == (400, 400)


def test_what_can_be_decoded_smaller_is(small: DecodingMemory, tmp_path: Path) -> None:
    """JPEG at a half, a quarter or an eighth, and what is told of its size stays true."""
    file = tmp_path / "panorama.jpg"
    Image.new("RGB", (4000, 3000), (9, 90, 200)).save(file)
    decoded = decode_file(file)
    assert (decoded.width, decoded.height) == (4000, 3000)
    assert decoded.image.size == (1000, 750)
    assert decode_file(file, lambda _w, _h: (400, 300)).image.size == (500, 375)


def test_grey_of_more_than_eight_bits_counts_for_more(
    small: DecodingMemory, tmp_path: Path
) -> None:
    file = tmp_path / "deep.png"
    edge = int((1_000_000 * PIXEL / DEEP_PIXEL) ** 0.5) + 2
    Image.fromarray(np.zeros((edge, edge), dtype=np.uint16)).save(file)
    with pytest.raises(UnreadableImage, match="too large for this machine"):
        read_image(file)


def test_threads_wait_for_room(small: DecodingMemory, tmp_path: Path) -> None:
    file = tmp_path / "two-thirds.png"
    Image.new("RGB", (820, 820), (9, 90, 200)).save(file)
    sizes: list[tuple[int, int]] = []
    threads = [
        threading.Thread(target=lambda: sizes.append(read_image(file).size)) for _ in range(8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sizes == [(820, 820)] * 8
    assert small.most == 820 * 820 * PIXEL  # never two at once


def test_a_progressive_jpeg_keeps_all_it_has_however_small_it_is_decoded(
    small: DecodingMemory, tmp_path: Path
) -> None:
    file = tmp_path / "a.jpg"
    Image.new("RGB", (2000, 1800), (9, 90, 200)).save(file)
    assert read_image(file, min_edge=200).size == (250, 225)
    Image.new("RGB", (2000, 1800), (9, 90, 200)).save(file, progressive=True)
    with pytest.raises(UnreadableImage, match="too large for this machine"):
        read_image(file, min_edge=200)
    Image.new("RGB", (1000, 900), (9, 90, 200)).save(file, progressive=True)
    assert read_image(file, min_edge=200).size == (250, 225)


def test_room_is_given_back_by_what_fails(small: DecodingMemory, tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (900, 900, 3), np.uint8)).save(
        whole, "PNG"
    )
    file = tmp_path / "cut.png"
    file.write_bytes(whole.getvalue()[:40_000])
    for _ in range(3):
        with pytest.raises(UnreadableImage):
            read_image(file)
    assert small._taken == 0


def test_this_machine_tells_its_memory() -> None:
    assert 256 << 20 < machine_memory() < 1 << 50


@pytest.mark.skipif(sys.platform != "linux", reason="its peak is told by Linux")
def test_small_files_that_claim_much_stay_below_the_room(tmp_path: Path) -> None:
    """Four at once, of 16 megapixels each: without the bound they took 0.7 GB."""
    file = tmp_path / "bomb.png"
    file.write_bytes(bomb(4000, 4000))
    assert file.stat().st_size < 100_000
    code = (
        "import json, resource, sys, threading\n"
        "from pathlib import Path\n"
        "from labelmt.imaging import decode\n"
        "from labelmt.imaging.decoding_memory import DECODING, PIXEL\n"
        "DECODING.room = 17_000_000 * PIXEL\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "sizes = []\n"
        "def read():\n"
        "    sizes.append(decode.read_image(Path(sys.argv[1])).resize((8, 8)).size)\n"
        "threads = [threading.Thread(target=read) for _ in range(4)]\n"
        "[one.start() for one in threads]; [one.join() for one in threads]\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(json.dumps([sizes, (after - before) * 1024, DECODING.room]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True
    )
    sizes, took, room = json.loads(done.stdout)
    assert sizes == [[8, 8]] * 4
    # Four results of four bytes a pixel may be there beside the one that is decoded.
    assert took < room + 4 * 16_000_000 * 4
