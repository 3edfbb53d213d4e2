"""Whether an answer key makes sense: each problem one sentence that an educator understands.

A key without problems has a model answer that earns full credit (law 1 of the grading), and
every part of it can be shown and clicked. The editor and `publish` show these sentences.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Sequence

from cases.answerkey.model import LIST_LIMIT, alternatives, model_answer
from cases.answerkey.regions import dot, slab_height, unit
from cases.answerkey.relations import RelationsLike
from cases.answerkey.types import NORMAL, NOT_PROVEN, AnswerKey, Lesion, Region

MAX_BREADTH = 3
MAX_CLICKS = 3
_LEVEL = re.compile(r"C[1-7]|T(1[0-3]|[1-9])|L[1-6]|S[1-5]")
_FLAT_MM = 0.5  # how far a corner may lie off the plane of its outline

Rule = Callable[[AnswerKey, RelationsLike], Iterator[str]]


def problems(
    key: AnswerKey,
    known_slugs: Collection[str] | None,
    relations: RelationsLike,
    *,
    known_findings: Collection[str] | None = None,
    known_references: Collection[str] | None = None,
) -> list[str]:
    """Return what is wrong with the key, in sentences; empty if it is valid.

    `known_slugs` are the entities of the knowledge content; groups are known through the
    relations. None means that names are not checked against the content, and likewise for
    findings and references.
    """
    found = list(_unknown(key, known_slugs, relations))
    found += _unknown_of("finding", [f.finding for f in key.findings], known_findings)
    found += _unknown_of("reference", _references(key), known_references)
    rules: tuple[Rule, ...] = (
        _truth,
        _list_rules,
        _exclusions,
        _breadth,
        _ct_class,
        _findings,
        _next_steps,
        _extent,
        _lesions,
    )
    for rule in rules:
        found += rule(key, relations)
    return found


def place_problems(key: AnswerKey, relations: RelationsLike) -> list[str]:
    """Return those of `problems` that are about where the change lies."""
    return [*_extent(key, relations), *_lesions(key, relations)]


def _name(slug: str, relations: RelationsLike) -> str:
    return relations.names.get(slug, slug)


def _repeated(items: Sequence[str]) -> list[str]:
    return sorted({item for item in items if items.count(item) > 1})


def _unknown(
    key: AnswerKey, known: Collection[str] | None, relations: RelationsLike
) -> Iterator[str]:
    if not key.diagnosis:
        yield "Choose the diagnosis of the case, or mark it as not proven."
    if known is None:
        return
    if key.diagnosis and key.diagnosis not in {*known, NORMAL, NOT_PROVEN}:
        yield f"The diagnosis “{key.diagnosis}” is not an entity of the knowledge."
    places = {
        "also accepted": key.also_exact,
        "coexisting": key.coexisting,
        "alternatives": tuple(a.entity for a in key.alternatives),
        "must not miss": key.must_not_miss,
        "excluded": tuple(e.entity for e in key.excluded),
        "lesions": tuple(lesion.entity for lesion in key.lesions if lesion.entity),
    }
    for place, slugs in places.items():
        for slug in slugs:
            if slug not in known and slug not in relations.names:
                yield f"“{slug}” ({place}) is neither an entity nor a group of the knowledge."


def _unknown_of(what: str, slugs: Sequence[str], known: Collection[str] | None) -> Iterator[str]:
    for slug in dict.fromkeys(slugs):
        if known is not None and slug not in known:
            yield f"The {what} “{slug}” is not in the knowledge."


def _references(key: AnswerKey) -> list[str]:
    cited = [*key.references]
    cited += [e.source for e in key.excluded if e.source]
    cited += [step.source for step in key.next_steps if step.source]
    return cited


def _truth(key: AnswerKey, relations: RelationsLike) -> Iterator[str]:
    """The truth is stated, and agrees with what the diagnosis is."""
    if not key.proven:
        if key.malignant is not None:
            yield "The diagnosis is not proven, so the case is neither benign nor malignant."
        return
    if key.malignant is None:
        yield "Say whether the case is benign or malignant."
        return
    side = "malignant" if key.malignant else "benign"
    for slug in (key.diagnosis, *key.also_exact):
        known = slug in relations.names or slug in relations.malignant or slug == NORMAL
        if known and (slug in relations.malignant) != key.malignant:
            name = _name(slug, relations)
            yield f"The case is marked {side}, and that does not fit {name}: correct one of them."
    if not key.malignant:
        for slug in key.coexisting:
            if slug in relations.malignant:
                name = _name(slug, relations)
                yield f"{name} is really there too and malignant: make it the diagnosis."


def _list_rules(key: AnswerKey, relations: RelationsLike) -> Iterator[str]:
    """Each name stands in one place, once."""
    listed = [wanted.entity for wanted in alternatives(key)]
    groups = {
        "also accepted names": list(key.also_exact),
        "alternatives and coexisting entities": listed,
        "must-not-miss entities": list(key.must_not_miss),
        "excluded entities": [exclusion.entity for exclusion in key.excluded],
    }
    for place, slugs in groups.items():
        for slug in _repeated(slugs):
            yield f"{_name(slug, relations)} stands twice among the {place}."
    if key.diagnosis in key.also_exact:
        yield "The diagnosis need not be repeated among the also accepted names."
    for slug in listed:
        if slug in (key.diagnosis, *key.also_exact):
            yield f"{_name(slug, relations)} is the diagnosis and cannot be an alternative to it."
    for alternative in key.alternatives:
        if relations.is_narrower(key.diagnosis, alternative.entity):
            name = _name(alternative.entity, relations)
            yield f"{name} is wider than the diagnosis: naming the diagnosis covers it already."


def _exclusions(key: AnswerKey, relations: RelationsLike) -> Iterator[str]:
    """What these images exclude is wanted nowhere else, and the learner is told why."""
    places = {
        "is the diagnosis": (key.diagnosis,),
        "is also accepted": key.also_exact,
        "is really there too": key.coexisting,
        "is an alternative": tuple(a.entity for a in key.alternatives),
        "must not be missed": key.must_not_miss,
    }
    for exclusion in key.excluded:
        name = _name(exclusion.entity, relations)
        for place, slugs in places.items():
            if exclusion.entity in slugs:
                yield f"{name} {place}, so it cannot be excluded as well."
        if not exclusion.reason.strip():
            yield f"Say why these images exclude {name}: the learner is shown the reason."


def _breadth(key: AnswerKey, relations: RelationsLike) -> Iterator[str]:
    """The list that is asked for can be written."""
    count = len(alternatives(key))
    if not 0 <= key.breadth <= MAX_BREADTH:
        yield f"A reader can owe 0 to {MAX_BREADTH} alternatives, not {key.breadth}."
    if key.breadth > count:
        yield f"The key owes more alternatives ({key.breadth}) than it lists ({count})."
    length = len(model_answer(key, relations))
    if length > LIST_LIMIT:
        yield (
            f"The model answer has {length} entries and a list holds {LIST_LIMIT}: "
            "ask for fewer alternatives or must-not-miss entities."
        )


def _ct_class(key: AnswerKey, relations: RelationsLike) -> Iterator[str]:
    if key.ct_class is None and key.ct_class_alternatives:
        yield "The class on CT has alternatives but no best one."
    if key.ct_class is not None and key.ct_class in key.ct_class_alternatives:
        yield f"On CT, {key.ct_class} is the class and cannot be its own alternative."


def _findings(key: AnswerKey, relations: RelationsLike) -> Iterator[str]:
    for slug in _repeated([finding.finding for finding in key.findings]):
        yield f"The finding “{slug}” stands twice."
    if key.diagnosis == NORMAL and any(f.role != "absent" for f in key.findings):
        yield "A normal case has no key or supporting findings, only absent ones."


def _next_steps(key: AnswerKey, relations: RelationsLike) -> Iterator[str]:
    steps = key.next_steps
    if not steps:
        return
    best = sum(step.verdict == "best" for step in steps)
    if best != 1:
        yield f"Mark exactly one next step as the best one: now it is {best or 'none'}."
    for slug in _repeated([step.slug for step in steps]):
        yield f"Two next steps share the short name “{slug}”."
    for step in steps:
        if not step.slug or not step.text.strip():
            yield "Each next step needs a short name and a text."
        if step.verdict == "harmful" and not step.reason.strip():
            yield f"Say why “{step.text}” harms: the learner is shown the reason."


def _extent(key: AnswerKey, relations: RelationsLike) -> Iterator[str]:
    """The flag, the diagnosis and the lesions tell the same story."""
    if key.extent == "focal" and key.proven and not key.lesions:
        yield "Mark at least one lesion, or flag the case as diffuse or normal."
    if key.extent != "focal" and key.lesions:
        yield f"The case is flagged {key.extent}, so it cannot have lesions to click."
    if (key.diagnosis == NORMAL) != (key.extent == "normal") and key.proven:
        yield "A normal case is flagged normal, and only a normal case is."
    if key.extent == "focal" and key.lesions and not 1 <= key.clicks <= MAX_CLICKS:
        yield f"A case asks for 1 to {MAX_CLICKS} lesions, not {key.clicks}."
    elif key.lesions and key.clicks > len(key.lesions):
        yield f"The case asks for {key.clicks} lesions, but only {len(key.lesions)} are marked."


def _lesions(key: AnswerKey, relations: RelationsLike) -> Iterator[str]:
    for name in _repeated([lesion.name for lesion in key.lesions]):
        yield f"Two lesions are called “{name}”."
    for lesion in key.lesions:
        yield from _lesion(lesion, key, relations)


def _lesion(lesion: Lesion, key: AnswerKey, relations: RelationsLike) -> Iterator[str]:
    if not lesion.name.strip():
        yield "Each lesion needs a name."
    if lesion.level and not _LEVEL.fullmatch(lesion.level):
        yield f"“{lesion.level}” is not a spinal level such as T12 or L3."
    if lesion.entity and lesion.entity not in (key.diagnosis, *key.also_exact, *key.coexisting):
        name = _name(lesion.entity, relations)
        yield f"The lesion “{lesion.name}” is {name}, which is not among what is really there."
    if problem := region_problem(lesion.region):
        yield f"The outline of “{lesion.name}” {problem}."
    if lesion.vertebra is not None and (problem := region_problem(lesion.vertebra)):
        yield f"The vertebra of “{lesion.name}” {problem}."


def region_problem(region: Region) -> str | None:
    """Return what is wrong with a region, as the end of a sentence, or None."""
    corners = [corner for slab in region.slabs for polygon in slab.polygons for corner in polygon]
    points = [region.center, *region.axes, region.normal, *corners]
    numbers = [*(number for point in points for number in point), region.thickness]
    if not all(math.isfinite(number) for number in numbers):
        return "has a coordinate that is not a number"
    return _ellipsoid_problem(region) if region.kind == "ellipsoid" else _contour_problem(region)


def _ellipsoid_problem(region: Region) -> str | None:
    if len(region.axes) != 3:
        return f"needs three half-axes, not {len(region.axes)}"
    a, b, c = region.axes
    volume = abs(
        a[0] * (b[1] * c[2] - b[2] * c[1])
        - a[1] * (b[0] * c[2] - b[2] * c[0])
        + a[2] * (b[0] * c[1] - b[1] * c[0])
    )
    return "is empty: its half-axes span no volume" if volume < 1e-3 else None


def _contour_problem(region: Region) -> str | None:
    if dot(region.normal, region.normal) < 1e-12:
        return "has planes without a direction"
    if region.thickness <= 0:
        return "needs a slice thickness above 0 mm"
    if not any(slab.polygons for slab in region.slabs):
        return "is empty: it has no contour"
    normal = unit(region.normal)
    for slab in region.slabs:
        if any(len(polygon) < 3 for polygon in slab.polygons):
            return "has a contour of fewer than three points"
        if all(_area(polygon) < 1e-3 for polygon in slab.polygons):
            return "has a contour without an area"
        height = slab_height(slab, normal)
        corners = (corner for polygon in slab.polygons for corner in polygon)
        if any(abs(dot(normal, corner) - (height or 0.0)) > _FLAT_MM for corner in corners):
            return "has a contour that does not lie in its plane"
    return None


def _area(polygon: Sequence[tuple[float, float, float]]) -> float:
    """Area in mm² of a flat polygon in space (half the length of its vector area)."""
    total = [0.0, 0.0, 0.0]
    for (ax, ay, az), (bx, by, bz) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        total[0] += ay * bz - az * by
        total[1] += az * bx - ax * bz
        total[2] += ax * by - ay * bx
    return math.hypot(*total) / 2.0
