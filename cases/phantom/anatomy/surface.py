"""The back of the body: where the deep fascia and the skin lie along the spine."""

import numpy as np
from scipy.ndimage import gaussian_filter1d, maximum_filter1d

from ..fields import Field, lerp
from .arch import spinous_tip
from .chain import Spine
from .tables import SACRAL_BACK

STEP = 2.0  # mm


class Surface:
    """Fascia and skin as tables over z."""

    def __init__(self, spine: Spine) -> None:
        s, tips = spine.patient.scale, []
        for v in spine.vertebrae:
            if v.region != "S":
                tips.append(v.world(0, *spinous_tip(v)))
            elif v.name == "Co":
                tips.append(v.world(0, v.half_depth + 5 * s, 3))
            else:
                tips.append(v.world(0, v.half_depth + SACRAL_BACK[v.name] * s, 4))
        c2 = spine["C2"]  # the occiput holds the nape out
        back = c2.half_depth + c2.arch["canal_depth"]
        tips.append(c2.world(0, back + 20 * s, -22 * s))
        tips.append(c2.world(0, back + 42 * s, -60 * s))
        points = np.array(sorted((p[2], p[1]) for p in tips))
        self.z = np.arange(points[0, 0] - 150, points[-1, 0] + 150, STEP)
        fascia = gaussian_filter1d(np.interp(self.z, points[:, 0], points[:, 1]), 6)
        envelope = gaussian_filter1d(maximum_filter1d(fascia, 50), 22)
        patient = spine.patient
        fat = (4.5 + 0.85 * max(patient.bmi - 17, 1)) * (0.6 + 0.4 * patient.scale)
        neck = np.clip((spine["T3"].center[2] - self.z) / 60, 0, 1)
        follow = 0.75 - 0.5 * neck
        skin = (
            envelope * follow
            + fascia * (1 - follow)
            + fat
            + 5 * np.exp(-(((self.z - 75) / 45) ** 2))
        )
        self.fascia = fascia
        self.skin = gaussian_filter1d(skin + 1.5 * neck, 12)

    def fascia_at(self, z: Field) -> Field:
        """y of the fascia in the midline."""
        return lerp(z, self.z, self.fascia)

    def skin_at(self, z: Field) -> Field:
        """y of the skin in the midline."""
        return lerp(z, self.z, self.skin)
