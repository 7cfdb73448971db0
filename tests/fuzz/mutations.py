"""Inputs that are nearly right: a sound one with a few places changed, drawn by hypothesis."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

MARKS = (
    b"\0", b"\xff", b"\xff" * 4, b"\xff" * 8, b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0" * 8, b"-1",
    b"9" * 30, b"1e999", b"NaN", b"null", b"true", b"[]", b"{}", b'""', b"[[[[", b'{"a":', b"\n",
    b"\r", b"\t", b'"', b"'", b"\\", b"\\ud800", b"\xed\xa0\x80", b"\xe2\x80\x8b", b"&x;", b"<a>",
    b"<!--", b"]]>", b"*a", b"&a ", b"!!python/name:os.system", b"../", b"/etc/passwd", b"|", b";",
    b",", b":", b"(", b")", b"*", b"?", b"%", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe",
)  # fmt: skip
"""What means something to one parser or another."""


@st.composite
def mutated(draw: st.DrawFn, seeds: Sequence[bytes], most: int = 6) -> bytes:
    """One of the seeds with up to ``most`` changes; the simplest example is a seed as it is."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.integers(0, 8) | st.integers(0, 400)))
        match draw(st.integers(0, 6)):
            case 0:  # cut off
                del data[start:]
            case 1:  # left out
                del data[start:stop]
            case 2:  # there twice
                data[start:start] = data[start:stop]
            case 3:  # something that means something
                data[start : start + draw(st.integers(0, 4))] = draw(st.sampled_from(MARKS))
            case 4:  # anything
                data[start:stop] = draw(st.binary(max_size=8))
            case 5 if start < len(data):  # a bit turned
                data[start] ^= 1 << draw(st.integers(0, 7))
            case 6:  # a piece of another
                other = draw(st.sampled_from(seeds))
                begin = draw(st.integers(0, len(other)))
                data[start:stop] = other[begin : begin + draw(st.integers(0, 200))]
    return bytes(data)
