"""Images as they really are: phones, satellites, presses, scanners."""

from __future__ import annotations

import contextlib
import re
import sys
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
import tifffile
from icc_profiles import DISPLAY_P3, SRGB, matrix_profile, press_profile
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    ExplicitVRLittleEndian,
    RLELossless,
    SecondaryCaptureImageStorage,
    generate_uid,
)

from labelmt.domain.errors import UnreadableImage
from labelmt.domain.installing_extras import install_extra
from labelmt.example import draw_scene, random_scene
from labelmt.imaging.decode import decode_file, read_image, read_image_bytes
from labelmt.imaging.pages import count_pages


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    """160 × 120, different in each corner."""
    return draw_scene(random_scene(3), (160, 120))


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(buffer, **options)
    else:
        image.save(buffer, kind, **options)
    return buffer.getvalue()


def distance(a: Image.Image, b: Image.Image) -> float:
    assert a.size == b.size
    return float(np.abs(np.asarray(a, dtype=int) - np.asarray(b, dtype=int)).mean())


def pixel(image: Image.Image, x: int = 2, y: int = 2) -> tuple[int, int, int]:
    red, green, blue = np.asarray(image)[y, x].tolist()
    return red, green, blue


class TestPhones:
    @pytest.mark.parametrize("kind", ["HEIF", "AVIF", "JPEG2000"])
    def test_each_is_read_whatever_the_file_is_called(
        self, kind: str, photo: Image.Image, tmp_path: Path
    ) -> None:
        path = tmp_path / "no-extension"
        path.write_bytes(encoded(photo, kind, quality=90) if kind != "JPEG2000" else
                         encoded(photo, kind))  # fmt: skip
        decoded = decode_file(path)
        assert (decoded.width, decoded.height) == (160, 120)
        assert distance(decoded.image, photo) < 8

    @pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
    def test_a_phone_held_upright(self, kind: str, photo: Image.Image) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        stored = photo.transpose(Image.Transpose.ROTATE_90)
        data = encoded(stored, kind, quality=90, exif=exif.tobytes())
        image = read_image_bytes(data, "phone")
        assert distance(image, photo) < 8

    def test_the_main_picture_of_several_is_shown(self, photo: Image.Image) -> None:
        several = pillow_heif.from_pillow(Image.new("RGB", (160, 120), "red"))
        several.add_from_pillow(photo)
        buffer = BytesIO()
        several.save(buffer, primary_index=1, quality=90)
        assert distance(read_image_bytes(buffer.getvalue(), "live.heic"), photo) < 8

    @pytest.mark.parametrize("kind", ["HEIF", "AVIF", "JPEG2000"])
    @pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
    def test_cut_short(self, kind: str, share: float, photo: Image.Image) -> None:
        data = encoded(photo, kind)
        with pytest.raises(UnreadableImage, match="damaged"):
            read_image_bytes(data[: int(len(data) * share)], "cut")

    def test_films_and_raw_files_are_called_what_they_are(self) -> None:
        with pytest.raises(UnreadableImage, match="a film"):
            read_image_bytes(b"\0\0\0\x18ftypisom" + bytes(40), "film.heic")
        with pytest.raises(UnreadableImage, match="raw"):
            read_image_bytes(b"\0\0\0\x18ftypcrx " + bytes(40), "a.jpg")

    @pytest.mark.parametrize("seed", range(40))
    def test_damaged_bytes_end_as_this_error_alone(self, seed: int, photo: Image.Image) -> None:
        rng = np.random.default_rng(seed)
        kind = ("HEIF", "AVIF", "JPEG2000", "TIFF16")[seed % 4]
        if kind == "TIFF16":
            data = bytearray(tiff(np.asarray(photo).astype(np.uint16) * 200))
        else:
            data = bytearray(encoded(photo, kind))
        for place in rng.integers(0, min(len(data), 600), size=12).tolist():
            data[place] = int(rng.integers(0, 256))
        with contextlib.suppress(UnreadableImage):  # anything else fails
            assert read_image_bytes(bytes(data), "fuzz").mode == "RGB"


class TestColours:
    def test_a_wide_gamut_becomes_srgb(self) -> None:
        # Display P3's (255, 0, 0) lies outside sRGB; its (200, 60, 60) is a redder red there.
        image = Image.new("RGB", (8, 8), (200, 60, 60))
        data = encoded(image, "PNG", icc_profile=matrix_profile(DISPLAY_P3))
        red, green, blue = pixel(read_image_bytes(data, "p3.png"))
        assert red > 208
        assert green < 52
        assert blue < 58

    def test_a_phones_heic_has_its_profile_applied(self) -> None:
        image = Image.new("RGB", (64, 64), (200, 60, 60))
        image.info["icc_profile"] = matrix_profile(DISPLAY_P3)
        red, green, _blue = pixel(read_image_bytes(encoded(image, "HEIF", quality=-1), "a.heic"))
        assert red > 206
        assert green < 54

    def test_srgb_in_another_spelling_changes_nothing(self, photo: Image.Image) -> None:
        data = encoded(photo, "PNG", icc_profile=matrix_profile(SRGB))
        assert distance(read_image_bytes(data, "a.png"), photo) < 3

    def test_a_press_profile_says_what_ink_looks_like(self) -> None:
        image = Image.new("CMYK", (8, 8), (255, 0, 0, 0))
        pink = press_profile((150, 200, 128))
        for kind in ("TIFF", "JPEG"):
            data = encoded(image, kind, icc_profile=pink)
            red, green, _blue = pixel(read_image_bytes(data, "print"))
            assert red > green + 60, kind

    @pytest.mark.parametrize("profile", [b"x", b"no profile" * 40, press_profile((9, 9, 9))])
    def test_a_profile_that_does_not_fit_costs_nothing(
        self, profile: bytes, photo: Image.Image
    ) -> None:
        data = encoded(photo, "PNG", icc_profile=profile)
        assert distance(read_image_bytes(data, "a.png"), photo) == 0

    def test_lab(self) -> None:
        data = encoded(Image.new("LAB", (8, 8), (255, 128, 128)), "TIFF")
        assert min(pixel(read_image_bytes(data, "lab.tif"))) >= 250

    def test_a_palette_with_a_profile(self) -> None:
        image = Image.new("RGB", (8, 8), (200, 60, 60)).quantize(4)
        data = encoded(image, "PNG", icc_profile=matrix_profile(DISPLAY_P3))
        assert pixel(read_image_bytes(data, "p.png"))[0] > 208


def tiff(values: NDArray[np.generic], **options: Any) -> bytes:
    buffer = BytesIO()
    tifffile.imwrite(buffer, values, **options)
    return buffer.getvalue()


def ramp(low: float, high: float, dtype: str) -> NDArray[np.generic]:
    return np.linspace(low, high, 64 * 64).reshape(64, 64).astype(dtype)


class TestMeasurements:
    def test_one_hot_pixel_does_not_make_the_rest_black(self) -> None:
        values = ramp(0, 1000, "u2")
        values[0, 0] = 65535
        grey = np.asarray(read_image_bytes(tiff(values), "hot.tif"))[..., 0]
        assert 110 < np.median(grey) < 140

    def test_a_thermal_picture_has_contrast(self) -> None:
        grey = np.asarray(read_image_bytes(tiff(ramp(29500, 30500, "u2")), "warm.tif"))[..., 0]
        assert (int(grey.min()), int(grey.max())) == (0, 255)
        assert 120 < np.median(grey) < 136

    def test_what_was_not_measured_does_not_count(self) -> None:
        values = ramp(0.2, 0.6, "f4") * 1000
        values[:8] = -9999
        values[8:12] = np.nan
        data = tiff(values, extratags=[(42113, "s", 0, "-9999", True)])
        grey = np.asarray(read_image_bytes(data, "reflectance.tif"))[..., 0]
        assert grey[:12].max() == 0
        assert np.ptp(grey[12:]) > 200

    def test_a_few_extremes_do_not_flatten_a_float_picture(self) -> None:
        values = ramp(-5, 5, "f4")
        values[3, 3] = 1e9
        grey = np.asarray(read_image_bytes(tiff(values), "f.tif"))[..., 0]
        assert 110 < np.median(grey) < 145
        assert grey[3, 3] == 255

    @pytest.mark.parametrize("planar", ["contig", "separate"])
    def test_12_bit_colour_in_16_bits_is_not_black(self, planar: str) -> None:
        values = np.zeros((32, 48, 3), dtype=np.uint16)
        values[...] = (4000, 2000, 0)
        stored = values if planar == "contig" else np.moveaxis(values, 2, 0)
        data = tiff(stored, photometric="rgb", planarconfig=planar)
        red, green, blue = pixel(read_image_bytes(data, "camera.tif"))
        assert (red > 245, 115 < green < 135, blue) == (True, True, 0)

    @pytest.mark.parametrize("dtype", ["f4", "f8", "u2", "u4"])
    @pytest.mark.parametrize("bands", [4, 5, 13])
    def test_satellites_have_many_bands(self, dtype: str, bands: int) -> None:
        values = np.stack([ramp(100 * band, 3000, dtype) for band in range(bands)], axis=2)
        data = tiff(
            values,
            photometric="minisblack",
            planarconfig="contig",
            compression="deflate",
            predictor=dtype[0] == "u" or None,
        )
        grey = np.asarray(read_image_bytes(data, "scene.tif"))
        assert grey.shape == (64, 64, 3)
        assert grey.max() > 180

    def test_one_turned_as_its_tag_says(self) -> None:
        values = np.zeros((20, 40, 3), dtype=np.uint16)
        values[:, :20] = 60000
        data = tiff(values, photometric="rgb", extratags=[(274, "H", 1, 6, True)])
        image = read_image_bytes(data, "turned.tif")
        assert image.size == (20, 40)
        assert pixel(image, 10, 2) != pixel(image, 10, 38)

    def test_a_compression_that_needs_more_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = bytearray(
            tiff(
                np.ones((8, 8, 5), dtype=np.float32),
                photometric="minisblack",
                planarconfig="contig",
            )
        )
        place = data.index(b"\x03\x01\x03\x00\x01\x00\x00\x00\x01\x00")  # Compression: none
        data[place + 8] = 5  # LZW
        monkeypatch.setitem(sys.modules, "imagecodecs", None)  # as where it is not installed
        with pytest.raises(UnreadableImage, match=re.escape(str(install_extra("tiff")))):
            read_image_bytes(bytes(data), "lzw.tif")

    def test_a_header_that_claims_too_much_is_refused(self) -> None:
        data = bytearray(
            tiff(
                np.ones((8, 8, 5), dtype=np.float32),
                photometric="minisblack",
                planarconfig="contig",
            )
        )
        for tag in (256, 257):
            place = data.index(tag.to_bytes(2, "little") + b"\x04\x00\x01\x00\x00\x00")
            data[place + 8 : place + 12] = b"\xff\xff\0\0"
        with pytest.raises(UnreadableImage, match="65,535"):
            read_image_bytes(bytes(data), "bomb.tif")

    def test_a_strip_that_inflates_to_more_than_its_part_is_refused(self) -> None:
        bomb = zlib.compress(bytes(1_500_000_000 // 8), 1) * 8  # 1.5 MB
        data = tiff(np.ones((8, 8, 5), dtype=np.float32), photometric="minisblack",
                    planarconfig="contig", compression="deflate")  # fmt: skip
        changed = bytearray(data)
        for tag, value in ((273, len(data)), (279, len(bomb))):
            place = changed.index(tag.to_bytes(2, "little") + b"\x04\x00\x01\x00\x00\x00")
            changed[place + 8 : place + 12] = value.to_bytes(4, "little")
        with pytest.raises(UnreadableImage, match="damaged"):
            read_image_bytes(bytes(changed) + bomb, "bomb.tif")


class TestPages:
    def test_the_first_page_is_the_image_and_all_are_counted(self, tmp_path: Path) -> None:
        path = tmp_path / "fax.tif"
        pages = [Image.new("1", (20, 10), number % 2) for number in range(7)]
        pages[0].save(path, save_all=True, append_images=pages[1:])
        assert pixel(read_image(path)) == (0, 0, 0)
        assert count_pages(path) == 7

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
    def test_other_images_have_one(self, kind: str, photo: Image.Image, tmp_path: Path) -> None:
        path = tmp_path / "one"
        path.write_bytes(encoded(photo, kind))
        assert count_pages(path) == 1

    def test_what_cannot_be_read_has_one(self, tmp_path: Path) -> None:
        path = tmp_path / "damaged.tif"
        path.write_bytes(b"II*\0\xff\xff\xff\xff")
        assert count_pages(path) == 1
        assert count_pages(tmp_path / "missing.tif") == 1


def scan(values: NDArray[np.generic], **tags: object) -> bytes:
    """A DICOM file of one frame; tags by their keyword."""
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.file_meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    data.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    data.SOPClassUID = SecondaryCaptureImageStorage
    data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID
    colour = values.ndim == 3
    data.Rows, data.Columns = values.shape[:2]
    data.SamplesPerPixel = 3 if colour else 1
    data.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    if colour:
        data.PlanarConfiguration = 0
    bits = values.dtype.itemsize * 8
    data.BitsAllocated = data.BitsStored = bits
    data.HighBit = bits - 1
    data.PixelRepresentation = int(values.dtype.kind == "i")
    data.PixelData = values.tobytes()
    for name, value in tags.items():
        setattr(data, name, value)
    if tags.get("BitsStored"):
        data.HighBit = data.BitsStored - 1
    buffer = BytesIO()
    data.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


class TestDicom:
    def test_hounsfield_units_through_a_window(self) -> None:
        stored = np.array([[0, 974, 1024, 1074, 4000]] * 4, dtype=np.int16)
        data = scan(stored, BitsStored=13, RescaleSlope=1, RescaleIntercept=-1024,
                    WindowCenter=0, WindowWidth=200)  # fmt: skip
        row = np.asarray(read_image_bytes(data, "ct.dcm"))[1, :, 0].tolist()
        assert row[0] == 0
        assert row[-1] == 255
        assert abs(row[1] - 64) <= 2
        assert abs(row[2] - 128) <= 2
        assert abs(row[3] - 192) <= 2

    def test_monochrome1_is_turned_around(self) -> None:
        values = ramp(0, 4095, "u2")
        plain = np.asarray(read_image_bytes(scan(values, BitsStored=12), "a.dcm"))
        data = scan(values, BitsStored=12, PhotometricInterpretation="MONOCHROME1")
        turned = np.asarray(read_image_bytes(data, "b.dcm"))
        assert (turned == 255 - plain).all()
        assert plain[0, 0, 0] == 0

    def test_the_first_of_several_windows(self) -> None:
        values = ramp(0, 4095, "u2")
        data = scan(values, BitsStored=12, WindowCenter=[100, 2000], WindowWidth=[100, 4000])
        grey = np.asarray(read_image_bytes(data, "a.dcm"))[..., 0]
        assert (grey == 255).mean() > 0.9

    @pytest.mark.parametrize("width", [0, None])
    def test_a_window_that_says_nothing_is_left_out(self, width: object) -> None:
        values = ramp(0, 4095, "u2")
        data = scan(values, BitsStored=12, WindowCenter=width, WindowWidth=width)
        grey = np.asarray(read_image_bytes(data, "a.dcm"))[..., 0]
        assert 120 < np.median(grey) < 136

    def test_padding_around_a_scan_does_not_count(self) -> None:
        values = ramp(0, 1000, "i2")
        values[:16] = -32768
        data = scan(values, PixelPaddingValue=-32768)
        grey = np.asarray(read_image_bytes(data, "a.dcm"))[..., 0]
        assert grey[:16].max() == 0
        assert np.ptp(grey[16:]) > 240

    def test_colour_and_run_length_compression(self, photo: Image.Image) -> None:
        from pydicom import dcmread

        data = scan(np.asarray(photo))
        assert distance(read_image_bytes(data, "us.dcm"), photo) == 0
        packed = dcmread(BytesIO(data))
        packed.compress(RLELossless)
        buffer = BytesIO()
        packed.save_as(buffer, enforce_file_format=True)
        assert distance(read_image_bytes(buffer.getvalue(), "us.dcm"), photo) == 0

    def test_frames_are_pages(self, tmp_path: Path) -> None:
        path = tmp_path / "cine.dcm"
        frames = np.zeros((5, 8, 8), dtype=np.uint8)
        frames[0] = 200
        path.write_bytes(scan(frames[0], NumberOfFrames=5, PixelData=frames.tobytes()))
        assert count_pages(path) == 5
        assert read_image(path).size == (8, 8)

    def test_a_report_and_a_damaged_file_say_so(self) -> None:
        data = scan(np.zeros((4, 4), dtype=np.uint8))
        with pytest.raises(UnreadableImage, match="damaged"):
            read_image_bytes(data[:-9], "cut.dcm")
        report = Dataset()
        report.file_meta = FileMetaDataset()
        report.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        report.file_meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
        report.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        report.SOPClassUID = SecondaryCaptureImageStorage
        report.SOPInstanceUID = report.file_meta.MediaStorageSOPInstanceUID
        buffer = BytesIO()
        report.save_as(buffer, enforce_file_format=True)
        with pytest.raises(UnreadableImage, match="no picture"):
            read_image_bytes(buffer.getvalue(), "report.dcm")

    def test_one_that_would_inflate_beyond_all_bounds_is_refused(self) -> None:
        data = scan(np.zeros((4, 4), dtype=np.uint8))
        deflated = data.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99")
        with pytest.raises(UnreadableImage, match="deflated and too large"):
            read_image_bytes(deflated + bytes(5_000_000), "bomb.dcm")

    def test_without_pydicom_the_extra_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        data = scan(np.zeros((4, 4), dtype=np.uint8))
        monkeypatch.setitem(sys.modules, "pydicom", None)  # as where it is not installed
        with pytest.raises(UnreadableImage, match=re.escape(str(install_extra("dicom")))):
            read_image_bytes(data, "ct.dcm")
