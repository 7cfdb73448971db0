"""A corpus of odd image files made by code, each with what must happen when it is read.

``CORPUS`` names the families; ``all_odd_images`` makes some 400 files within a second or two.
"""

from __future__ import annotations

import gzip
import io
import random
import struct
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from made_files import chunk, directory_first, dng, encoded, psd, strips_of, with_chunk
from numpy.typing import NDArray
from odd_bitmaps import odd_bitmaps
from PIL import Image


@dataclass(frozen=True, slots=True)
class OddImage:
    """One file.

    Attributes:
        name: of the file, unique in the corpus.
        outcome: ``shown``, ``noted`` (shown with a note), ``refused``; ``either`` where the bytes
            are random: nothing but an image or a refusal may come of them.
        words: in the note, or in the refusal.
        size: (width, height) where it is shown; None: whatever it is.
    """

    name: str
    data: bytes
    outcome: str = "shown"
    words: str = ""
    size: tuple[int, int] | None = None


SIZE = 96, 72
_KINDS = {
    "JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "BMP": "bmp", "GIF": "gif",
    "HEIF": "heic", "AVIF": "avif", "JPEG2000": "jp2", "PPM": "ppm", "TGA": "tga", "PSD": "psd",
    "JXL": "jxl",
}  # fmt: skip
_MODES = {
    "JPEG": ("L", "CMYK", "YCbCr"), "PNG": ("1", "L", "LA", "P", "RGBA", "I;16"),
    "WEBP": ("RGBA",), "TIFF": ("1", "L", "LA", "P", "RGBA", "CMYK", "LAB", "I;16", "I", "F"),
    "BMP": ("1", "L", "P", "RGBA"), "GIF": ("1", "L", "P"), "HEIF": ("L", "RGBA"),
    "AVIF": ("RGBA",), "JPEG2000": ("L", "LA", "RGBA"), "PPM": ("1", "L", "I;16", "F"),
    "TGA": ("1", "L", "LA", "P", "RGBA"),
}  # fmt: skip


def _photo() -> Image.Image:
    """No row of it, and no column, is of one colour."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    noise = np.random.default_rng(9).integers(0, 60, (SIZE[1], SIZE[0], 3))
    return Image.fromarray((np.stack([2 * x, 2 * y, x + y], -1) + noise).astype(np.uint8))


PHOTO = _photo()


def all_odd_images() -> list[OddImage]:
    """The whole corpus, the same with every call."""
    return [one for family in CORPUS for one in family()]


def _whole() -> Iterator[OddImage]:
    for kind, ending in _KINDS.items():
        yield OddImage(f"whole.{ending}", encoded(PHOTO, kind), size=SIZE)
        for mode in _MODES.get(kind, ()):
            if mode in ("LAB", "YCbCr", "I;16", "I", "F"):
                image = _of_mode(mode)
            else:
                image = PHOTO.convert(mode)
            yield OddImage(f"{mode.replace(';', '')}.{ending}", encoded(image, kind), size=SIZE)
    yield OddImage("icon.ico", encoded(PHOTO, "ICO", sizes=[(64, 48)]), size=(64, 48))
    yield OddImage(
        "bitmap-icon.ico", encoded(PHOTO, "ICO", sizes=[(64, 48)], bitmap_format="bmp"),
        size=(64, 48),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        negative = dng(Path(folder), PHOTO.resize((320, 240))).read_bytes()
    yield OddImage("camera.dng", negative, size=(320, 240))
    yield OddImage("negative-called.tif", negative, size=(320, 240))
    yield OddImage("negative-cut.dng", negative[:500], "refused", "damaged")


def _of_mode(mode: str) -> Image.Image:
    if mode in ("LAB", "YCbCr"):
        return PHOTO.convert("YCbCr") if mode == "YCbCr" else Image.new("LAB", SIZE, (120, 99, 9))
    ramp = np.linspace(0, 4000, SIZE[0] * SIZE[1]).reshape(SIZE[1], SIZE[0])
    kind = {"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]
    return Image.fromarray(ramp.astype(kind))


def _variants() -> Iterator[OddImage]:
    """Ways to store that encoders choose."""
    options: list[tuple[str, str, dict[str, object]]] = [
        ("progressive", "JPEG", {"progressive": True}), ("444", "JPEG", {"subsampling": 0}),
        ("420", "JPEG", {"subsampling": 2}), ("grainy", "JPEG", {"quality": 1}),
        ("restarts", "JPEG", {"restart_marker_rows": 1}), ("dpi", "JPEG", {"dpi": (0, 0)}),
        ("lossless", "WEBP", {"lossless": True}), ("small", "WEBP", {"quality": 0}),
        ("interlaced", "GIF", {"interlace": 1}), ("straight", "GIF", {"interlace": 0}),
        ("packbits", "TIFF", {"compression": "packbits"}),
        ("jpeg", "TIFF", {"compression": "jpeg"}),
        ("lzw", "TIFF", {"compression": "tiff_lzw"}), ("zstd", "TIFF", {"compression": "zstd"}),
        ("deflate", "TIFF", {"compression": "tiff_adobe_deflate"}),
        ("big", "TIFF", {"big_tiff": True}), ("rle", "TGA", {"compression": "tga_rle"}),
        ("stored", "PNG", {"compress_level": 0}), ("tiles", "JPEG2000", {"tile_size": (32, 32)}),
        ("irreversible", "JPEG2000", {"irreversible": True}),
        ("codestream", "JPEG2000", {"no_jp2": True}), ("444", "AVIF", {"subsampling": "4:4:4"}),
    ]  # fmt: skip
    for name, kind, chosen in options:
        yield OddImage(f"{name}.{_KINDS[kind]}", encoded(PHOTO, kind, **chosen), size=SIZE)
    for compression in ("group3", "group4"):
        data = encoded(PHOTO.convert("1"), "TIFF", compression=compression)
        yield OddImage(f"{compression}.tif", data, size=SIZE)


def _turned() -> Iterator[OddImage]:
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        for orientation in (*range(10), 65535):
            exif = Image.Exif()
            exif[0x0112] = orientation
            size = SIZE[::-1] if orientation in (5, 6, 7, 8) else SIZE
            yield OddImage(
                f"turned-{orientation}.{_KINDS[kind]}", encoded(PHOTO, kind, exif=exif), size=size
            )


def _cut() -> Iterator[OddImage]:
    by_rows = {"JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "PPM", "TGA"}
    for kind, ending in _KINDS.items():
        # At the end of a TIFF that Pillow writes is its directory, which may stand anywhere.
        whole = encoded(PHOTO, kind)
        for share in (0.4, 0.7, 0.95):
            data = whole[: int(share * len(whole))]
            outcome, words = ("noted", "missing") if kind in by_rows else ("refused", "damaged")
            yield OddImage(f"cut-{share}.{ending}", data, outcome, words)
        yield OddImage(f"begun.{ending}", whole[: len(whole) // 80], "refused")
        yield OddImage(f"trailing.{ending}", whole + bytes(1000), size=SIZE)
        yield OddImage(f"trailing-page.{ending}", whole + b"<html>" * 99, size=SIZE)
    jpeg = encoded(PHOTO, "JPEG")
    for count in (1, 2, 3):
        yield OddImage(f"without-{count}.jpg", jpeg[:-count], "noted", "may be missing", SIZE)
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        whole = encoded(PHOTO, "TIFF", compression=compression, tiffinfo=strips_of(8))
        first = directory_first(whole)
        yield OddImage(f"{compression}-first.tif", first, size=SIZE)
        cut = first[: int(0.75 * len(first))]
        yield OddImage(f"{compression}-first-cut.tif", cut, "noted", "rows are missing")
        yield OddImage(f"{compression}-last-cut.tif", whole[:-40], "refused", "damaged")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 3, "words" * 20
    tagged = encoded(PHOTO, "WEBP", exif=exif)
    yield OddImage("exif-cut.webp", tagged[:-30], "noted", "beside the picture", SIZE)
    others = [PHOTO.rotate(90 * turn) for turn in (1, 2)]
    moving = encoded(PHOTO, "WEBP", save_all=True, append_images=others)
    yield OddImage("frames-cut.webp", moving[:-50], "noted", "beside the picture", SIZE)
    yield OddImage("odd-end.webp", encoded(PHOTO, "WEBP")[:-1], "either", size=SIZE)
    lossless = encoded(PHOTO, "WEBP", lossless=True)
    yield OddImage("lossless-cut.webp", lossless[: len(lossless) // 2], "either")


def _portable_network_graphics() -> Iterator[OddImage]:
    whole = encoded(PHOTO, "PNG")
    kept, wrong = ("shown", ""), ("noted", "beside the picture")
    for kind, body in (
        (b"gAMA", struct.pack(">I", 45455)), (b"cHRM", bytes(32)), (b"sRGB", b"\0"),
        (b"pHYs", bytes(9)), (b"tIME", bytes(7)), (b"tEXt", b"a\0b"), (b"zTXt", b"a\0\0x"),
        (b"iTXt", b"a\0\0\0\0\0b"), (b"bKGD", bytes(6)), (b"sBIT", bytes(3)), (b"eXIf", b"MM\0*"),
        (b"hIST", bytes(4)), (b"abCd", b"x"), (b"iCCP", b"a\0\0x"), (b"iCCP", b"a\0\7x"),
        (b"acTL", bytes(8)), (b"fcTL", bytes(26)),
    ):  # fmt: skip
        title = f"{kind.decode()}-{len(body)}-{body[2:3].hex()}"
        fine = with_chunk(whole, chunk(kind, body))
        yield OddImage(f"{title}.png", fine, "either", size=SIZE)
        bad = with_chunk(whole, chunk(kind, body, wrong=True))
        outcome, words = kept if kind in _NO_MATTER else wrong
        if kind in (b"acTL", b"fcTL", b"iCCP", b"zTXt"):
            outcome, words = "either", ""
        yield OddImage(f"{title}-sum.png", bad, outcome, words, SIZE)
    zeros = zlib.compress(bytes(9 << 20))
    for title, one, outcome, words in (
        ("text", chunk(b"tEXt", b"a\0" + b"b" * (3 << 20)), "shown", ""),
        ("packed-text", chunk(b"zTXt", b"a\0\0" + zeros), "shown", ""),
        ("world-text", chunk(b"iTXt", b"a\0\1\0\0\0" + zeros), "shown", ""),
        ("profile", chunk(b"iCCP", b"a\0\0" + zeros), "noted", "colour profile"),
        ("critical", chunk(b"ABCD", b"x"), "shown", ""),
        ("palette", chunk(b"PLTE", bytes(3)), "shown", ""),
        ("odd-transparency", chunk(b"tRNS", b"\0\1\0\1\0\1"), "shown", ""),
    ):
        yield OddImage(f"large-{title}.png", with_chunk(whole, one), outcome, words, SIZE)
        late = with_chunk(whole, one, at_end=True)
        yield OddImage(f"late-{title}.png", late, "either", size=SIZE)
    many = with_chunk(whole, *[chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(900_000)))] * 80)
    yield OddImage("many-texts.png", many, size=SIZE)
    place = whole.index(b"IDAT")
    for at in (0.2, 0.6, 0.9):
        bits = bytearray(whole)
        here = place + int(at * (len(whole) - place))
        bits[here : here + 20] = bytes(20)
        yield OddImage(f"bits-{at}.png", bytes(bits), "either")
    yield OddImage("no-end.png", whole[:-12], "either", size=SIZE)
    yield OddImage("no-pixels.png", whole[:33] + whole[-12:], "refused", "damaged")
    yield OddImage("text-mode.png", whole.replace(b"\r\n", b"\n"), "refused")
    header = bytearray(whole)
    header[29] ^= 1
    yield OddImage("header-sum.png", bytes(header), "refused", "damaged")


_NO_MATTER: tuple[bytes, ...] = (b"zTXt",)


def _joint_photographs() -> Iterator[OddImage]:
    whole = encoded(PHOTO, "JPEG")
    scan = whole.index(b"\xff\xda")
    yield OddImage("fill-bytes.jpg", whole[:2] + b"\xff" * 40 + whole[2:], size=SIZE)
    yield OddImage("garbage-first.jpg", b"\0\1\2" + whole, "refused")
    yield OddImage("newline-first.jpg", b"\n" + whole, "refused")
    yield OddImage("two-in-one.jpg", whole + whole, size=SIZE)
    yield OddImage("no-end.jpg", whole[:-2], "noted", "may be missing", SIZE)
    yield OddImage("no-scan.jpg", whole[:scan], "refused", "damaged")
    yield OddImage("no-scan-but-end.jpg", whole[:scan] + b"\xff\xd9", "refused", "damaged")
    for length in (2, 100, 65535):
        part = b"\xff\xe1" + struct.pack(">H", length) + b"Exif\0\0MM\0*" + bytes(65_600)
        data = whole[:2] + part[: length + 2] + whole[2:]
        yield OddImage(f"exif-{length}.jpg", data, size=SIZE)
    comment = b"\xff\xfe\xff\xff" + b"c" * 65533
    yield OddImage("comments.jpg", whole[:2] + comment * 20 + whole[2:], size=SIZE)
    for title, body in (("none", b""), ("text", b"ICC_PROFILE\0\1\1nothing"), ("zero", bytes(200))):
        part = b"\xff\xe2" + struct.pack(">H", len(body) + 2) + body
        yield OddImage(f"profile-{title}.jpg", whole[:2] + part + whole[2:], size=SIZE)
    frame = whole.index(b"\xff\xc0")
    for title, change in (
        ("no-height", (5, b"\0\0")), ("no-width", (7, b"\0\0")), ("12-bit", (4, b"\x0c")),
        ("9-components", (9, b"\x09")), ("arithmetic", (1, b"\xc9")), ("lossless", (1, b"\xc3")),
    ):  # fmt: skip
        place = frame + change[0]
        changed = whole[:place] + change[1] + whole[place + len(change[1]) :]
        yield OddImage(f"{title}.jpg", changed, "either")
    progressive = encoded(PHOTO, "JPEG", progressive=True)
    last = progressive.rindex(b"\xff\xda")
    more = progressive[:-2] + progressive[last:-2] * 400 + b"\xff\xd9"
    yield OddImage("400-scans.jpg", more, "noted", "passes", SIZE)
    for share in (0.6, 0.7, 0.9):
        cut = progressive[: int(share * len(progressive))]
        yield OddImage(f"progressive-{share}.jpg", cut, "noted", "missing", SIZE)


def _bombs() -> Iterator[OddImage]:
    """Small files that claim much."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
    most = ("refused", "at most 500 megapixels")
    yield OddImage("bomb.png", png, *most)
    gif = bytearray(encoded(PHOTO.convert("P"), "GIF"))
    gif[6:10] = b"\xff" * 4
    yield OddImage("bomb.gif", bytes(gif), *most)
    jpeg = bytearray(encoded(PHOTO, "JPEG"))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = b"\xff" * 4
    yield OddImage("bomb.jpg", bytes(jpeg), *most)
    yield OddImage("bomb.ppm", b"P6 99999 99999 255\n", *most)
    yield OddImage("bomb-bits.pbm", b"P4 4000000 4000000\n", *most)
    tga = bytearray(encoded(PHOTO, "TGA"))
    tga[12:16] = b"\xff" * 4
    yield OddImage("bomb.tga", bytes(tga), *most)
    document = bytearray(psd(PHOTO))
    document[14:22] = struct.pack(">II", 100_000, 100_000)
    yield OddImage("bomb.psd", bytes(document), *most)
    yield OddImage("bomb.bmp", _bitmap_head(60_000, 60_000), *most)
    yield OddImage("bomb-down.bmp", _bitmap_head(60_000, -60_000), *most)
    icon = bytearray(encoded(PHOTO, "ICO", sizes=[(64, 48)]))
    place = icon.index(b"IHDR") + 4
    sized = struct.pack(">II", 30_000, 30_000) + bytes(icon[place + 8 : place + 13])
    icon[place : place + 17] = sized + struct.pack(">I", zlib.crc32(b"IHDR" + sized))
    yield OddImage("bomb.ico", bytes(icon), "refused", "damaged")
    tiff = bytearray(encoded(PHOTO, "TIFF"))
    (at,) = struct.unpack_from("<I", tiff, 4)
    for entry in range(struct.unpack_from("<H", tiff, at)[0]):
        tag = struct.unpack_from("<H", tiff, at + 2 + 12 * entry)[0]
        if tag in (256, 257):
            struct.pack_into("<HII", tiff, at + 4 + 12 * entry, 4, 1, 99_999)
    yield OddImage("bomb.tif", bytes(tiff), *most)
    webp = bytearray(encoded(PHOTO, "WEBP"))
    place = webp.index(b"\x9d\x01\x2a") + 3
    webp[place : place + 4] = b"\xa0\x0f\xa0\x0f"
    yield OddImage("claims.webp", bytes(webp), "either")


def _bitmap_head(width: int, height: int) -> bytes:
    return struct.pack("<2sIHHI", b"BM", 0, 0, 0, 54) + struct.pack(
        "<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0
    )


def _names() -> Iterator[OddImage]:
    endings = [*_KINDS.values(), "dng", "ico", "dcm"]
    for at, (kind, ending) in enumerate(_KINDS.items()):
        if kind == "TGA":
            continue
        data = encoded(PHOTO, kind)
        other = endings[(at + 5) % len(endings)]
        yield OddImage(f"really-{ending}.{other}", data, size=SIZE)
        yield OddImage(f"really-{ending}", data, size=SIZE)
        yield OddImage(f"really-{ending}.cr2", data, size=SIZE)
    yield OddImage("really-tga.jpg", encoded(PHOTO, "TGA"), size=SIZE)  # by its last bytes


def _no_images() -> Iterator[OddImage]:
    unknown = "not an image of a kind"
    for name, data, words in (
        ("empty.jpg", b"", "empty"), ("one.png", b"\x89", unknown), ("two.jpg", b"\xff\xd8", ""),
        ("page.jpg", b"<!DOCTYPE html><html>", "web page"),
        ("page.png", b"\xef\xbb\xbf<HTML>", "web"),
        ("letter.jpg", b"%PDF-1.7\n%", "PDF"), ("drawing.png", b"<svg xmlns=''/>", "SVG"),
        ("meta.tif", b"<?xml version='1.0'?>", "XML"),
        ("archive.jpg", b"PK\3\4" + bytes(60), "ZIP"),
        ("pointer.png", b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        ("film.heic", b"\0\0\0\x18ftypmp42" + bytes(60), "film"),
        ("quick.heic", b"\0\0\0\x14ftypqt  " + bytes(60), "film"),
        ("notes.jpg", b"hello\n" * 50, unknown), ("zeros.jpg", bytes(5000), unknown),
        ("ones.png", b"\xff" * 5000, ""), ("packed.jpg", gzip.compress(b"x" * 500), unknown),
        ("program.png", b"\x7fELF" + bytes(99), unknown),
        ("database.jpg", b"SQLite format 3\0", ""),
        ("script.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n", unknown),
        ("sound.jpg", b"ID3\4" + bytes(50), ""),
        ("wave.webp", b"RIFF\x24\0\0\0WAVEfmt " + bytes(30), unknown),
        ("wide.jpg", "hello".encode("utf-16"), ""), ("json.png", b'{"error": "403"}', unknown),
        ("pickle.png", b"\x80\4\x95" + bytes(40), unknown),
        ("large.psb", b"8BPS\0\2" + bytes(99), "PSB"),
        ("deep.psd", psd(PHOTO, depth=16), "8 bits"),
        ("layers.psd", psd(PHOTO, merged=False), "merged image"),
        ("report.dcm", bytes(128) + b"DICM" + bytes(20), ""),
        ("brand.avif", b"\0\0\0\x18ftypavif" + bytes(12), "damaged"),
        ("frame.jxl", b"\xff\x0a" + bytes(100), "damaged"),
        ("fuji.raf", b"FUJIFILMCCD-RAW " + bytes(200), "raw"),
        ("canon.cr3", b"\0\0\0\x18ftypcrx " + bytes(200), "raw"),
        ("xcf.png", b"gimp xcf v011\0" + bytes(50), unknown),
    ):  # fmt: skip
        yield OddImage(name, data, "refused", words)
    yield OddImage("random.jpg", random.Random(1).randbytes(4000), "refused")


def _extreme_sizes() -> Iterator[OddImage]:
    for kind in ("JPEG", "PNG", "BMP", "GIF", "WEBP", "TIFF", "PPM", "TGA"):
        for size in ((1, 1), (1, 3000), (3000, 1)):
            data = encoded(Image.new("RGB", size, "olive"), kind)
            yield OddImage(f"{size[0]}-by-{size[1]}.{_KINDS[kind]}", data, size=size)
    yield OddImage("long.png", encoded(Image.new("L", (65_500, 1), 9), "PNG"), size=(65_500, 1))
    yield OddImage("tall.jpg", encoded(Image.new("L", (1, 65_500), 9), "JPEG"), size=(1, 65_500))


def _several() -> Iterator[OddImage]:
    others = [PHOTO.rotate(90 * turn) for turn in (1, 2)]
    for kind in ("GIF", "PNG", "WEBP", "TIFF", "AVIF"):
        data = encoded(PHOTO, kind, save_all=True, append_images=others)
        yield OddImage(f"several.{_KINDS[kind]}", data, size=SIZE)
    yield OddImage(
        "phone.jpg", encoded(PHOTO, "MPO", save_all=True, append_images=others), size=SIZE
    )


def _measurements() -> Iterator[OddImage]:
    ramp = np.linspace(0, 1, SIZE[0] * SIZE[1]).reshape(SIZE[1], SIZE[0])
    for dtype in ("u1", "u2", "i2", "u4", "i4", "f2", "f4", "f8", "i1", "u8"):
        values = (ramp * 100).astype(dtype)
        outcome = "either" if dtype in ("i1", "u8", "f2") else "shown"
        yield OddImage(f"values-{dtype}.tif", _tiff(values), outcome, size=SIZE)
    bands = np.repeat((ramp * 4000).astype("u2")[..., None], 5, 2)
    for planar, values in (("contig", bands), ("separate", np.moveaxis(bands, -1, 0))):
        data = _tiff(values, photometric="minisblack", planarconfig=planar)
        yield OddImage(f"five-bands-{planar}.tif", data, size=SIZE)
    yield OddImage("colour-16.tif", _tiff(bands[..., :3], photometric="rgb"), size=SIZE)
    yield OddImage("tiled.tif", _tiff(bands[..., :3], photometric="rgb", tile=(16, 16)), size=SIZE)
    nothing = np.full(SIZE[::-1], np.nan, "f4")
    yield OddImage("nothing-measured.tif", _tiff(nothing), size=SIZE)
    nothing[3] = np.inf
    yield OddImage("infinite.tif", _tiff(nothing), size=SIZE)
    yield OddImage("complex.tif", _tiff(ramp.astype("c8")), "refused", "damaged")
    yield OddImage(
        "volume.tif", _tiff(np.stack([ramp.astype("f4")] * 4), photometric="minisblack"), size=SIZE
    )


def _tiff(values: NDArray[np.generic], **options: Any) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, values, **options)
    return stream.getvalue()


def _random_damage() -> Iterator[OddImage]:
    for kind, ending in _KINDS.items():
        whole = encoded(PHOTO, kind)
        for seed in range(5):
            chooser, data = random.Random(f"{kind} {seed}"), bytearray(whole)
            for _ in range((1, 3, 10, 40, 200)[seed]):
                data[chooser.randrange(len(data))] = chooser.randrange(256)
            yield OddImage(f"damage-{seed}.{ending}", bytes(data), "either")


def _bitmaps() -> Iterator[OddImage]:
    for name, data, outcome, words, size in odd_bitmaps(PHOTO):
        yield OddImage(name, data, outcome, words, size)


CORPUS = (
    _whole, _variants, _turned, _cut, _portable_network_graphics, _joint_photographs, _bitmaps,
    _bombs, _names, _no_images, _extreme_sizes, _several, _measurements, _random_damage,
)  # fmt: skip
