"""PNM, TGA, PSD, ICO, JPEG XL and camera raw; files whose names tell nothing or something else."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

import numpy as np
import pylibjxl
import pytest
from made_files import dng, encoded, psd
from PIL import Image

from labelmt.domain.errors import UnreadableImage
from labelmt.domain.installing_extras import install_extra
from labelmt.domain.skipped_files import Skipped
from labelmt.example import draw_scene, random_scene
from labelmt.imaging import image_sniffing
from labelmt.imaging.decode import decode_file, read_image_bytes
from labelmt.imaging.image_endings import READ, says_nothing
from labelmt.imaging.image_signatures import is_image_inside
from labelmt.imaging.scan import scan


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    """160 × 120, different in each corner."""
    return draw_scene(random_scene(3), (160, 120))


def distance(a: Image.Image, b: Image.Image) -> float:
    assert a.size == b.size
    return float(np.abs(np.asarray(a, dtype=int) - np.asarray(b, dtype=int)).mean())


class TestFormats:
    def test_portable_maps_of_all_kinds(self, photo: Image.Image) -> None:
        assert distance(read_image_bytes(encoded(photo, "PPM"), "a"), photo) == 0
        grey = photo.convert("L")
        assert distance(read_image_bytes(encoded(grey, "PPM"), "a"), grey.convert("RGB")) == 0
        bits = photo.convert("1")
        assert distance(read_image_bytes(encoded(bits, "PPM"), "a"), bits.convert("RGB")) == 0
        plain = b"P3 # by hand\n2 1\n255\n255 0 0  0 0 255\n"
        assert np.asarray(read_image_bytes(plain, "a")).tolist() == [[[255, 0, 0], [0, 0, 255]]]
        deep = b"P5 2 1 65535\n" + struct.pack(">HH", 0, 65535)
        assert np.asarray(read_image_bytes(deep, "a")).tolist() == [[[0, 0, 0], [255, 255, 255]]]
        floats = b"Pf\n2 1\n-1.0\n" + struct.pack("<ff", 0.0, 1.0)
        assert np.asarray(read_image_bytes(floats, "a")).tolist() == [[[0, 0, 0], [255, 255, 255]]]

    def test_targa_is_known_by_its_name_or_its_last_bytes(
        self, photo: Image.Image, tmp_path: Path
    ) -> None:
        for compression in (None, "tga_rle"):
            data = encoded(photo, "TGA", compression=compression)
            assert distance(read_image_bytes(data, "b/a.TGA"), photo) == 0
        assert data.endswith(b"TRUEVISION-XFILE.\0")
        assert distance(read_image_bytes(data, "image"), photo) == 0
        with pytest.raises(UnreadableImage, match="not an image of a kind"):
            read_image_bytes(data[:-26], "image")
        spare = photo.convert("RGBA")
        spare.putalpha(0)
        assert distance(read_image_bytes(encoded(spare, "TGA"), "a.tga"), photo) == 0

    def test_the_merged_image_of_a_photoshop_document(self, photo: Image.Image) -> None:
        assert distance(read_image_bytes(psd(photo), "a.psd"), photo) == 0
        with pytest.raises(UnreadableImage, match="without a merged image"):
            read_image_bytes(psd(photo, merged=False), "a.psd")
        with pytest.raises(UnreadableImage, match="damaged"):
            read_image_bytes(psd(photo)[:9000], "a.psd")
        with pytest.raises(UnreadableImage, match="8 bits"):
            read_image_bytes(psd(photo, depth=16), "a.psd")
        with pytest.raises(UnreadableImage, match="large Photoshop document"):
            read_image_bytes(b"8BPS\0\2" + psd(photo)[6:], "a.psb")

    def test_the_largest_of_an_icon(self, photo: Image.Image) -> None:
        square = photo.resize((128, 128))
        for kind in ("png", "bmp"):
            data = encoded(square, "ICO", sizes=[(16, 16), (128, 128)], bitmap_format=kind)
            assert distance(read_image_bytes(data, "a.ico"), square) < 2
        bomb = bytearray(encoded(square, "ICO", sizes=[(128, 128)]))
        place = bomb.index(b"IHDR") + 4
        bomb[place : place + 8] = struct.pack(">II", 20_000, 20_000)
        with pytest.raises(UnreadableImage, match="damaged"):
            read_image_bytes(bytes(bomb), "a.ico")

    def test_jpeg_xl(self, photo: Image.Image, tmp_path: Path) -> None:
        values = np.asarray(photo)
        file = tmp_path / "a.jxl"
        file.write_bytes(pylibjxl.encode(values, lossless=True))
        decoded = decode_file(file)
        assert (decoded.width, decoded.height) == (160, 120)
        assert distance(decoded.image, photo) == 0
        # As a phone held upright writes it.
        exif = Image.Exif()
        exif[0x0112] = 6
        boxed = pylibjxl.encode(values, exif=exif.tobytes()[6:])
        assert distance(read_image_bytes(boxed, "b"), photo) < 8
        clear = np.dstack([values, np.zeros((120, 160), np.uint8)])
        whole = read_image_bytes(pylibjxl.encode(clear, lossless=True), "c")
        assert whole.getextrema() == ((255, 255),) * 3
        for cut in (boxed[:-40], boxed[:30], b"\xff\x0a" + bytes(300)):
            with pytest.raises(UnreadableImage, match="damaged"):
                read_image_bytes(cut, "d")

    def test_a_cameras_preview_or_else_what_its_sensor_saw(
        self, photo: Image.Image, tmp_path: Path
    ) -> None:
        file = dng(tmp_path, photo)
        assert distance(decode_file(file).image, photo) < 2
        for name in ("camera.jpg", "camera"):
            assert distance(decode_file(file.rename(tmp_path / name)).image, photo) < 2
            file = tmp_path / name
        turned = dng(tmp_path, photo, orientation=6)
        assert decode_file(turned).image.size == (120, 160)
        small = dng(tmp_path, photo.resize((40, 30)))
        developed = decode_file(small).image
        assert developed.size == (320, 240)
        red, green, _blue = np.asarray(developed)[100, 100].tolist()
        assert green > red + 40
        cut = small.read_bytes()[:200]
        with pytest.raises(UnreadableImage, match="damaged"):
            read_image_bytes(cut, "a.dng")
        tiff = encoded(photo, "TIFF")
        assert distance(read_image_bytes(tiff, "scanner.raw"), photo) == 0

    def test_where_an_extra_is_missing_it_is_named(
        self, photo: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "rawpy", None)
        monkeypatch.setitem(sys.modules, "pylibjxl", None)
        with pytest.raises(UnreadableImage, match="extra “raw”") as raw:
            decode_file(dng(tmp_path, photo))
        assert raw.value.next_step == str(install_extra("raw"))
        with pytest.raises(UnreadableImage, match="extra “jxl”"):
            read_image_bytes(b"\xff\x0a" + bytes(200), "a.jxl")


class TestNames:
    def test_what_says_nothing_is_told_by_its_content(
        self, photo: Image.Image, tmp_path: Path
    ) -> None:
        png = encoded(photo, "PNG")
        for name in ("plain", "scan.dat", "a.jpg_large", "1.2.840.1138", "photo.tga", "b.cr2"):
            (tmp_path / name).write_bytes(png)
        for name in ("notes", "data.bin", "x.foo"):
            (tmp_path / name).write_bytes(b"nothing like an image" * 20)
        for name in ("part.txt", "a.json", "half.crdownload", ".hidden"):
            (tmp_path / name).write_bytes(png)
        os.mkfifo(tmp_path / "pipe")
        batches = list(scan(tmp_path, lambda: False))
        found = [one.path for batch in batches for one in batch.found]
        assert found == ["1.2.840.1138", "a.jpg_large", "b.cr2", "photo.tga", "plain", "scan.dat"]
        assert distance(decode_file(tmp_path / "b.cr2").image, photo) == 0
        assert distance(decode_file(tmp_path / "photo.tga").image, photo) == 0
        assert sum(batch.skipped.get(Skipped.OTHER, 0) for batch in batches) == 8

    def test_files_that_are_no_images_are_opened_within_a_bound(
        self, photo: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[str] = []

        def look(file: str) -> bool:
            opened.append(file)
            return is_image_inside(file)

        monkeypatch.setattr(f"{image_sniffing.__name__}.is_image_inside", look)
        for number in range(image_sniffing.TRIES + 100):
            (tmp_path / f"blob{number:04}").write_bytes(b"no")
        (tmp_path / "late").write_bytes(encoded(photo, "PNG"))
        assert not [one for batch in scan(tmp_path, lambda: False) for one in batch.found]
        assert len(opened) == image_sniffing.TRIES
        # What is known stays, and costs no look.
        again = scan(tmp_path, lambda: False, known={"late"})
        assert [one.path for batch in again for one in batch.found] == ["late"]
        assert len(opened) == 2 * image_sniffing.TRIES

    def test_each_ending_that_is_read_says_something(self) -> None:
        assert not any(says_nothing(ending) for ending in READ)
        assert says_nothing("")
        assert not says_nothing(".txt")
