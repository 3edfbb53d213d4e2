"""Cases to read in a browser: DICOM through the one ingest path, with a key, published."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from django.core.management import call_command

from cases.answerkey.types import (
    Alternative,
    AnswerKey,
    Exclusion,
    KeyFinding,
    Lesion,
    NextStep,
    Region,
)
from cases.learn.prepare import prepare
from cases.models import Case, KeyView
from cases.selectors import series_of
from cases.services.ingest import ingest
from cases.services.keys import set_key
from cases.services.newcase import case_named
from cases.services.publish import publish
from tests.cases import make
from tests.cases.learn.conftest import HEMANGIOMA, METASTASES
from tests.quiz import world

ROWS, COLS, SLICES = 160, 112, 11
#: Middle of the lesion, patient coordinates (LPS, mm); see `volume`.
CENTER = (20.0, 0.0, 0.0)
RADIUS = 7.0


def volume(seed):
    """A column of vertebrae with one bright ball, (slices, rows, cols) uint16, 1 mm pixels."""
    x = (4.0 * np.arange(SLICES))[:, None, None] - CENTER[0]
    y = (np.arange(COLS) - 50.0)[None, None, :]
    z = (80.0 - np.arange(ROWS))[None, :, None]
    # So much noise that the search for burned-in letters sees none in the flat parts.
    noise = np.random.default_rng(seed).normal(0, 32, (SLICES, ROWS, COLS))
    body = (np.abs(x) < 17) & (np.abs(y) < 17)
    image = np.where(body & (np.mod(z + 100, 28) > 6), 420.0, np.where(body, 650.0, 90.0)) + noise
    ball = x**2 + y**2 + z**2 < RADIUS**2
    return np.clip(np.where(ball, 1000.0, image), 0, 1400).astype(np.uint16)


def ball(center, radius):
    axes = ((radius, 0.0, 0.0), (0.0, radius, 0.0), (0.0, 0.0, radius))
    return Region("outline", "ellipsoid", center=center, axes=axes)


def key_for(center, radius=RADIUS, level="L2"):
    """A hemangioma with findings, an exclusion and next steps from the shipped knowledge."""
    return AnswerKey(
        diagnosis="vertebral-hemangioma",
        malignant=False,
        alternatives=(Alternative("atypical-hemangioma", "possible", "Some fat may be missing"),),
        excluded=(Exclusion("metastases", "Fat in the lesion rules a metastasis out here"),),
        ct_class="lucent",
        findings=(
            KeyFinding("fat-in-lesion", "key", "Bright in the middle of the body"),
            KeyFinding("t1-low", "absent"),
        ),
        lesions=(Lesion("lesion A", ball(center, radius), level=level),),
        next_steps=(
            NextStep("leave-alone", "Report as benign, no follow-up", "best", "Nothing to treat"),
            NextStep("follow-up-mr", "Follow-up MR in 2 to 6 months", "acceptable"),
            NextStep("pet-ct", "PET/CT and staging of the body", "neutral"),
        ),
    )


def synthetic_case(folder: Path, *, number=1) -> Case:
    """Write a small sagittal stack with pydicom, import it, give it a key and publish it."""
    case = synthetic_draft(folder, number=number)
    return finish(case, key_for(CENTER), history="A woman of 44. Back pain after lifting.")


def synthetic_draft(folder: Path, *, number=1) -> Case:
    """Write a small sagittal stack with pydicom and import it: a draft without a key."""
    pixels = volume(number)
    paths = [
        make.write(
            folder / str(number),
            make.dataset(
                pixels[index],
                index=index,
                study=100 + number,
                ImagePositionPatient=[4.0 * index, -50.0, 80.0],
                PixelSpacing=[1.0, 1.0],
                SeriesDescription="T1 SAG",
                StudyDescription="SPINE",
            ),
        )
        for index in range(SLICES)
    ]
    case = case_named(f"synthetic-{number}")
    report = ingest(paths, case=case)
    assert not report.quarantined if hasattr(report, "quarantined") else report
    case.refresh_from_db()
    return case


def finish(case: Case, key: AnswerKey, *, history: str) -> Case:
    """Write history, key and key view, and publish."""
    case.refresh_from_db()
    case.history, case.licence = history, "CC0"
    case.save()
    set_key(case, key, proof="typical_imaging")
    series = series_of(case).first()
    middle = len(series.frame_digests) // 2
    KeyView.objects.create(case=case, series=series, slice=middle, center=None, width=None)
    publish(case, None)
    return case


def exhibits(mimic: str = "vertebral-hemangioma", other: str = "lytic-metastases") -> None:
    """One of each for self-study, the mimic bright on T1; `knowledge` comes first."""
    bright = (KeyFinding("t1-high", "key", "Bright in the body of L3."),)
    own = replace(HEMANGIOMA, diagnosis=mimic, findings=bright)
    for key in (own, replace(METASTASES, diagnosis=other)):
        case = world.make_case(key, images=True, pool="exhibit", provenance="simulated")
        world.make_stack(case, label="STIR sagittal", images=True)
        prepare(Case.objects.with_images().get(pk=case.pk))


def knowledge() -> None:
    """The shipped knowledge, as rows."""
    call_command("sync_knowledge", verbosity=0)
