#!/usr/bin/env bash
# Pillow refuses a JPEG file that lacks nothing but its end marker, but loads one that lacks a quarter of its data.
#
# Pillow 13.0.0. Without the two bytes FF D9, which carry no pixels, a file is "truncated", however many of its pixels
# are there. With them, the data before may end early: the rest of the image is filled with grey, without a warning.
#
# Seen: a 300 x 200 image with a colour gradient, and the colour of its last pixel.
#   whole file: (253, 253, 241)
#   without the end marker: OSError
#   three quarters of the data, then the end marker: (128, 128, 128)
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" install --quiet --disable-pip-version-check Pillow==13.0.0

cat >"$directory/images.py" <<'PYTHON'
import io

from PIL import Image

width, height = 300, 200
image = Image.new("RGB", (width, height))
image.putdata([(x * 255 // width, y * 255 // height, (x + y) % 256) for y in range(height) for x in range(width)])
file = io.BytesIO()
image.save(file, "JPEG", quality=95)
jpeg = file.getvalue()
assert jpeg.endswith(b"\xff\xd9")


def last_pixel(data):
    try:
        return Image.open(io.BytesIO(data)).getpixel((width - 1, height - 1))
    except OSError as error:
        return type(error).__name__


print("whole file:", last_pixel(jpeg))
print("without the end marker:", last_pixel(jpeg[:-2]))
print("three quarters of the data, then the end marker:", last_pixel(jpeg[: len(jpeg) * 3 // 4] + b"\xff\xd9"))
PYTHON

seen=$("$directory/venv/bin/python" "$directory/images.py")
expected=$(sed -n 's/^#   \(whole\|without\|three\)/\1/p' "$0")
echo "$seen"
if [ "$seen" != "$expected" ]; then
    echo "the behaviour has changed; expected:" >&2
    echo "$expected" >&2
    exit 1
fi
