#!/usr/bin/python3
"""scan_seeds.py FOLDER: writes the scans and photos of the system tests there, for fuzz_scan."""
import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / name) for name in ("system/lib", "lib")]
import scans    # noqa: E402

PHOTO = scans.exif(turn=6) + scans.segment(0xed, b"Photoshop 3.0\0") + scans.segment(0xe2, b"ICC_PROFILE\0")
STREAM = b"stream\n" + scans.jpeg(segments=PHOTO) + b"\nendstream\ntrailer"
SEEDS = {"png": scans.png(besides=b"30.5N"), "jpeg": scans.jpeg(segments=PHOTO),
         "pdf": scans.pdf(b"/Author (A)"), "photo.pdf": scans.pdf().replace(b"trailer", STREAM)}

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, data in SEEDS.items():
    (folder / name).write_bytes(data)
