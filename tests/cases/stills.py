"""Pictures for tests: seeded, with traces of an invented patient in everything but the pixels."""

import numpy as np
from PIL import Image, PngImagePlugin

from tests.cases import lettering

ORIENTATION = 0x0112
ROTATED = 6  # EXIF: to be turned by 90° clockwise


def gray(seed=0, size=96):
    """A smooth gray picture without text, uint8."""
    image = lettering.mr(seed, size).astype(float)
    return np.clip(image / 3, 0, 255).astype(np.uint8)


def colored(seed=0, size=96):
    """The same with one colored corner, (rows, cols, 3) uint8."""
    image = np.repeat(gray(seed, size)[:, :, None], 3, axis=2)
    image[: size // 4, : size // 4] = (200, 30, 30)
    return image


def save(path, pixels, **options):
    """Write the pixels in the format that the name says; returns the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **options)
    return path


def telling_png(path, pixels):
    """A PNG whose text chunks name the patient."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "Hasenpfeffer, MRN-4711-X")
    return save(path, pixels, pnginfo=told, exif=exif(), icc_profile=b"Quackenbush" * 9)


def exif(orientation=1):
    """EXIF with a name and an orientation."""
    data = Image.Exif()
    data[0x010E], data[0x013B], data[ORIENTATION] = "Hasenpfeffer", "Quackenbush", orientation
    return data


def tiff(path, pages, **options):
    """A TIFF of several pages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    first, *rest = (Image.fromarray(page) for page in pages)
    first.save(path, save_all=True, append_images=rest, **options)
    return path
