"""A small world to read in: some names, some findings, and cases with or without images."""

import hashlib
import itertools

import numpy as np
from django.utils import timezone

from cases.answerkey import codec
from cases.answerkey.types import (
    Alternative,
    AnswerKey,
    Exclusion,
    KeyFinding,
    Lesion,
    NextStep,
    Region,
)
from cases.dicom import frames as encoding
from cases.models import Case, CaseRevision, Frame, Instance, KeyView, Series, Study
from cases.services import store
from knowledge.models import ContentState, Entity, EntityName, Finding, Group, Reference, Umbrella

_numbers = itertools.count(1)

ENTITIES = {
    "vertebral-hemangioma": (
        "Vertebral hemangioma",
        "mimic",
        ("hemangioma", "haemangioma", "angioma of the vertebra"),
        (),
    ),
    "atypical-hemangioma": ("Atypical hemangioma", "mimic", ("aggressive hemangioma",), ()),
    "bone-islands": ("Bone islands (multiple enostoses)", "mimic", ("enostosis",), ()),
    "lytic-metastases": ("Lytic metastases", "malignant", ("osteolytic metastases",), ()),
    "sclerotic-metastases": (
        "Sclerotic metastases",
        "malignant",
        ("blastic metastases",),
        ("SM",),
    ),
    "multiple-myeloma": ("Multiple myeloma", "malignant", ("myeloma",), ("MM",)),
    "systemic-mastocytosis": ("Systemic mastocytosis", "mimic", ("mastocytosis",), ("SM",)),
    "paget-disease": ("Paget disease", "mimic", ("osteitis deformans",), ()),
}
FINDINGS = {
    "t1-high": ("High T1 signal", "signal"),
    "vertical-struts": ("Coarse vertical trabeculae", "morphology"),
    "spiculated-margin": ("Spiculated margin", "morphology"),
    "bulls-eye-halo": ("Halo of edema", "signal"),
    "diffuse-low-t1": ("Diffusely low T1 signal", "signal"),
}

LESION = Lesion(
    name="lesion A",
    region=Region(
        "outline",
        "ellipsoid",
        center=(0.0, 12.0, -40.0),
        axes=((6.0, 0.0, 0.0), (0.0, 6.0, 0.0), (0.0, 0.0, 6.0)),
    ),
    level="L3",
)
KEY = AnswerKey(
    diagnosis="vertebral-hemangioma",
    malignant=False,
    alternatives=(Alternative("atypical-hemangioma", "possible", "Some fat is missing"),),
    breadth=0,
    excluded=(Exclusion("paget-disease", "No expansion of the bone", "gaudino-2015"),),
    ct_class="lucent",
    ct_class_alternatives=("mixed",),
    findings=(
        KeyFinding("t1-high", "key", "In L3"),
        KeyFinding("vertical-struts", "supporting"),
        KeyFinding("spiculated-margin", "absent"),
        KeyFinding("bulls-eye-halo", "absent"),
    ),
    lesions=(LESION,),
    next_steps=(
        NextStep("leave", "Leave alone", "best", "It needs nothing"),
        NextStep("follow", "Follow-up MR in six months", "acceptable"),
        NextStep("biopsy", "Image-guided biopsy", "harmful", "It bleeds and gains nothing"),
    ),
    discussion="Fat between thick struts.",
    references=("gaudino-2015",),
)
#: What a perfect reader posts.
PERFECT = {
    "differential": ["hemangioma"],
    "ct_class": "lucent",
    "findings": ["t1-high", "vertical-struts"],
    "extent": "focal",
    "malignancy": "0",
    "next_step": "leave",
}


def make_knowledge():
    """Write the rows of the small world; the caches see them as new content."""
    ContentState.objects.update_or_create(
        pk=1, defaults={"number": 7, "token": f"world-{next(_numbers)}"}
    )
    group = Group.objects.create(slug="vascular", name="Vascular", kind="mimic")
    for slug, (name, kind, synonyms, abbreviations) in ENTITIES.items():
        entity = Entity.objects.create(
            slug=slug, name=name, short_name=name, kind=kind, group=group, ct_class="lucent"
        )
        for kind_of_name, texts in (("synonym", synonyms), ("abbreviation", abbreviations)):
            for text in texts:
                EntityName.objects.create(entity=entity, text=text, kind=kind_of_name)
    Entity.objects.filter(slug="atypical-hemangioma").update(
        variant_of=Entity.objects.get(slug="vertebral-hemangioma")
    )
    umbrella = Umbrella.objects.create(
        slug="metastases",
        name="Bone metastases",
        kind="malignant",
        narrower=["lytic-metastases", "sclerotic-metastases"],
    )
    EntityName.objects.create(umbrella=umbrella, text="metastases", kind="synonym")
    EntityName.objects.create(umbrella=umbrella, text="metastasis", kind="synonym")
    EntityName.objects.create(umbrella=umbrella, text="mets", kind="abbreviation")
    for slug, (name, kind) in FINDINGS.items():
        Finding.objects.create(slug=slug, name=name, kind=kind, definition=f"{name}, defined.")
    Reference.objects.create(
        ref_id="gaudino-2015",
        citation="Gaudino S et al. Skeletal Radiol 2015;44:25",
        doi="10.1007/s00256-014-1978-z",
    )


def make_case(key=KEY, *, published=True, images=False, **fields):
    """Make a case with one series; without `images` its frames have addresses but no bytes."""
    number = next(_numbers)
    data = codec.to_json(key) if key else {}
    case = Case.objects.create(
        **{
            "slug": f"case-{number}",
            "title": f"Secret title {number}",
            "history": f"A patient of {20 + number % 60} years with back pain.",
            "answer_key": data,
            "diagnosis_slug": key.diagnosis if key else "",
            "malignant": bool(key and key.malignant),
            "proof": "histology" if key else "not_proven",
            "state": "published" if published else "draft",
            "revision": 1,
            "published_at": timezone.now(),
            **fields,
        }
    )
    make_stack(case, images=images)
    CaseRevision.objects.create(
        case=case,
        number=1,
        snapshot={"history": case.history, "answer_key": data, "proof": case.proof},
    )
    return case


def make_stack(case, *, label="T1 sagittal", slices=9, rows=96, cols=64, images=False):
    """Give the case a sagittal stack, 4 mm apart, with a bright ball where LESION lies."""
    volume = phantom(slices, rows, cols)
    positions = [[(index - slices // 2) * 4.0, -20.0, 0.0] for index in range(slices)]
    digests, pack, offsets = _bytes_of(volume, images)
    study = Study.objects.create(case=case, study_instance_uid=f"2.25.{next(_numbers)}")
    series = Series.objects.create(
        study=study,
        series_instance_uid=f"2.25.{next(_numbers)}",
        modality="MR",
        label=label,
        plane="sagittal",
        geometry={
            "rows": rows,
            "cols": cols,
            "pixelSpacing": [1.0, 1.0],
            "orientation": [0, 1, 0, 0, 0, -1],
            "positions": positions,
            "thickness": 4.0,
        },
        pixels={
            "kind": "mono16",
            "bits": 12,
            "signed": False,
            "slope": 1.0,
            "intercept": 0.0,
            "unit": "",
            "inverted": False,
        },
        windows=[{"name": "Default", "center": 500.0, "width": 1000.0}],
        frame_of_reference="2.25.9",
        frame_digests=digests,
        preview_digest=pack,
        preview_offsets=offsets,
        frames_ready=True,
    )
    instance = Instance.objects.create(
        series=series, sop_instance_uid=f"2.25.{next(_numbers)}", sop_class_uid="1.2", index=0
    )
    Frame.objects.bulk_create(
        Frame(series=series, instance=instance, index=index, digest=digest)
        for index, digest in enumerate(digests)
    )
    KeyView.objects.get_or_create(
        case=case,
        defaults={"series": series, "slice": slices // 2, "center": 450.0, "width": 900.0},
    )
    return series


def phantom(slices, rows, cols):
    """A gray column with disks and one bright ball, (slices, rows, cols) uint16."""
    x = ((np.arange(slices) - slices // 2) * 4.0)[:, None, None]
    y = (np.arange(cols) - 20.0)[None, None, :]
    z = (-np.arange(rows) * 1.0)[None, :, None]
    volume = np.full((slices, rows, cols), 120.0)
    body = (np.abs(x) < 15) & (np.abs(y - 12) < 14)
    volume = np.where(body & (np.mod(z, 24) > 4), 420.0, np.where(body, 700.0, volume))
    ball = (x**2 + (y - 12) ** 2 + (z + 40) ** 2) < 36
    return np.where(ball, 900.0, volume).astype(np.uint16)


def _bytes_of(volume, write):
    """Digests, preview digest and offsets; the files themselves only where asked for."""
    if not write:
        names = [hashlib.sha256(f"{next(_numbers)}".encode()).hexdigest() for _ in volume]
        return names, hashlib.sha256(b"pack").hexdigest(), [0] * (len(volume) + 1)
    digests = [store.put("frames", encoding.encode_gray(image, signed=False)) for image in volume]
    pack, offsets = encoding.preview_pack(
        encoding.preview_image(encoding.window_to_8bit(image.astype(np.float32), 500, 1000))
        for image in volume
    )
    return digests, store.put("previews", pack), offsets
