"""The editor's page as values: every field with its words, every row with a blank one after it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.answerkey.model import model_answer
from cases.answerkey.records import encode
from cases.answerkey.types import AnswerKey, Region
from cases.models import Case, CaseDraft, Difficulty, Pool, Proof, Series, State
from cases.selectors import manifest, overlay
from cases.services.checklist import Line
from cases.services.content import Content, Working, working
from cases.services.drafts import served_apart
from cases.teach import labels
from cases.teach.formdata import CT_CLASSES, EXTENTS
from cases.teach.names import Findings, citations, entity_name
from config.lib import markdown
from knowledge.selectors import management_options, relations

PLAUSIBILITY = (("likely", _("likely")), ("possible", _("possible")))
ROLE = (("key", _("key")), ("supporting", _("supporting")), ("absent", _("absent")))
VERDICT = (
    ("best", _("best")),
    ("acceptable", _("acceptable")),
    ("neutral", _("neutral")),
    ("harmful", _("harmful")),
)
CT_CLASS = (
    ("lucent", _("Lucent")),
    ("sclerotic", _("Sclerotic")),
    ("mixed", _("Mixed")),
    ("occult", _("Occult")),
)
EXTENT = (
    ("focal", _("Focal: drawn on the images")),
    ("diffuse", _("Diffuse")),
    ("normal", _("Normal")),
)


@dataclass(frozen=True)
class Page:
    """What the template of the editor shows."""

    case: Case
    draft: CaseDraft | None
    content: Content
    state: Working
    version: int
    lines: tuple[Line, ...]

    @property
    def key(self) -> AnswerKey:
        """The working answer key."""
        return self.state.key

    @property
    def changed(self) -> bool:
        """Whether there is something that learners do not get yet."""
        return self.case.state in {State.DRAFT, State.IN_REVIEW} or served_apart(
            self.case, self.draft
        )

    @property
    def done(self) -> int:
        """How many lines of the checklist are done."""
        return sum(line.done for line in self.lines)

    @property
    def ready(self) -> bool:
        """Whether the case may be published."""
        return self.done == len(self.lines)


def build_page(
    case: Case, draft: CaseDraft | None, content: Content, lines: tuple[Line, ...]
) -> Page:
    """Return the page of this content."""
    state = working(case, content)
    return Page(case, draft, content, state, draft.version if draft else 0, lines)


def fields(page: Page) -> dict[str, Any]:
    """Return the fields of the form for the template. Four queries."""
    key, findings = page.key, Findings()
    refs = [
        *key.references,
        *(e.source for e in key.excluded),
        *(s.source for s in key.next_steps),
    ]
    printed = citations(ref for ref in refs if ref)
    return {
        "diagnosis": entity_name(key.diagnosis),
        "side": side_of(key),
        "also_exact": [*map(entity_name, key.also_exact), ""],
        "coexisting": [*map(entity_name, key.coexisting), ""],
        "must_not_miss": [*map(entity_name, key.must_not_miss), ""],
        "alternatives": [
            *((entity_name(a.entity), a.plausibility, a.reason) for a in key.alternatives),
            ("", "possible", ""),
        ],
        "excluded": [
            *((entity_name(e.entity), e.reason, e.source) for e in key.excluded),
            ("", "", ""),
        ],
        "findings": [
            *((findings.name(f.finding), f.role, f.note) for f in key.findings),
            ("", "supporting", ""),
        ],
        "steps": [
            *((s.slug, s.text, s.verdict, s.reason, s.source) for s in key.next_steps),
            ("", "", "neutral", "", ""),
        ],
        "references": [*((ref, printed.get(ref, "")) for ref in key.references), ("", "")],
        "lesions": lesion_rows(key),
        "compartments": ", ".join(key.compartments),
        "series": series_rows(page.state.series),
        "view": view_of(page.content),
        "model": model_names(key),
        "discussion_html": markdown.render(key.discussion),
        "options": list(management_options().values()),
        "choices": CHOICES,
    }


CHOICES: dict[str, Any] = {
    "difficulty": Difficulty.choices,
    "pool": Pool.choices,
    "proof": Proof.choices,
    "plausibility": PLAUSIBILITY,
    "role": ROLE,
    "verdict": VERDICT,
    "ct_class": CT_CLASS,
    "extent": EXTENT,
    "plane": labels.PLANES,
    "contrast": labels.CONTRASTS,
    "sequence": labels.SEQUENCES,
    "breadth": ("0", "1", "2", "3"),
    "clicks": ("1", "2", "3"),
}
assert len(CT_CLASS) == len(CT_CLASSES) and len(EXTENT) == len(EXTENTS)  # noqa: S101


def side_of(key: AnswerKey) -> str:
    """Return whether the diagnosis is benign or malignant, in a word; empty while it is open."""
    if key.malignant is None:
        return ""
    return str(_("Malignant")) if key.malignant else str(_("Benign"))


def model_names(key: AnswerKey) -> list[str]:
    """Return the names of the differential that earns full credit, in order."""
    if not key.diagnosis or not key.proven:
        return []
    return [entity_name(slug) for slug in model_answer(key, relations())]


@dataclass(frozen=True)
class LesionRow:
    """One lesion of the form; `region` and `vertebra` are the JSON that the viewer writes."""

    name: str
    level: str
    entity: str
    region: str
    vertebra: str
    drawn: str


def lesion_rows(key: AnswerKey) -> list[LesionRow]:
    """Return the lesions with what is drawn of each, in words."""
    return [
        LesionRow(
            lesion.name,
            lesion.level,
            entity_name(lesion.entity) if lesion.entity else "",
            json.dumps(encode(lesion.region)),
            json.dumps(encode(lesion.vertebra)) if lesion.vertebra else "",
            drawn_words(lesion.region),
        )
        for lesion in key.lesions
    ]


def drawn_words(region: Region) -> str:
    """Say what is drawn of a region."""
    if region.kind == "ellipsoid":
        return str(_("an ellipsoid"))
    count = sum(bool(slab.polygons) for slab in region.slabs)
    if not count:
        return str(_("nothing drawn yet"))
    return str(_("%(count)d slices")) % {"count": count} if count > 1 else str(_("one slice"))


@dataclass(frozen=True)
class SeriesRow:
    """One series of the form."""

    series: Series
    sequence: str
    contrast: str
    plane: str
    windows: list[dict[str, Any]]


def series_rows(series: Sequence[Series]) -> list[SeriesRow]:
    """Return the series with the parts of their labels and their window presets."""
    found = []
    for one in series:
        sequence, contrast, plane = labels.parts(one.label)
        windows = [{**window} for window in one.windows]
        found.append(SeriesRow(one, sequence, contrast, plane or one.plane, windows))
    return found


def view_of(content: Content) -> dict[str, Any]:
    """Return the key view as the form's fields: slice from 1, empty where nothing is set."""
    view = content["key_view"]
    if view is None:
        return {}
    col, row = view.get("at") or ("", "")
    zoom = view.get("zoom")
    return {
        "series": view["series"],
        "slice": view["slice"] + 1,
        "center": "" if view["center"] is None else view["center"],
        "width": "" if view["width"] is None else view["width"],
        "zoom": "" if zoom is None else zoom,
        "col": col,
        "row": row,
    }


def script_state(page: Page, words: dict[str, str]) -> dict[str, Any]:
    """Return what the page's script starts from: where each lesion lies, and the words it says."""
    return {
        "version": page.version,
        "store": f"case:{page.case.public_id}",
        "shapes": shapes(page.key, page.state.series),
        "words": words,
    }


def shapes(key: AnswerKey, series: Sequence[Series]) -> list[dict[str, dict[int, Any]]]:
    """Return for each lesion its outlines: {series token: {slice: [[[col, row], …], …]}}."""
    found: list[dict[str, dict[int, Any]]] = []
    ready = [one for one in series if one.frames_ready]
    for lesion in key.lesions:
        alone = AnswerKey(diagnosis=key.diagnosis, malignant=None, lesions=(lesion,))
        cuts = {one.token: overlay(alone, one) for one in ready}
        found.append({token: cut for token, cut in cuts.items() if cut})
    return found


def images(page: Page) -> dict[str, Any]:
    """Return the viewer's manifest of the working copy."""
    return manifest(page.case, page.state.series)
