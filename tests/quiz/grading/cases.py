"""Cases to grade: the two of GRADING.md's table, a full one, a diffuse, a normal, an unproven."""

from cases.answerkey.types import (
    NORMAL,
    NOT_PROVEN,
    Alternative,
    AnswerKey,
    Exclusion,
    KeyFinding,
    Lesion,
    NextStep,
    Region,
)
from quiz.grading.types import Answer, Click
from tests.quiz.grading.worlds import named_all


def ball(center, radius, name="outline"):
    axes = ((radius, 0.0, 0.0), (0.0, radius, 0.0), (0.0, 0.0, radius))
    return Region(name, "ellipsoid", center=center, axes=axes)


HEMANGIOMA = AnswerKey("vertebral-hemangioma", False, extent="diffuse")

ATYPICAL = AnswerKey(
    "atypical-hemangioma",
    False,
    alternatives=(
        Alternative("metastases", "likely", "Dark on T1 and enhancing."),
        Alternative("multiple-myeloma", "possible"),
    ),
    breadth=1,
    must_not_miss=("metastases",),
    extent="diffuse",
)

SCLEROTIC = AnswerKey(
    "sclerotic-metastases",
    True,
    also_exact=("metastases",),
    alternatives=(Alternative("lymphoma-leukemia-marrow", "possible"),),
    breadth=1,
    must_not_miss=("metastases",),
    excluded=(Exclusion("bone-islands", "The margin is ill-defined and STIR shows a rim."),),
    extent="diffuse",
)

#: Two bone islands at L4 and L5 in a patient treated for prostate cancer.
ISLANDS = AnswerKey(
    "bone-islands",
    False,
    alternatives=(Alternative("osteopoikilosis", "possible", "More foci would be needed."),),
    breadth=0,
    excluded=(
        Exclusion("metastases", "The margin merges with normal trabeculae.", "ulano2016"),
        Exclusion("paget-disease", "No expansion and no coarse trabeculae."),
    ),
    ct_class="sclerotic",
    ct_class_alternatives=("mixed",),
    findings=(
        KeyFinding("spiculated-margin", "key", "Brush border at L4."),
        KeyFinding("low-on-every-sequence", "supporting"),
        KeyFinding("bulls-eye-halo", "absent", "No rim on STIR."),
        KeyFinding("vertical-struts", "absent"),
    ),
    lesions=(
        Lesion(
            "island at L4",
            ball((0.0, 0.0, 100.0), 6.0),
            level="L4",
            vertebra=ball((0.0, 5.0, 100.0), 25.0, "L4"),
        ),
        Lesion(
            "island at L5",
            ball((10.0, 0.0, 60.0), 4.0),
            level="L5",
            vertebra=ball((0.0, 5.0, 60.0), 15.0, "L5"),
        ),
    ),
    clicks=2,
    next_steps=(
        NextStep("nothing", "Nothing to do", "best", "Over 885 HU it may be left.", "ulano2016"),
        NextStep("ct", "Follow-up CT in six months", "acceptable", "Not needed."),
        NextStep("scan", "Bone scan", "neutral"),
        NextStep("biopsy", "Biopsy", "harmful", "A leave-alone lesion needs no needle."),
    ),
    references=("greenspan1995",),
)

DIFFUSE = AnswerKey(
    "sickle-cell-disease",
    False,
    alternatives=(Alternative("thalassemia", "likely"),),
    breadth=1,
    ct_class="mixed",
    extent="diffuse",
)

HEALTHY = AnswerKey(
    NORMAL,
    False,
    findings=(KeyFinding("bulls-eye-halo", "absent"), KeyFinding("vertical-struts", "absent")),
    extent="normal",
)

UNPROVEN = AnswerKey(
    NOT_PROVEN,
    None,
    ct_class="lucent",
    findings=(KeyFinding("vertical-struts", "key"),),
    extent="focal",
)

ALL_KEYS = (HEMANGIOMA, ATYPICAL, SCLEROTIC, ISLANDS, DIFFUSE, HEALTHY, UNPROVEN)

PERFECT = Answer(
    differential=named_all("bone-islands"),
    ct_class="sclerotic",
    findings=("spiculated-margin", "low-on-every-sequence"),
    clicks=(Click((0.0, 0.0, 100.0), "abc", 4), Click((10.0, 0.0, 60.0), "abc", 4)),
    malignancy=0.0,
    next_step="nothing",
)
