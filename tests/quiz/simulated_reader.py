"""A reader of known ability, who commits through the same services as the site."""

import numpy as np
from django.utils import timezone

from quiz.models import Reading, Response, Session, SessionItem
from quiz.services.response import commit_response
from quiz.services.session import mark_shown, next_item
from quiz.submission import Submission

MALIGNANT = ("lytic-metastases", "sclerotic-metastases", "multiple-myeloma")


def read_cases(session: Session, count: int, *, rng, sensitivity, specificity, right=0.7):
    """Read `count` cases of an open-ended session, with these true rates."""
    for _ in range(count):
        item = next_item(session=session)
        mark_shown(item=item)
        key = item.answer_key
        called = rng.random() < (sensitivity if key["malignant"] else 1 - specificity)
        named = key["diagnosis"] if rng.random() < right else "paget-disease"
        answer = Submission(
            differential=(named.replace("-", " "),),
            ct_class="lucent",
            extent="diffuse",
            malignancy=str(int(rng.integers(55, 96) if called else rng.integers(5, 46))),
            next_step="leave",
        )
        outcome = commit_response(item=item, submission=answer)
        assert outcome.response is not None, outcome.remarks


def many_readings(session: Session, case, count: int, *, seed=1):
    """Rows as `count` commits would leave them, written at once: for a reader of thousands."""
    rng = np.random.default_rng(seed)
    now = timezone.now()
    items = SessionItem.objects.bulk_create(
        SessionItem(
            session=session, order=n, case=case, case_revision=1, answer_key={}, rubric_version="1"
        )
        for n in range(1, count + 1)
    )
    responses = Response.objects.bulk_create(Response(item=item, payload={}) for item in items)
    slugs = ("vertebral-hemangioma", "bone-islands", "paget-disease", *MALIGNANT)
    rows = []
    for number, response in enumerate(responses):
        truth = slugs[int(rng.integers(len(slugs)))]
        right = rng.random() < 0.5 + 0.4 * number / count
        malignant = truth in MALIGNANT
        rows.append(
            Reading(
                response=response,
                session=session,
                case=case,
                committed_at=now - timezone.timedelta(minutes=10 * (count - number)),
                seconds=60.0,
                diagnosis=truth,
                named=truth if right else slugs[int(rng.integers(len(slugs)))],
                named_right=right,
                malignant=malignant,
                probability=float(np.clip(rng.normal(0.7 if malignant else 0.3, 0.2), 0, 1)),
                localised=float(right),
                total=float(np.clip(rng.normal(0.8 if right else 0.4, 0.1), 0, 1)),
                lo1=0.5,
                lo2=0.5,
                lo3=0.5,
            )
        )
    Reading.objects.bulk_create(rows)
