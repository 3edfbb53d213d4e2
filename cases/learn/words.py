"""Gray levels as swatches and sentences: what is measured in the exhibit, never painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Text = str | Promise
TISSUES: dict[str, Text] = {
    "lesion": _("Lesion"),
    "marrow": _("Marrow"),
    "disc": _("Disc"),
    "muscle": _("Muscle"),
}
#: The same inside a sentence.
TISSUES_INSIDE: dict[str, Text] = {
    "marrow": _("marrow"),
    "disc": _("disc"),
    "muscle": _("muscle"),
}
#: Nearer than this share two signals look alike.
ALIKE = 0.12
#: Loss between the phases, percent, that counts as a drop; below the second, as none.
DROP, NO_DROP = 20, 10


@dataclass(frozen=True)
class Swatch:
    """One tissue as the opening window shows it: `gray` 0 to 255, and its value in words."""

    name: Text
    gray: int
    value: str
    lesion: bool


@dataclass(frozen=True)
class Shade:
    """The swatches of one sequence and the sentence that says the same."""

    swatches: tuple[Swatch, ...]
    said: Text


def shade(
    sequence: str, values: Mapping[str, float], window: Mapping[str, float], unit: str
) -> Shade:
    """Swatches at a window ({"center", "width"}), and the comparison in words."""
    if sequence == "chemical_shift":
        return _phases(values, window)
    swatches = tuple(
        Swatch(label, _gray(values[name], window), f"{values[name]:.0f}", name == "lesion")
        for name, label in TISSUES.items()
        if name in values
    )
    return Shade(swatches, _density(values) if unit == "HU" else _compared(values))


def _gray(value: float, window: Mapping[str, float]) -> int:
    low = window["center"] - window["width"] / 2
    return int(min(255.0, max(0.0, (value - low) / max(window["width"], 1e-6) * 255)))


def _density(values: Mapping[str, float]) -> Text:
    if "marrow" in values:
        template = _("{lesion:.0f} HU in the lesion, {marrow:.0f} HU in the marrow beside it.")
    elif "disc" in values:
        template = _("{lesion:.0f} HU in the bone, {disc:.0f} HU in the discs.")
    else:
        template = _("{lesion:.0f} HU in the lesion.")
    return format_lazy(template, **values)


def _compared(values: Mapping[str, float]) -> Text:
    lesion = values["lesion"]
    sides: dict[Text, list[Text]] = {}
    for name, label in TISSUES_INSIDE.items():
        if name in values:
            sides.setdefault(_word(lesion, values[name]), []).append(label)
    if not sides:
        return ""
    parts = [f"{word} {_listed(names)}" for word, names in sides.items()]
    return f"{'; '.join(parts)}."


def _word(lesion: float, other: float) -> Text:
    share = lesion / max(other, 1e-6)
    if abs(share - 1) <= ALIKE:
        return str(_("about as bright as"))
    if share > 1:
        return str(_("much brighter than") if share > 2 else _("brighter than"))
    return str(_("much darker than") if share < 0.5 else _("darker than"))


def _listed(names: list[Text]) -> str:
    texts = [str(name) for name in names]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {_('and')} {texts[-1]}"


def _phases(values: Mapping[str, float], window: Mapping[str, float]) -> Shade:
    own = {"in": _("In phase"), "opposed": _("Opposed phase")}
    swatches = tuple(
        Swatch(label, _gray(values[f"lesion {phase}"], window),
               f"{values[f'lesion {phase}']:.0f}", True)
        for phase, label in own.items()
    )  # fmt: skip
    loss = 100 * (1 - values["lesion opposed"] / max(values["lesion in"], 1e-6))
    if loss < 0:
        return Shade(swatches, _("The opposed phase is brighter here: no drop."))
    kind = _("drops") if loss >= DROP else _("drops little") if loss >= NO_DROP else _("no drop")
    template = _("{loss:.0f} % less on the opposed phase: {kind}.")
    return Shade(swatches, format_lazy(template, loss=loss, kind=kind))
