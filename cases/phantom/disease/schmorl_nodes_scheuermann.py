"""Schmorl nodes, acute and old, and Scheuermann disease.

Signs: pit in the plate open to the disc, its content like disc (seymour1998); dense rim on CT
(oh2022); halo of edema and enhancing edge when acute (stabler1997); large nodes 13.5 x 9.9 x
12.3 mm (jin1998), usual ones 6.4-8.2 mm wide (stabler1997); ADC 1.57, fat 10.5 % around
acute nodes (lee2019). Scheuermann: three neighbors wedged 5 degrees or more, uneven plates, narrow
discs
(medscape-sk, gokce2016). 59 % thoracic, 41 % lumbar (williams2007). Dips 4-10 mm, rim 350-600 HU:
drawing values of the fact sheet.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..anatomy.discs import DiscState
from ..anatomy.vertebra import Vertebra
from ..fields import bell, step
from .base import DiseaseModel, Draws, LevelEdit, MarrowState, Patient
from .edits import dent, rough_plate
from .shapes import Side

if TYPE_CHECKING:
    from ..scene import Scene

WEIGHTS = {"T8": 1.2, "T9": 1.3, "T10": 1.4, "T11": 2.0, "T12": 2.2, "L1": 2.0, "L2": 1.8,
           "L3": 1.4, "L4": 0.7, "L5": 0.3}  # fmt: skip


class SchmorlNodesScheuermann(DiseaseModel):
    """Three to eight pits; one or two may be acute; three neighbors may be wedged."""

    slug = "schmorl-nodes-scheuermann"
    version = 2  # lobed pits; two large ones no longer meet in one body
    lesion_name = "Schmorl node"

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Easy: many old pits with rims. Hard: few, an acute one with a wide halo leads."""
        tops = [q for q in levels if q in WEIGHTS or (q[0] == "T" and int(q[1:]) > 4)]
        weights = {q: WEIGHTS.get(q, 0.8) for q in tops}
        wedged = d.chance(d.pick(0.6, 0.4, 0.15))
        row = d.contiguous([q for q in tops if q not in ("L4", "L5")], 3) if wedged else []
        count = d.integer(*d.pick((5, 8), (4, 6), (2, 3)))
        acute = d.pick(d.integer(0, 1), d.integer(1, 2), d.integer(1, 2))
        picked = [d.choice(tops, [weights[q] for q in tops]) for _ in range(count)]
        nodes = []
        for k, level in enumerate(sorted(picked, key=tops.index)):
            large = d.chance(d.pick(0.35, 0.25, 0.2))
            nodes.append({
                "level": level, "side": d.choice(("lower", "upper"), (5, 4)),
                "at": [d.normal(0, 0.22, -0.5, 0.5), d.normal(0.05, 0.28, -0.5, 0.5)],
                "depth": d.uniform(7, 10) if large else d.uniform(3.5, 6.5),
                "radius": d.uniform(5, 7) if large else d.uniform(3.2, 4.6),
                "power": d.uniform(2.6, 4.0), "acute": k < acute,
                "halo": d.uniform(7, 14) * d.pick(0.9, 1.0, 1.25),
                "rim": d.uniform(0.9, 1.7), "enhance": d.uniform(0.2, 0.9),
            })  # fmt: skip
        for node, old in zip(nodes, d.rng.permutation(count), strict=True):
            node["acute"] = bool(old < acute)
        return {
            "nodes": nodes,
            "wedged": row,
            "wedge": [d.uniform(0.74, 0.88) for _ in row],
            "rough": d.uniform(0.5, 1.0),
            "disc_loss": d.uniform(0.10, 0.40),
            "edema": d.recipe("edema", fat=0.11, adc=1.57),
            "rim_bone": d.normal(0.31, 0.05, 0.2, 0.45),
            "scar_fat": d.recipe("fatty", fat=0.85),
        }

    def geometry(self) -> dict[str, LevelEdit]:
        """Three wedged neighbors with narrow discs."""
        disc = 1 - self.p["disc_loss"]
        rows = zip(self.p["wedged"], self.p["wedge"], strict=True)
        return {q: LevelEdit(anterior=w, posterior=0.98, disc=disc) for q, w in rows}

    def attach(self, scene: "Scene") -> None:
        """Dent the plates."""
        super().attach(scene)
        self.nodes: list[tuple[dict[str, Any], tuple[float, float], float, int]] = []
        taken: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
        deepest: dict[str, float] = {}
        rng = self.stream("lobes")
        for node in self.p["nodes"]:
            v = scene.spine[node["level"]]
            size = min(1.0, v.height / 24)
            at = (node["at"][0] * v.half_width, node["at"][1] * v.half_depth)
            near = taken.setdefault((v.name, node["side"]), [])
            if any(np.hypot(at[0] - u, at[1] - w) < r + node["radius"] for u, w, r in near):
                continue
            near.append((*at, node["radius"]))
            depth = min(node["depth"] * size, 0.38 * v.height - deepest.get(v.name, 0.0))
            deepest[v.name] = max(deepest.get(v.name, 0.0), depth)
            self._pit(v, node, at, depth, rng.uniform(0, 2 * np.pi))
            name = "acute Schmorl node" if node["acute"] else None
            phase = "acute" if node["acute"] else "old"
            self.nodes.append((node, at, size, self.lesion(v.name, name, phase=phase)))
        for level in self.p["wedged"]:
            v = scene.spine[level]
            v.degeneration = max(v.degeneration, 0.7)
            for k, side in enumerate(("upper", "lower")):
                rough_plate(scene, v, side, self.p["rough"], 40 + k)  # type: ignore[arg-type]

    @staticmethod
    def _pit(
        v: Vertebra, node: dict[str, Any], at: tuple[float, float], depth: float, turn: float
    ) -> None:
        """A pit with a deeper lobe on one side and a shallow shoulder on the other."""
        radius, side = node["radius"], node["side"]
        dent(v, side, at, 0.62 * depth, radius, node["power"])
        for share, far, wide, angle in ((0.38, 0.35, 0.62, turn), (0.22, 0.55, 0.5, turn + 2.4)):
            lobe = (
                at[0] + far * radius * float(np.cos(angle)),
                at[1] + far * radius * float(np.sin(angle)),
            )
            dent(v, side, lobe, share * depth, wide * radius, 2.4)

    def marrow(self, state: MarrowState) -> None:
        """Dense rim; edema around acute nodes, some fat around old ones."""
        if state.part != "body":
            return
        p = self.p
        for node, at, _, label in self.nodes:
            if node["level"] != state.level:
                continue
            out = self._outside(state, node["side"], at, node["radius"])
            n = state.noise("fbm", 0.5, f"node {label}")
            if node["acute"]:
                halo = step(node["halo"] * 1.15, node["halo"] * 0.5, out * (1 + 0.18 * n))
                state.mix(0.92 * halo, **p["edema"])
                edge = node["enhance"] * bell(out - 1.0, 2.0)
                state.mix(edge, gd=1.0)
                rim = 0.45 * bell(out, node["rim"])
                state.mark(halo, label)
            else:
                fat = step(5.5, 1.5, out + 0.8 * n)
                state.mix(0.55 * fat, **p["scar_fat"])
                rim = 0.95 * bell(out, node["rim"])
                state.mark(step(3.4, 2.6, out), label)
            state.mix(rim, bone=p["rim_bone"], t2=32.0, pd=0.6)

    def _outside(
        self, state: MarrowState, side: Side, at: tuple[float, float], radius: float
    ) -> np.ndarray:
        """About the distance to the wall of the pit, mm; `height` follows the dented plate."""
        deep = state.plate_distance(side)
        apart = np.hypot(state.u - at[0], state.v - at[1])
        beside = np.clip(apart - radius * 1.05, 0, None)
        v, flat = state.vertebra, state.vertebra.half_height(state.v)
        below = (state.w + flat) if side == "upper" else (flat - state.w)
        sunk = v.upper_concavity if side == "upper" else v.lower_concavity
        level = np.clip(below - sunk, 0, None)
        away = np.sqrt(beside**2 + 0.15 * deep**2)
        inside = apart < radius * 1.15
        out: np.ndarray = np.where(inside, deep, np.maximum(away, 0.12 * level))
        return out

    def disc(self, state: DiscState) -> None:
        """What lies in the pit belongs to the lesion and looks like disc."""
        for node, at, _, label in self.nodes:
            own = node["level"] == state.level and node["side"] == "lower"
            next_down = node["level"] == state.lower.name and node["side"] == "upper"
            if not (own or next_down):
                continue
            u, v, w = state.u, state.v, state.w
            if next_down:
                upper = state.upper
                x, y, z = (
                    upper.center[k]
                    + u * upper.axes[0, k]
                    + v * upper.axes[1, k]
                    + w * upper.axes[2, k]
                    for k in range(3)
                )
                u, v, w = state.lower.local(x, y, z)
            body = state.upper if own else state.lower
            flat = body.half_height(v)
            sunk = (flat - body.lower_concavity - w) if own else (w + flat - body.upper_concavity)
            pit = (np.hypot(u - at[0], v - at[1]) < 1.15 * node["radius"]) & (sunk > 0.2)
            state.label[pit] = label
            if node["acute"]:
                state.mix(0.5 * pit, t2=np.maximum(state.t2, 75.0), gd=0.35, adc=1.6)
