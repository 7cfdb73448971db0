"""Every kind of image a folder may hold, made for real and read back."""

from __future__ import annotations

import contextlib
import struct
import warnings
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from labelmt.domain.errors import UnreadableImage
from labelmt.example import draw_scene, random_scene
from labelmt.imaging.decode import decode_file, read_image, read_image_bytes


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    """160 × 120, different in each corner."""
    return draw_scene(random_scene(3), (160, 120))


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def distance(a: Image.Image, b: Image.Image) -> float:
    """Mean absolute difference of the pixels, in grey levels."""
    assert a.size == b.size
    return float(np.abs(np.asarray(a, dtype=int) - np.asarray(b, dtype=int)).mean())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_each_format_is_read_whatever_the_file_is_called(
    kind: str, photo: Image.Image, tmp_path: Path
) -> None:
    path = tmp_path / "no-extension-at-all"
    path.write_bytes(encoded(photo, kind))
    image = read_image(path)
    assert image.mode == "RGB"
    assert distance(image, photo) < 8


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits"])
def test_compressed_tiff(compression: str, photo: Image.Image) -> None:
    data = encoded(photo, "TIFF", compression=compression)
    assert distance(read_image_bytes(data, "a.tif"), photo) < 8


class TestOrientation:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_all_eight_come_out_upright(
        self, kind: str, orientation: int, photo: Image.Image, tmp_path: Path
    ) -> None:
        # The stored picture is what a camera held that way would have stored.
        back = {
            1: None,
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270,
        }[orientation]
        stored = photo if back is None else photo.transpose(back)
        exif = Image.Exif()
        exif[0x0112] = orientation
        path = tmp_path / "turned"
        path.write_bytes(encoded(stored, kind, exif=exif))
        decoded = decode_file(path)
        assert (decoded.width, decoded.height) == (160, 120)
        assert distance(decoded.image, photo) < 8
        # Nobody who reads the tag again may turn it twice.
        assert dict(decoded.image.getexif()) == {}

    def test_a_turned_image_that_is_also_scaled_has_its_upright_size(self, tmp_path: Path) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        path = tmp_path / "tall.jpg"
        Image.new("RGB", (1600, 1200), "teal").save(path, exif=exif)
        decoded = decode_file(path, lambda width, height: (width // 8, height // 8))
        assert (decoded.width, decoded.height) == (1200, 1600)
        assert decoded.image.size == (150, 200)

    @pytest.mark.parametrize("value", [0, 9, 77, 65535])
    def test_a_value_that_means_nothing_is_ignored(self, value: int, photo: Image.Image) -> None:
        exif = Image.Exif()
        exif[0x0112] = value
        data = encoded(photo, "JPEG", exif=exif)
        assert distance(read_image_bytes(data, "odd.jpg"), photo) < 8

    @pytest.mark.parametrize(
        "exif", [b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08"]
    )
    def test_damaged_metadata_does_not_cost_the_picture(
        self, exif: bytes, photo: Image.Image
    ) -> None:
        data = encoded(photo, "JPEG", exif=exif)
        assert distance(read_image_bytes(data, "odd.jpg"), photo) < 8


class TestColourModes:
    def test_cmyk_jpeg_of_adobe_is_not_inverted(self, photo: Image.Image) -> None:
        data = encoded(photo.convert("CMYK"), "JPEG", quality=95)
        assert b"Adobe" in data  # stored inverted, as Photoshop does
        assert distance(read_image_bytes(data, "print.jpg"), photo) < 4

    def test_cmyk_tiff(self, photo: Image.Image) -> None:
        data = encoded(photo.convert("CMYK"), "TIFF")
        assert distance(read_image_bytes(data, "print.tif"), photo) < 4

    def test_cmyk_jpeg_is_also_scaled(self) -> None:
        data = encoded(Image.new("CMYK", (1600, 1200), (0, 255, 255, 0)), "JPEG")
        image = read_image_bytes(data, "print.jpg", min_edge=200)
        assert image.size == (267, 200) or image.size == (400, 300)
        red, green, blue = image.getpixel((10, 10))  # type: ignore[misc]
        assert red > 240
        assert max(green, blue) < 15

    def test_palette_with_transparency_lies_on_white(self) -> None:
        image = Image.new("P", (4, 2), 0)
        image.putpalette([255, 0, 0, 0, 0, 255])
        image.paste(1, (2, 0, 4, 2))
        data = encoded(image, "PNG", transparency=0)
        out = read_image_bytes(data, "a.png")
        assert out.getpixel((0, 0)) == (255, 255, 255)
        assert out.getpixel((3, 1)) == (0, 0, 255)

    def test_palette_with_an_alpha_for_each_colour(self) -> None:
        # Pillow warns of this one when it is converted without its alpha.
        image = Image.new("P", (4, 2), 0)
        image.putpalette([255, 0, 0, 0, 0, 255])
        data = encoded(image, "PNG", transparency=bytes([128, 255]))
        red, green, blue = read_image_bytes(data, "a.png").getpixel((0, 0))  # type: ignore[misc]
        assert (red, green, blue) == (255, 127, 127)

    @pytest.mark.parametrize("mode", ["RGBA", "LA"])
    def test_half_transparent_pixels_are_blended(self, mode: str) -> None:
        image = Image.new("RGBA", (3, 3), (0, 0, 0, 128)).convert(mode)
        out = read_image_bytes(encoded(image, "PNG"), "a.png")
        assert out.getpixel((1, 1)) == (127, 127, 127)

    def test_an_opaque_alpha_changes_nothing(self, photo: Image.Image) -> None:
        out = read_image_bytes(encoded(photo.convert("RGBA"), "PNG"), "a.png")
        assert distance(out, photo) == 0

    def test_one_bit(self) -> None:
        image = Image.new("1", (9, 5), 1)
        out = read_image_bytes(encoded(image, "PNG"), "scan.png")
        assert out.getpixel((4, 4)) == (255, 255, 255)


class TestDepths:
    @pytest.mark.parametrize("kind", ["PNG", "TIFF"])
    @pytest.mark.parametrize(("bits", "top"), [(16, 65535), (12, 4095), (10, 1023), (8, 255)])
    def test_grey_in_16_bits_uses_the_depth_it_was_taken_in(
        self, kind: str, bits: int, top: int
    ) -> None:
        ramp = np.linspace(0, top, 256).astype(np.uint16)[None, :].repeat(4, axis=0)
        image = read_image_bytes(encoded(Image.fromarray(ramp), kind), "scan")
        values = np.asarray(image)[2, :, 0]
        assert values[0] == 0
        assert values[-1] == 255
        assert (np.diff(values.astype(int)) >= 0).all()

    def test_big_endian_tiff(self) -> None:
        ramp = np.linspace(0, 65535, 256).astype(">u2")
        data = _tiff(ramp.tobytes(), 256, 1, bits=16, big_endian=True)
        values = np.asarray(read_image_bytes(data, "scan.tif"))[0, :, 1]
        assert (values[0], values[128], values[-1]) == (0, 128, 255)

    def test_16_bit_colour(self) -> None:
        # Pillow writes no such PNG, so that the chunks are made here.
        row = b"\0" + struct.pack(">3H", 65535, 32768, 0) * 5
        data = _png(5, 3, bit_depth=16, color_type=2, rows=row * 3)
        assert read_image_bytes(data, "deep.png").getpixel((2, 1)) == (255, 128, 0)

    def test_float_from_0_to_1_is_taken_as_it_is(self) -> None:
        values = np.full((4, 4), 0.5, dtype=np.float32)
        out = read_image_bytes(encoded(Image.fromarray(values), "TIFF"), "f.tif")
        assert out.getpixel((1, 1)) == (128, 128, 128)

    def test_float_of_another_range_is_stretched_without_its_nans(self) -> None:
        values = np.array([[-1e30, 0.0], [np.nan, 1e30]], dtype=np.float32)
        out = np.asarray(read_image_bytes(encoded(Image.fromarray(values), "TIFF"), "f.tif"))
        grey = out[..., 0].tolist()
        assert grey in ([[0, 128], [0, 255]], [[0, 127], [0, 255]])

    @pytest.mark.parametrize("value", [np.nan, np.inf, 7.0, 3.4e38])
    def test_float_without_any_contrast(self, value: float) -> None:
        values = np.full((3, 3), value, dtype=np.float32)
        out = read_image_bytes(encoded(Image.fromarray(values), "TIFF"), "f.tif")
        assert out.getpixel((1, 1)) == (0, 0, 0)

    def test_signed_32_bit(self) -> None:
        values = np.array([[-(2**31), 2**31 - 1]], dtype=np.int32)
        out = np.asarray(read_image_bytes(encoded(Image.fromarray(values), "TIFF"), "i.tif"))
        assert out[0, :, 2].tolist() == [0, 255]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_frames_the_first_counts(kind: str) -> None:
    frames = [Image.new("RGB", (20, 10), color) for color in ("red", "lime", "blue")]
    options = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    image = read_image_bytes(data, "several")
    assert image.size == (20, 10)
    assert image.getpixel((5, 5)) == (255, 0, 0)


def test_a_phones_mpo_is_the_jpeg_it_begins_with(photo: Image.Image) -> None:
    data = encoded(photo, "MPO", save_all=True, append_images=[Image.new("RGB", (16, 12))])
    assert distance(read_image_bytes(data, "phone.jpg"), photo) < 8


class TestScaling:
    def test_a_jpeg_comes_out_smaller_but_not_below_what_was_asked(self) -> None:
        data = encoded(Image.linear_gradient("L").resize((4000, 3000)), "JPEG")
        image = read_image_bytes(data, "big.jpg", min_edge=256)
        assert image.size == (500, 375)

    @pytest.mark.parametrize("min_edge", [0, 1, 119, 120, 121, 5000])
    def test_never_larger_than_the_original(self, min_edge: int, photo: Image.Image) -> None:
        image = read_image_bytes(encoded(photo, "JPEG"), "a.jpg", min_edge=min_edge)
        assert min(min_edge, 120) <= min(image.size) <= 120


class TestUnreadable:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"])
    @pytest.mark.parametrize("share", [0.02, 0.04])
    def test_truncated(self, kind: str, share: float, photo: Image.Image, tmp_path: Path) -> None:
        data = encoded(photo, kind)
        path = tmp_path / "cut"
        path.write_bytes(data[: int(len(data) * share)])
        with pytest.raises(UnreadableImage) as caught:
            read_image(path)
        assert "damaged" in caught.value.what
        assert caught.value.subject == str(path)

    def test_zero_bytes(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.jpg"
        path.touch()
        with pytest.raises(UnreadableImage, match="empty \\(zero bytes\\)"):
            read_image(path)
        with pytest.raises(UnreadableImage, match="empty"):
            read_image_bytes(b"", "empty.jpg")

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"hello, this is plain text\n" * 9, "not an image of a kind"),
            (b"<!DOCTYPE html><html>404</html>", "a web page"),
            (b"\n <HTML>", "a web page"),
            (b"%PDF-1.7\n", "a PDF"),
            (b"<?xml version='1.0'?><svg/>", "SVG"),
            (b"\0\0\0\x18ftypheic\0\0\0\0", "damaged or cut short"),
            (b"\0\0\0\x18ftypavif\0\0\0\0", "damaged or cut short"),
            (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
            (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not an image of a kind"),
            (b"\xff\xd8\xff", "damaged or cut short"),
        ],
    )
    def test_what_is_no_image_is_called_what_it_is(self, data: bytes, words: str) -> None:
        with pytest.raises(UnreadableImage, match=words):
            read_image_bytes(data, "a.jpg")

    def test_a_decompression_bomb_is_refused_by_its_header(self) -> None:
        bomb = _png(60_000, 60_000, bit_depth=1, color_type=0, rows=b"")
        with pytest.raises(UnreadableImage, match="60,000 × 60,000 pixels; at most 500"):
            read_image_bytes(bomb, "bomb.png")

    def test_a_gif_whose_screen_is_a_bomb(self) -> None:
        data = bytearray(encoded(Image.new("P", (8, 8)), "GIF"))
        data[6:10] = struct.pack("<HH", 65535, 65535)
        with pytest.raises(UnreadableImage, match="65,535"):
            read_image_bytes(bytes(data), "bomb.gif")

    def test_a_panorama_that_pillow_would_warn_of_is_read(self) -> None:
        # 180 megapixels in one bit each: beyond where Pillow by itself refuses.
        rows = (b"\0" + b"\xff" * 2500) * 9000
        data = _png(20_000, 9_000, bit_depth=1, color_type=0, rows=rows)
        assert read_image_bytes(data, "panorama.png", min_edge=100).size == (20_000, 9_000)

    def test_pixels_that_do_not_match_their_checksum(self, photo: Image.Image) -> None:
        data = bytearray(encoded(photo, "PNG"))
        middle = data.index(b"IDAT") + 200
        data[middle : middle + 40] = bytes(40)
        with pytest.raises(UnreadableImage, match="damaged"):
            read_image_bytes(bytes(data), "bits.png")

    def test_no_file_a_folder_and_a_nul(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableImage, match="not there any more"):
            read_image(tmp_path / "gone.jpg")
        with pytest.raises(UnreadableImage, match="a folder"):
            read_image(tmp_path)
        with pytest.raises(UnreadableImage, match="cannot be read"):
            read_image(tmp_path / "a\0b.jpg")

    @given(st.binary(max_size=400), st.sampled_from(["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"]))
    def test_hostile_bytes_end_as_this_error_alone(self, noise: bytes, kind: str) -> None:
        whole = bytearray(encoded(Image.new("RGB", (24, 16), "olive"), kind))
        for index in range(0, len(noise) - 1, 2):
            whole[noise[index] * len(whole) // 256] = noise[index + 1]
        for data in (noise, bytes(whole)):
            with contextlib.suppress(UnreadableImage):  # anything else fails
                assert read_image_bytes(data, "fuzz").mode == "RGB"


@pytest.mark.parametrize(
    "name", ["🦊 in the snow.jpg", "two\nlines.jpg", "n" * 196 + ".jpg", "  spaces  .jpg", "-.jpg"]
)
def test_odd_names(name: str, photo: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(encoded(photo, "JPEG"))
    assert read_image(path).size == (160, 120)


def test_pillows_remarks_do_not_leak(photo: Image.Image) -> None:
    # A tag that claims to be longer than the file: Pillow warns, the pixels are whole.
    exif = Image.Exif()
    exif[0x010F] = "maker of cameras"
    data = encoded(photo, "TIFF", exif=exif)
    entry = struct.pack("<HHI", 0x010F, 2, 17)
    assert data.count(entry) == 1
    data = data.replace(entry, struct.pack("<HHI", 0x010F, 2, 0xFFFFFF))
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with Image.open(BytesIO(data)) as raw:
            raw.load()
    assert seen, "this file no longer makes Pillow warn; find another"
    assert distance(read_image_bytes(data, "a.tif"), photo) == 0  # warnings are errors here


def test_many_threads_decode_at_once(photo: Image.Image) -> None:
    kinds = ("JPEG", "PNG", "WEBP", "TIFF", "GIF")
    files = [encoded(photo, kind) for kind in kinds] + [b"broken", encoded(photo, "PNG")[:300]]
    work = files * 12

    def read(data: bytes) -> bytes | str:
        try:
            return read_image_bytes(data, "x", min_edge=40).tobytes()
        except UnreadableImage as error:
            return error.what

    alone = {data: read(data) for data in files}
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, work)) == [alone[data] for data in work]


def _png(width: int, height: int, *, bit_depth: int, color_type: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, bit_depth, color_type, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _tiff(pixels: bytes, width: int, height: int, *, bits: int, big_endian: bool) -> bytes:
    order = ">" if big_endian else "<"
    entries = [
        (256, 3, width), (257, 3, height), (258, 3, bits), (259, 3, 1), (262, 3, 1),
        (273, 4, 8 + 2 + 9 * 12 + 4), (277, 3, 1), (278, 3, height), (279, 4, len(pixels)),
    ]  # fmt: skip
    pack: Callable[..., bytes] = struct.pack
    directory = pack(f"{order}H", len(entries))
    for tag, kind, value in entries:
        number = pack(f"{order}H2x" if kind == 3 else f"{order}I", value)
        directory += pack(f"{order}HHI", tag, kind, 1) + number
    mark = b"MM\0*" if big_endian else b"II*\0"
    return mark + pack(f"{order}I", 8) + directory + pack(f"{order}I", 0) + pixels
