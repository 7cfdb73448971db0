"""Odd images: what becomes of each of the corpus's files, how long it takes, and at which peak.

    uv run python benchmarks/odd_images.py [--all]

Reads every file of ``tests/imaging/odd_images.py`` as the window does and as the worker does, in a
process of its own each, four at once as their pools do, and prints the peak of memory beside the
budget of decoding; with ``--all`` a line a file. Larger variants of what claims much are read, too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "imaging"))
THREADS = 4


def read_all(folder: Path, who: str) -> None:
    """In a process of its own: prints a line of JSON a file, then one on the process."""
    from labelmt.domain.errors import UnreadableImage
    from labelmt.imaging.decode import decode_file, read_image_bytes
    from labelmt.imaging.decoding_memory import DECODING

    def one(file: Path) -> dict[str, object]:
        begin = time.perf_counter()
        try:
            if who == "window":
                found = decode_file(file)
                said, outcome = str(found.note), "noted" if found.note else "shown"
            else:
                read_image_bytes(file.read_bytes(), str(file), min_edge=224)
                said, outcome = "", "read"
        except UnreadableImage as error:
            said, outcome = str(error.what), "refused"
        took = time.perf_counter() - begin
        return {"name": file.name, "outcome": outcome, "said": said, "seconds": took}

    started = _peak()
    with ThreadPoolExecutor(THREADS) as pool:
        for told in pool.map(one, sorted(folder.iterdir())):
            print(json.dumps(told))
    print(json.dumps({"started": started, "peak": _peak(), "most": DECODING.most,
                      "room": DECODING.room}))  # fmt: skip


def _peak() -> int:
    """Bytes resident at most until now (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def large_claims() -> dict[str, bytes]:
    """Small files of large pictures, each of one grey."""
    from io import BytesIO

    from PIL import Image

    made = {}
    sizes = {
        "PNG": (16_000, 16_000), "WEBP": (16_383, 8_000), "GIF": (16_000, 9_000),
        "TIFF": (16_000, 16_000), "JPEG": (12_000, 8_000),
    }  # fmt: skip
    for kind, size in sizes.items():
        stream = BytesIO()
        options = {"compression": "tiff_adobe_deflate"} if kind == "TIFF" else {}
        Image.new("L", size, 77).save(stream, kind, **options)
        for number in range(THREADS):
            made[f"large-{number}.{kind.lower()}"] = stream.getvalue()
    return made


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--all", action="store_true", help="print each file")
    asked.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.child:
        read_all(Path(given.child[0]), given.child[1])
        return
    from odd_images import all_odd_images

    with tempfile.TemporaryDirectory() as folder:
        files = {odd.name: odd.data for odd in all_odd_images()} | large_claims()
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        total = sum(map(len, files.values())) / 1e6
        print(f"{len(files)} files, {total:.1f} MB, {THREADS} at once\n")
        titles = "", "shown or read", "noted", "refused", "seconds", "slowest"
        titles += "peak", "before", "taken for decoding", "budget"
        print(f"| {' | '.join(titles)} |\n{'| --- ' * len(titles)}|")
        for who in ("window", "worker"):
            begin = time.perf_counter()
            command = [sys.executable, __file__, "--child", folder, who]
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
            took = time.perf_counter() - begin
            *told, process = [json.loads(line) for line in done.stdout.splitlines()]
            count = Counter(one["outcome"] for one in told)
            slow = max(told, key=lambda one: one["seconds"])
            memory = (
                f"{process[one] / 1e6:,.0f} MB" for one in ("peak", "started", "most", "room")
            )
            print(f"| {who} | {count['shown'] + count['read']} | {count['noted']} | "
                  f"{count['refused']} | {took:.1f} | {slow['name']} {slow['seconds']:.1f} s | "
                  f"{' | '.join(memory)} |")  # fmt: skip
            if given.all:
                for one in told:
                    line = f"{one['seconds']:6.2f} s  {one['outcome']:8} {one['name']:30} "
                    print(line + one["said"])


if __name__ == "__main__":
    main()
