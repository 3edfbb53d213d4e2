"""Which findings the series of a case can show at all.

An entity's teaching lists its signs once; a case without CT or without contrast shows fewer. What
its series cannot show is not asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from cases.answerkey.types import AnswerKey
from cases.phantom.imaging.protocols import SERIES
from knowledge.schema.types import Finding

#: Which series show the signal of a sequence of the content.
_SHOWS: dict[str, frozenset[str]] = {
    "t1": frozenset({"T1", "T1A"}),
    "t2": frozenset({"T2", "T2A"}),
    "stir": frozenset({"STIR"}),
    "t1_gd": frozenset({"T1G"}),
    "dwi": frozenset({"DWI"}),
}
_PHASES = frozenset({"IP", "OP"})
_T1, _T2, _FLUID = _SHOWS["t1"], _SHOWS["t2"], frozenset({"T2", "T2A", "STIR"})
#: Findings that only some MR series show, though the vocabulary says "MR"; any of them will do.
_NEEDS: dict[str, frozenset[str]] = {
    "adc-high": frozenset({"ADC"}),
    "adc-low": frozenset({"ADC"}),
    "t1-below-disc": _T1,
    "t1-above-disc": _T1,
    "t2-light-bulb": _T2,
    "t2-halo": _FLUID,
    "fluid-sign": _FLUID,
    "fluid-levels": _FLUID,
    "stir-high": frozenset({"STIR"}),
}
_BOTH_PHASES = frozenset({"opposed-phase-drop", "opposed-phase-no-drop", "in-phase-darker"})


def visible(finding: Finding, series: Collection[str]) -> bool:
    """Whether one of the series can show the finding."""
    shown = frozenset(series)
    if finding.slug in _BOTH_PHASES:
        return shown >= _PHASES
    if finding.slug in _NEEDS:
        return bool(_NEEDS[finding.slug] & shown)
    if finding.signal_of:
        return any(_SHOWS.get(sequence, frozenset()) & shown for sequence in finding.signal_of)
    modalities = {SERIES[name].modality.lower() for name in shown}
    return bool(modalities & set(finding.modalities))


def as_shown(
    key: AnswerKey, series: Collection[str], findings: Mapping[str, Finding]
) -> AnswerKey:
    """The key without findings to see that the series cannot show; absent ones stay."""
    kept = tuple(
        one
        for one in key.findings
        if one.role == "absent" or one.finding not in findings
        or visible(findings[one.finding], series)
    )  # fmt: skip
    return replace(key, findings=kept)
