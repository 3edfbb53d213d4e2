"""Rows for tests: a published case with two tiny images is one call.

case = CaseFactory()                       # published, practice pool, no images
series = SeriesFactory(study__case=case)   # two frames and a preview, files included
session = SessionFactory(user=user)        # with one open item: ItemFactory(session=…)
"""

import gzip
import hashlib

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.models import Case, Frame, Instance, Series, Study
from cases.services import store
from quiz.models import Session, SessionItem

ROWS = COLS = 8


class CaseFactory(DjangoModelFactory):
    """Published for practice; the diagnosis is not proven unless an answer key is given."""

    class Meta:
        model = Case

    slug = factory.Sequence(lambda n: f"case-{n}")
    title = factory.LazyAttribute(lambda case: f"Title of {case.slug}")
    history = "50-year-old. Low back pain for six weeks."
    state = "published"
    pool = "practice"
    revision = 1
    published_at = factory.LazyFunction(timezone.now)


class StudyFactory(DjangoModelFactory):
    class Meta:
        model = Study

    case = factory.SubFactory(CaseFactory)
    study_instance_uid = factory.Sequence(lambda n: f"2.25.1.{n}")


def put(kind: str, content: bytes) -> str:
    """Store bytes where ingest would and return their hash."""
    digest = hashlib.sha256(content).hexdigest()
    path = store.path_of(kind, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return digest


class SeriesFactory(DjangoModelFactory):
    """Two sagittal slices of 8 x 8 zeros, 4 mm apart."""

    class Meta:
        model = Series
        skip_postgeneration_save = True

    study = factory.SubFactory(StudyFactory)
    series_instance_uid = factory.Sequence(lambda n: f"2.25.2.{n}")
    modality = "MR"
    label = "T1 sagittal"
    plane = "sagittal"
    geometry = factory.LazyFunction(
        lambda: {
            "rows": ROWS,
            "cols": COLS,
            "pixelSpacing": [1.0, 1.0],
            "orientation": [0, 1, 0, 0, 0, -1],
            "positions": [[0.0, 0.0, 0.0], [4.0, 0.0, 0.0]],
            "thickness": 4.0,
        }
    )
    pixels = factory.LazyFunction(
        lambda: {
            "kind": "mono16",
            "bits": 12,
            "signed": False,
            "slope": 1.0,
            "intercept": 0.0,
            "unit": "",
            "inverted": False,
        }
    )
    windows = factory.LazyFunction(lambda: [{"name": "Default", "center": 500, "width": 1000}])
    frame_of_reference = "2.25.3"
    frames_ready = True

    @factory.post_generation
    def frames(self, create, extracted, **kwargs):
        """Write the files and rows of the frames and the preview."""
        if not create:
            return
        body = gzip.compress(bytes(2 * ROWS * COLS), mtime=0)
        digest = put("frames", body)
        for index in range(2):
            instance = Instance.objects.create(
                series=self,
                index=index,
                sop_instance_uid=f"{self.series_instance_uid}.{index}",
                sop_class_uid="1.2.840.10008.5.1.4.1.1.4",
                file=f"dicom/none-{index}.dcm",
            )
            Frame.objects.create(
                series=self, instance=instance, index=index, digest=digest, size=len(body)
            )
        self.frame_digests = [digest, digest]
        self.preview_digest = put("previews", b"preview")
        self.preview_offsets = [0, 3, 7]
        self.save()


class SessionFactory(DjangoModelFactory):
    """A running practice session of `user`; give `guest_token` instead for a guest's."""

    class Meta:
        model = Session

    mode = "practice"
    settings = factory.LazyFunction(lambda: {"length": 5})


class ItemFactory(DjangoModelFactory):
    """The first case of a session, open."""

    class Meta:
        model = SessionItem

    session = factory.SubFactory(SessionFactory)
    case = factory.SubFactory(CaseFactory)
    order = 1
    case_revision = 1
    answer_key = factory.LazyFunction(dict)
    history = factory.SelfAttribute("case.history")
    rubric_version = "1"
    ask = factory.LazyFunction(lambda: ["differential"])
