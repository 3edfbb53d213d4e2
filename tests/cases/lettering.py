"""CT and MR noise with text burned in, as a program would draw it. Seeded, so that it repeats."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZES = (10, 14, 18, 24, 32)
WORDS = ("HASENPFEFFER", "Smith John", "ID 4711-88", "12.03.1956", "MUELLER^A", "M 054Y",
         "St. Elsewhere", "2021-04-17")  # fmt: skip


def ct(seed, side=512):
    """A body with a vertebra in air, quantum noise of 25 HU; int16."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side] / side
    image = np.full((side, side), -1000.0)
    image[((x - 0.5) / 0.39) ** 2 + ((y - 0.5) / 0.29) ** 2 < 1] = 40
    image[((x - 0.5) / 0.08) ** 2 + ((y - 0.58) / 0.08) ** 2 < 1] = 400
    return np.clip(image + rng.normal(0, 25, image.shape), -1024, 3071).astype(np.int16)


def mr(seed, side=384):
    """Smooth tissue with Rician noise; uint16."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side]
    tissue = 300 + 200 * np.sin(x / 40) * np.cos(y / 55)
    tissue[((x - side / 2) / (0.39 * side)) ** 2 + ((y - side / 2) / (0.44 * side)) ** 2 > 1] = 0
    noise = rng.normal(0, 20, tissue.shape) + 1j * rng.normal(0, 20, tissue.shape)
    return np.abs(tissue + noise).astype(np.uint16)


def burn(image, size, seed):
    """The image with a word of this letter size, and where it stands (left, top, right, bottom)."""
    rng = np.random.default_rng(seed)
    word = WORDS[int(rng.integers(len(WORDS)))]
    font = ImageFont.load_default(size)
    layer = Image.new("L", (image.shape[1], image.shape[0]))
    pen = ImageDraw.Draw(layer)
    left, top, right, bottom = pen.textbbox((0, 0), word, font=font)
    x = int(rng.integers(0, max(1, image.shape[1] - right - 4)))
    y = int(rng.integers(0, max(1, image.shape[0] - bottom - 4)))
    pen.text((x, y), word, font=font, fill=255)
    part = np.asarray(layer) / 255.0
    level = float(image.max()) if rng.random() < 0.7 else float(np.percentile(image, 99.5))
    written = (image * (1 - part) + level * part).astype(image.dtype)
    return written, (x + left, y + top, x + right, y + bottom)


def overlaps(box, place):
    """Whether a rectangle meets the place (left, top, right, bottom)."""
    left, top, right, bottom = place
    return (
        box.x < right and left < box.x + box.width and box.y < bottom and top < box.y + box.height
    )
