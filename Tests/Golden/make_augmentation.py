"""Writes augmentation.safetensors: images that torchvision and SciPy have changed.

    .venv/bin/pip install torchvision==0.29.2 scipy==1.17.1
    .venv/bin/python Tests/Golden/make_augmentation.py
"""

import scipy.ndimage
import torch
from torchvision.transforms import InterpolationMode, functional as F

from golden import Draw, write

# angle, translation, scale, shear; in degrees and pixels.
AFFINE = [(0, (0, 0), 1, (0, 0)), (25, (0, 0), 1, (0, 0)), (0, (2.5, -1), 1, (0, 0)), (0, (0, 0), 0.7, (0, 0)),
          (0, (0, 0), 1.3, (0, 0)), (0, (0, 0), 1, (20, 0)), (-40, (1, 2), 1.2, (-15, 10)), (180, (0, 0), 1, (0, 0))]
FILL = 0.25


def affine(image, angle, translation, scale, shear):
    # torchvision multiplies what it interpolated with black beyond the edge by the same weights again before it fills in.
    output = FILL + F.affine(image - FILL, angle, translation, scale, list(shear), InterpolationMode.BILINEAR)
    return {"settings": torch.tensor([angle, *translation, scale, *shear], dtype=torch.float64), "output": output}


def displaced(image, down, right):
    rows, columns = torch.meshgrid(torch.arange(image.shape[0]), torch.arange(image.shape[1]), indexing="ij")
    return scipy.ndimage.map_coordinates(
        image.numpy(), [(rows + down).numpy(), (columns + right).numpy()], order=1, mode="grid-constant", cval=FILL)


if __name__ == "__main__":
    draw = Draw(37)
    image = (draw(3, 7, 10) + 2) / 4
    # torchvision computes where pixels come from in the type of the image.
    factors = [0, 0.4, 1, 1.7]
    colors = {f"{name}.{i}": adjust(image, factor) for i, factor in enumerate(factors) for name, adjust in [
        ("brightness", F.adjust_brightness), ("contrast", F.adjust_contrast), ("saturation", F.adjust_saturation)]}
    field = draw(9, 12)
    down, right = draw(7, 10), draw(7, 10) * 2
    write("augmentation", {
        "image": image, "factors": torch.tensor(factors, dtype=torch.float64),
        "affine": {str(i): affine(image, *settings) for i, settings in enumerate(AFFINE)}, **colors,
        "gray_contrast": F.adjust_contrast(image[:1], 1.7),
        "hues": torch.tensor([-0.5, -0.2, 0.1, 0.35], dtype=torch.float64),
        **{f"hue.{i}": F.adjust_hue(image, hue) for i, hue in enumerate([-0.5, -0.2, 0.1, 0.35])},
        "field": field,
        **{f"smoothed.{i}": scipy.ndimage.gaussian_filter(field.numpy(), sigma, mode="constant")
           for i, sigma in enumerate([0.8, 2, 4])},
        "down": down, "right": right, "displaced": displaced(image[0], down, right)})
