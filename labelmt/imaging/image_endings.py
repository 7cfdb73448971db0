"""Endings of image files' names: which are read, which are known and not, which say nothing."""

from __future__ import annotations

import os

RAW = frozenset(
    (
        ".3fr", ".ari", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".iiq",
        ".k25", ".kdc", ".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw",
        ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f",
    )
)  # fmt: skip
"""Of cameras; most of these files begin as a TIFF does, with a tiny preview. What is called
``.raw`` may be anything, and is looked into."""
TARGA = frozenset((".tga", ".icb", ".vda", ".vst"))
READ = RAW - {".raw"} | TARGA | frozenset(
    (
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif",
        ".heic", ".heif", ".hif", ".avif", ".jp2", ".j2k", ".j2c", ".jpc", ".jpf", ".jpx",
        ".dcm", ".dicom", ".jxl", ".psd", ".ico", ".ppm", ".pgm", ".pbm", ".pnm", ".pfm",
    )
)  # fmt: skip
FOREIGN = frozenset(
    (
        ".psb", ".xcf", ".kra", ".afphoto", ".svg", ".ai", ".eps", ".pdf", ".jxr", ".wdp", ".hdp",
        ".exr", ".hdr", ".dds", ".icns", ".pcx", ".fits", ".fit", ".nii", ".svs", ".ndpi", ".mrxs",
        ".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpg", ".mts", ".webm", ".wmv",
    )
)  # fmt: skip
"""Pictures and films of formats that are not read: people miss them, unlike a text beside them."""
_OTHER = frozenset(
    (
        ".7z", ".aac", ".aae", ".backup", ".bak", ".bat", ".bib", ".bz2", ".c", ".cfg", ".conf",
        ".cpp", ".crdownload", ".css", ".csv", ".cu", ".db", ".dll", ".doc", ".docx", ".exe",
        ".flac", ".geojson", ".gz", ".h", ".h5", ".hdf5", ".htm", ".html", ".ini", ".ipynb", ".jar",
        ".java", ".js", ".json", ".jsonl", ".key", ".kml", ".lock", ".log", ".lst", ".mat", ".md",
        ".mp3", ".names", ".npy", ".npz", ".numbers", ".ods", ".odt", ".old", ".onnx", ".orig",
        ".pages", ".parquet", ".part", ".pb", ".pkl", ".pp3", ".ppt", ".pptx", ".pt", ".pth", ".py",
        ".pyc", ".r", ".rar", ".rst", ".rtf", ".safetensors", ".sh", ".so", ".sqlite",
        ".sqlite-shm", ".sqlite-wal", ".srt", ".tar", ".tfrecord", ".tgz", ".thm", ".tmp", ".toml",
        ".ts", ".tsv", ".txt", ".wav", ".xls", ".xlsx", ".xml", ".xmp", ".xz", ".yaml", ".yml",
        ".zip", ".zst",
    )
)  # fmt: skip
"""What lies beside images, copies of them included; nobody has to look into it."""


def ending_of(name: str) -> str:
    """The ending of a name or path, in small letters with its dot; empty where there is none."""
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 (hot: a call a file)


def is_image_name(name: str) -> bool:
    """Whether a file of this name is taken for an image without a look into it."""
    return ending_of(name) in READ


def says_nothing(ending: str) -> bool:
    """Whether only a file's beginning tells what it is."""
    return not (ending in READ or ending in FOREIGN or ending in _OTHER)
