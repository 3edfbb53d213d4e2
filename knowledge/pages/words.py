"""The words that the pages use for the closed lists of the schema, translatable."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]

SEQUENCES: Words = {
    "radiograph": _("Radiograph"),
    "ct": _("CT"),
    "t1": _("T1"),
    "t2": _("T2"),
    "stir": _("STIR"),
    "t1_gd": _("T1 + Gd"),
    "dwi": _("DWI / ADC"),
    "chemical_shift": _("Chemical shift"),
    "bone_scan": _("Bone scan"),
    "fdg_pet": _("FDG PET"),
}
SIGNALS: Words = {
    "markedly-low": _("Very low"),
    "low": _("Low"),
    "intermediate": _("Like marrow"),
    "high": _("High"),
    "very-high": _("Very high"),
    "variable": _("Variable"),
}
#: The same words where they tell density or uptake instead of signal against marrow.
DENSITIES: Words = {
    "markedly-low": _("Very low density"),
    "low": _("Low density"),
    "intermediate": _("Near normal density"),
    "high": _("High density"),
    "very-high": _("Very high density"),
    "variable": _("Variable density"),
}
UPTAKES: Words = {
    "markedly-low": _("No uptake"),
    "low": _("Low uptake"),
    "intermediate": _("Mild uptake"),
    "high": _("High uptake"),
    "very-high": _("Very high uptake"),
    "variable": _("Variable uptake"),
}
SIGNAL_WORDS: dict[str, Words] = {"ct": DENSITIES, "bone_scan": UPTAKES, "fdg_pet": UPTAKES}
DROPS: Words = {
    "preserved": _("Drops"),
    "reduced": _("Drops little"),
    "absent": _("No drop"),
    "reversed": _("Reversed"),
    "variable": _("Variable"),
    "not-interpretable": _("Not readable"),
}
COMPARTMENTS: Words = {
    "cortical": _("Cortex"),
    "trabecular": _("Trabeculae"),
    "marrow": _("Marrow"),
}
PATTERNS: Words = {
    "multifocal": _("Multifocal"),
    "segmental": _("Segmental"),
    "diffuse": _("Diffuse"),
}
STRENGTHS: Words = {"strong": _("Strong"), "moderate": _("Moderate"), "weak": _("Weak")}
CT_CLASSES: Words = {
    "lucent": _("Lucent"),
    "sclerotic": _("Sclerotic"),
    "mixed": _("Mixed"),
    "occult": _("Occult"),
}
CT_CLASS_NOTES: Words = {
    "lucent": _("trabeculae or cortex lost"),
    "sclerotic": _("bone added"),
    "mixed": _("both in one lesion"),
    "occult": _("MR only, CT near normal"),
}
MODALITIES: Words = {
    "radiograph": _("Radiograph"),
    "ct": _("CT"),
    "mr": _("MR"),
    "bone-scan": _("Bone scan"),
    "pet": _("PET"),
    "dxa": _("DXA"),
    "ultrasound": _("Ultrasound"),
    "laboratory": _("Laboratory"),
    "clinical": _("Clinical"),
}
TYPICALITIES: Words = {
    "always": _("Always"),
    "usual": _("Usual"),
    "sometimes": _("Sometimes"),
    "rare": _("Rare"),
    "never": _("Never"),
    "unknown": _("Unknown"),
}
VERDICTS: Words = {
    "best": _("Best next step"),
    "acceptable": _("Also reasonable"),
    "neutral": _("Only in special cases"),
    "harmful": _("Harmful"),
}
#: The same inside a sentence.
TYPICALITIES_LOWER: Words = {
    "always": _("always"),
    "usual": _("usual"),
    "sometimes": _("seen at times"),
    "rare": _("rare"),
    "never": _("described as absent"),
    "unknown": _("not known"),
}
FACTS: Words = {
    "ct_class": _("CT class"),
    "compartments": _("Compartment"),
    "pattern": _("Pattern"),
    "group": _("Group"),
}
#: How often, as a cell of the graph says it.
WORDS: Words = {
    **{key: label for key, label in TYPICALITIES.items() if key != "unknown"},
    "contrary": _("Another word in its table"),
}
CHOICES: Words = {"ct": _("CT class"), "pattern": _("Pattern"), "age": _("Age")}
SIGN_SECTIONS: Words = {
    "ct-signs": _("Signs on CT and radiographs"),
    "mr-signs": _("Signs on MR"),
    "ct-mr": _("Shape and signs on CT or MR"),
    "nuclear": _("Bone scan and PET"),
    "elsewhere": _("Elsewhere in the body"),
}
SIDES: Words = {"mimic": _("Mimics"), "malignant": _("Malignant controls")}
SIDE_COLUMNS: Words = {
    "rule": _("As a rule"),
    "sometimes": _("At times"),
    "rare": _("Rarely"),
    "absent": _("Not, or its table says otherwise"),
}
