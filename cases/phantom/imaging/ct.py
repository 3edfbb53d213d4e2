"""From HU to a CT slice: blur and edge of a bone kernel, coloured noise.

Calibrated on one thin-slice spine CT: SD and spectrum of noise, edge enhancement.
"""

from dataclasses import dataclass

import numpy as np
from scipy import fft, ndimage

from ..fields import Field


@dataclass(frozen=True)
class CtScanner:
    """Blur (SD, mm), sharpening (amount and SD, mm) and noise SD (HU) in the image."""

    blur: float = 0.60
    sharpen: float = 0.9
    sharpen_width: float = 1.1
    noise: float = 45.0

    def reconstruct(self, hu: Field, pixel: float, rng: np.random.Generator) -> Field:
        """One image (HU) from sub-slices (sample, rows, columns)."""
        image = ndimage.gaussian_filter(hu.mean(0), self.blur / pixel)
        image += self.sharpen * (
            image - ndimage.gaussian_filter(image, self.sharpen_width / pixel)
        )
        rows, columns = image.shape
        k = np.hypot(fft.fftfreq(rows)[:, None], fft.rfftfreq(columns)[None]).astype(np.float32)
        colour = k**0.6 * np.exp(-((k / 0.33) ** 3))
        noise = fft.irfft2(
            fft.rfft2(rng.standard_normal(image.shape, np.float32)) * colour, s=image.shape
        )
        out: Field = image + noise * np.float32(self.noise / noise.std())
        return out
