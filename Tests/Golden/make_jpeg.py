"""Makes jpeg.npz: JPEG files that decoders merely warn about, or that hold inks, with the pixels Pillow gives.

    .venv/bin/pip install pillow==13.0.0 numpy==2.4.6
    .venv/bin/python Tests/Golden/make_jpeg.py

`NAME_file` are the bytes of a file, `NAME_pixels` its levels, [channels, height, width].
"""

import io
from pathlib import Path

import numpy
from PIL import Image

HEIGHT, WIDTH = 13, 22


def picture(mode):
    """Slopes of another direction and pace in every channel."""
    rows, columns = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [(rows * a + columns * b + c) % 256 for a, b, c in [(9, 5, 0), (3, 11, 90), (17, 2, 40), (4, 6, 20)]]
    channels = len(Image.new(mode, (1, 1)).getbands())
    stacked = numpy.stack(planes[:channels], axis=-1).astype(numpy.uint8)
    return Image.fromarray(stacked[:, :, 0] if channels == 1 else stacked, mode)


def encoded(mode, **options):
    file = io.BytesIO()
    picture(mode).save(file, "JPEG", quality=90, **options)
    return file.getvalue()


def pixels(content):
    image = Image.open(io.BytesIO(content))
    levels = numpy.asarray(image if image.mode == "L" else image.convert("RGB"))
    return levels[None] if levels.ndim == 2 else levels.transpose(2, 0, 1).copy()


def without_segment(content, marker):
    start = content.index(bytes([0xFF, marker]))
    return content[:start] + content[start + 2 + int.from_bytes(content[start + 2 : start + 4], "big") :]


colour, inks = encoded("RGB"), encoded("CMYK")
version = colour.index(b"JFIF\0") + 5
transform = inks.index(b"Adobe") + 11
files = {
    "colour": colour,
    "grey": encoded("L"),
    "progressive": encoded("RGB", progressive=True),
    "full_chroma": encoded("RGB", subsampling=0),
    "inks": inks,
    "inks_unmarked": without_segment(inks, 0xEE),
    # The same numbers taken for YCCK.
    "inks_ycck": inks[:transform] + b"\2" + inks[transform + 1 :],
    "version_0": colour[:version] + b"\0\0" + colour[version + 2 :],
    "stray_before_end": colour[:-2] + b"\0\1\2\3" + colour[-2:],
    "stray_after_end": colour + b"\0\1\2\3",
    "fill_bytes": colour[:-2] + b"\xff\xff\xff" + colour[-2:],
}
arrays = {}
for name, content in files.items():
    arrays[f"{name}_file"] = numpy.frombuffer(content, numpy.uint8)
    arrays[f"{name}_pixels"] = pixels(content)
numpy.savez(Path(__file__).parent / "jpeg.npz", **arrays)
