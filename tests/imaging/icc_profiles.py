"""Colour profiles made from the format's own words (ICC.1:2022), for images to carry."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

DISPLAY_P3 = ((0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1572, 0.0666, 0.7841))
"""XYZ of red, green and blue, adapted to D50: what telephones take pictures in."""
SRGB = ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))


def matrix_profile(primaries: Sequence[Sequence[float]], gamma: float = 2.2) -> bytes:
    """An RGB profile of three primaries and one gamma."""
    curve = b"curv\0\0\0\0" + struct.pack(">IH2x", 1, round(gamma * 256))
    tags = {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve, b"wtpt": _xyz((0.9642, 1, 0.8249))}
    for name, primary in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries, strict=True):
        tags[name] = _xyz(primary)
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


def press_profile(cyan: tuple[int, int, int]) -> bytes:
    """A CMYK profile in which full cyan has this L*a*b* (8 bits each), and all else is grey."""
    table = bytearray()
    for c in (0, 1):
        for rest in range(8):
            table += bytes(cyan) if c and not rest else bytes((255 - 32 * rest, 128, 128))
    straight = bytes(range(256))
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + matrix + straight * 4 + table + straight * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": lut, b"wtpt": _xyz((0.9642, 1, 0.8249))})


def _xyz(values: Sequence[float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(one * 65536) for one in values))


def _profile(kind: bytes, space: bytes, connection: bytes, tags: Mapping[bytes, bytes]) -> bytes:
    text = b"made for a test"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + bytes(78)
    all_tags = {b"desc": described, b"cprt": b"text\0\0\0\0none\0", **tags}
    at = 128 + 4 + 12 * len(all_tags)
    table, body = struct.pack(">I", len(all_tags)), b""
    for name, data in all_tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    header = struct.pack(
        ">I4sI4s4s4s12s4s", 128 + len(table) + len(body), b"", 0x02400000, kind, space,
        connection, struct.pack(">6H", 2026, 1, 1, 0, 0, 0), b"acsp",
    )  # fmt: skip
    light = struct.pack(">3i", round(0.9642 * 65536), 65536, round(0.8249 * 65536))
    return (header.ljust(68, b"\0") + light).ljust(128, b"\0") + table + body
