"""Worlds to grade in: the library's real hierarchy, random ones, valid keys and wild lists."""

from dataclasses import dataclass

from hypothesis import strategies as st

from cases.answerkey.model import alternatives, model_answer
from cases.answerkey.types import NORMAL, Alternative, AnswerKey, Exclusion
from knowledge.schema.relations import Relations
from quiz.grading.types import DifferentialEntry

GROUPS = {
    "metastases": [
        "lytic-metastases",
        "sclerotic-metastases",
        "mixed-metastases",
        "diffuse-marrow-infiltration-metastases",
    ],
    "hematologic-malignancy": ["multiple-myeloma", "lymphoma-leukemia-marrow"],
    "malignancy": ["metastases", "hematologic-malignancy"],
    "hemoglobinopathy": ["sickle-cell-disease", "thalassemia"],
    "benign-marrow-variant": [
        "heterogeneous-fatty-marrow",
        "red-marrow-hyperplasia",
        "focal-nodular-marrow-hyperplasia",
        "marrow-stimulation-gcsf",
    ],
    "postradiation-change": ["postradiation-fatty-marrow", "radiation-osteitis"],
    "nonbacterial-osteitis": ["chronic-recurrent-multifocal-osteomyelitis", "sapho-syndrome"],
    "sclerosing-dysplasia": ["osteopoikilosis", "osteopetrosis", "melorheostosis", "bone-islands"],
    "vertebral-hemangioma": ["atypical-hemangioma"],
    "degenerative-endplate-changes": ["hemispherical-spondylosclerosis"],
}
LONERS = [
    "paget-disease",
    "brown-tumor",
    "osteoporotic-insufficiency-fractures",
    "multifocal-tuberculosis",
    "sarcoidosis",
    "fluorosis",
]
MALIGNANT_GROUPS = {"metastases", "hematologic-malignancy", "malignancy"}


def _library() -> Relations:
    broader: dict[str, tuple[str, ...]] = {}
    for group, members in GROUPS.items():
        for member in members:
            broader[member] = (*broader.get(member, ()), group)
    slugs = {*GROUPS, *broader, *LONERS, NORMAL}
    below = {slug for slug, above in broader.items() if MALIGNANT_GROUPS & set(above)}
    names = {slug: slug.replace("-", " ").capitalize() for slug in sorted(slugs)}
    return Relations(broader, frozenset(MALIGNANT_GROUPS | below), names)


LIBRARY = _library()


def named(slug: str, text: str = "", status: str = "exact") -> DifferentialEntry:
    return DifferentialEntry(text or slug, slug, status)


def named_all(*slugs: str) -> tuple[DifferentialEntry, ...]:
    return tuple(named(slug) for slug in slugs)


@st.composite
def hierarchies(draw) -> Relations:
    """A random forest with some second parents; malignancy is handed down as in the library."""
    count = draw(st.integers(4, 14))
    slugs = [f"e{index}" for index in range(count)]
    broader: dict[str, tuple[str, ...]] = {}
    malignant: set[str] = set()
    for index, slug in enumerate(slugs):
        parents = (
            draw(st.lists(st.sampled_from(slugs[:index]), max_size=2, unique=True))
            if index
            else []
        )
        if parents:
            broader[slug] = tuple(parents)
        if draw(st.booleans()) if not parents else any(p in malignant for p in parents):
            malignant.add(slug)
    names = {slug: slug.upper() for slug in [*slugs, NORMAL]}
    return Relations(broader, frozenset(malignant), names)


worlds = st.one_of(st.just(LIBRARY), hierarchies())


@st.composite
def keys(draw, relations: Relations) -> AnswerKey:
    """A key that keeps every rule of `validate` by construction (a test holds it to that)."""
    slugs = sorted(relations.names)
    diagnosis = draw(st.sampled_from(slugs))
    malignant = diagnosis in relations.malignant
    same_side = [s for s in slugs if (s in relations.malignant) == malignant and s != diagnosis]
    # as in the library: what is accepted too is most often a group above the diagnosis
    above = [s for s in same_side if relations.is_narrower(diagnosis, s)]
    also = draw(st.lists(st.sampled_from(above or same_side or [diagnosis]), max_size=1))
    also = [slug for slug in also if slug != diagnosis]
    pool = [s for s in slugs if s not in (diagnosis, *also)]
    listed = draw(st.lists(st.sampled_from(pool), max_size=6, unique=True))
    cut = draw(st.integers(0, len(listed)))
    coexisting = [s for s in listed[cut:] if malignant or s not in relations.malignant][:2]
    wanted = [s for s in listed[:cut] if not relations.is_narrower(diagnosis, s)]
    plausibility = st.sampled_from(["likely", "possible"])
    must = draw(st.lists(st.sampled_from(slugs), max_size=3, unique=True))
    taken = {diagnosis, *also, *coexisting, *wanted, *must}
    rest = [s for s in slugs if s not in taken]
    excluded = draw(st.lists(st.sampled_from(rest), max_size=4, unique=True)) if rest else []
    key = AnswerKey(
        diagnosis=diagnosis,
        malignant=malignant,
        also_exact=tuple(also),
        coexisting=tuple(coexisting),
        alternatives=tuple(Alternative(s, draw(plausibility), "Fits.") for s in wanted),
        breadth=draw(st.integers(0, min(3, len(coexisting) + len(wanted)))),
        must_not_miss=tuple(must),
        excluded=tuple(Exclusion(s, "Not on these images.") for s in excluded),
        extent="normal" if diagnosis == NORMAL else "diffuse",
    )
    while len(model_answer(key, relations)) > 5:
        key = AnswerKey(**{**key.__dict__, "must_not_miss": key.must_not_miss[:-1]})
    return key


TEXTS = ["", "zzz", "Qwertz", "osteoid osteoma", "OO", "?!", "ßäö", "a" * 90]
RESOLVED = ["exact", "synonym", "abbreviation", "corrected"]


@st.composite
def entries(draw, relations: Relations, key: AnswerKey) -> DifferentialEntry:
    """Any entry that the resolver may hand over, biased to what the key speaks of."""
    slugs = sorted(relations.names)
    spoken = [key.diagnosis, *key.also_exact, *key.must_not_miss]
    spoken += [w.entity for w in alternatives(key)] + [e.entity for e in key.excluded]
    slug = st.one_of(st.sampled_from(spoken), st.sampled_from(slugs))
    text = st.sampled_from(TEXTS)
    kind = draw(st.sampled_from(["slug"] * 6 + ["negated", "ambiguous", "nothing", "other"]))
    if kind == "slug":
        return DifferentialEntry(draw(text), draw(slug), draw(st.sampled_from(RESOLVED)))
    if kind == "negated":
        return DifferentialEntry(draw(text), draw(st.one_of(st.none(), slug)), "negated")
    candidates = tuple(draw(st.lists(slug, max_size=3, unique=True)))
    if kind == "ambiguous":
        return DifferentialEntry(draw(text), None, "ambiguous", candidates)
    if kind == "other":
        name = draw(st.sampled_from(["", "Osteoid osteoma", "Chordoma"]))
        return DifferentialEntry(draw(text), None, "known-other", (), name)
    return DifferentialEntry(draw(text), None, "unrecognised", candidates)


@dataclass(frozen=True)
class Scene:
    relations: Relations
    key: AnswerKey
    list: tuple[DifferentialEntry, ...]
    mode: str


@st.composite
def scenes(draw) -> Scene:
    relations = draw(worlds)
    key = draw(keys(relations))
    written = draw(st.lists(entries(relations, key), max_size=7))
    if draw(st.booleans()):
        # near the model answer, so that scores stand clear of 0 and every term is felt
        model = [named(slug) for slug in draw(st.permutations(model_answer(key, relations)))]
        kept = model[: draw(st.integers(0, len(model)))]
        written = [*written[:1], *kept] if draw(st.booleans()) else [*kept, *written[:3]]
    return Scene(relations, key, tuple(written), draw(st.sampled_from(["practice", "exam"])))
