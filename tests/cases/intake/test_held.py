"""Text in the pixels: held in private, looked at, blanked for good and recorded, or thrown away."""

from datetime import timedelta

import numpy as np
import pydicom
import pytest
from django.utils import timezone

from cases.dicom import frames as codec
from cases.dicom.errors import Held
from cases.dicom.header import scan
from cases.intake import release, service
from cases.models import Case, HeldFile, Instance, Intake, Series
from cases.services import store
from cases.services.held import hold, path_of, waiting_of
from tests.cases import lettering, make
from tests.cases.intake.test_service import fill, finished
from tests.conftest import SHARED

pytestmark = pytest.mark.django_db


@pytest.fixture
def lettered(intake, tmp_path):
    """Three slices of one series; text stands in two of them."""
    paths = []
    for index in range(3):
        image = lettering.mr(index, 128)
        if index:
            image, _place = lettering.burn(image, 14, 7)
        paths.append(make.write(tmp_path / "in", make.dataset(image, index=index)))
    fill(intake, paths)
    return finished(intake)


def decide(client, held, **data):
    return client.post(held.get_absolute_url(), data)


def test_a_file_with_text_is_held_and_the_others_are_taken(lettered, settings):
    assert (lettered.taken, lettered.held, lettered.quarantined) == (1, 2, 0)
    held = HeldFile.objects.first()
    assert held.boxes and "Letters were found" in held.reason
    assert path_of(held).is_relative_to(settings.PRIVATE_ROOT)
    assert path_of(held).stat().st_mode & 0o077 == 0
    assert not [path for path in settings.MEDIA_ROOT.rglob("*.dcm")][1:]


def test_a_case_with_held_images_is_not_published(lettered):
    assert "2 images of this study are held back" in waiting_of(Case.objects.get())[0]


def test_blanking_goes_through_every_file_of_the_series_and_into_the_header(
    lettered, educator, django_capture_on_commit_callbacks
):
    held = HeldFile.objects.first()
    page = educator.get(held.get_absolute_url()).content.decode()
    assert "The same for all 2 held images" in page
    with django_capture_on_commit_callbacks(execute=True):
        decide(educator, held, decision="blank", boxes="0, 0, 128, 128", kin="all")
    assert set(HeldFile.objects.values_list("state", flat=True)) == {"taken"}
    series = Series.objects.get()
    assert len(series.frame_digests) == 3 and Instance.objects.count() == 3
    content = store.path_of("frames", series.frame_digests[2]).read_bytes()
    assert len(np.unique(codec.decode_gray(content, 128, 128, signed=False))) == 1
    for instance in Instance.objects.filter(index__gte=2):
        ds = pydicom.dcmread(store.root() / instance.file)
        assert (ds.pixel_array == ds.pixel_array.flat[0]).all()
        assert ds.BurnedInAnnotation == "NO"
        assert "Blanked 1 rectangles in 1 frames" in ds.DeidentificationMethod
        codes = [item.CodeValue for item in ds.DeidentificationMethodCodeSequence]
        assert codes[0] == "113100" and codes[-1] == "113101"
    assert not any(path_of(one).exists() for one in HeldFile.objects.all())
    assert waiting_of(Case.objects.get()) == []


def test_a_person_may_say_that_there_is_no_text(
    lettered, educator, django_capture_on_commit_callbacks
):
    held = HeldFile.objects.last()
    with django_capture_on_commit_callbacks(execute=True):
        decide(educator, held, decision="clear")
    held.refresh_from_db()
    assert (held.state, held.decided_by.username) == ("taken", "educator")
    instance = Instance.objects.get(index=held.number)
    ds = pydicom.dcmread(store.root() / instance.file)
    assert "Pixels looked over by a person" in ds.DeidentificationMethod[1]
    assert HeldFile.objects.filter(state="waiting").count() == 1


def test_what_is_released_while_another_worker_takes_is_taken_too(lettered, monkeypatch):
    first, second = HeldFile.objects.all()
    answers, ingest = [], release.ingest

    def meanwhile(*args, **kwargs):
        if not answers:
            HeldFile.objects.filter(pk=second.pk).update(state="releasing")
            answers.append(release.take_released(lettered.public_id))
        return ingest(*args, **kwargs)

    monkeypatch.setattr(release, "ingest", meanwhile)
    HeldFile.objects.filter(pk=first.pk).update(state="releasing")
    assert release.take_released(lettered.public_id) == "done" and answers == ["busy"]
    assert set(HeldFile.objects.values_list("state", flat=True)) == {"taken"}
    lettered.refresh_from_db()
    assert lettered.taken == 3


def test_throwing_away_deletes_the_file(lettered, educator):
    held = HeldFile.objects.first()
    decide(educator, held, decision="discard", kin="all")
    assert set(HeldFile.objects.values_list("state", flat=True)) == {"discarded"}
    assert not path_of(held).exists()
    assert release.take_released(lettered.public_id) == "nothing to do"


@pytest.mark.parametrize("typed", ["", "1, 2, 3", "a, b, c, d", "1, 2, -3, 4", "9" * 90])
def test_nonsense_for_a_rectangle_gives_a_sentence_and_keeps_what_was_typed(
    lettered, educator, typed
):
    held = HeldFile.objects.first()
    answer = decide(educator, held, decision="blank", boxes=typed)
    assert answer.status_code == 422 and typed in answer.content.decode()
    held.refresh_from_db()
    assert held.state == "waiting"


def test_the_picture_is_for_its_owner_alone_and_kept_by_no_cache(lettered, educator, persona):
    address = HeldFile.objects.first().get_absolute_url() + "0.png"
    answer = educator.get(address)
    assert answer["Content-Type"] == "image/png" and "no-store" in answer["Cache-Control"]
    assert educator.get(address.replace("0.png", "7.png")).status_code == 404
    lettered.owner = persona("admin").user
    lettered.save()
    assert educator.get(address).status_code == 404
    assert educator.get(HeldFile.objects.first().get_absolute_url()).status_code == 404


def test_the_same_file_is_held_once_when_the_work_is_repeated(lettered, tmp_path):
    held = HeldFile.objects.first()
    refusal = Held("Again.")
    refusal.header = scan(path_of(held), b"test key", cleared=True)
    assert hold(lettered, path_of(held), refusal).pk == held.pk
    assert HeldFile.objects.count() == 2


def test_captures_are_held_for_a_look_instead_of_being_lost(intake, tmp_path):
    fill(intake, [make.write(tmp_path / "in", make.dataset(SOPClassUID=make.SC))])
    finished(intake)
    held = HeldFile.objects.get()
    assert "secondary capture" in held.reason and held.boxes == []
    assert not Case.objects.exists()


def test_what_nobody_looked_at_goes_with_the_intake(lettered):
    paths = [path_of(one) for one in HeldFile.objects.all()]
    assert all(path.exists() for path in paths)
    service.throw_away(timezone.now() + timedelta(days=1))
    assert not any(path.exists() for path in paths)
    assert set(HeldFile.objects.values_list("state", flat=True)) == {"discarded"}


def test_what_was_thrown_away_costs_the_next_start_nothing(
    lettered, django_assert_max_num_queries
):
    Intake.objects.bulk_create(
        Intake(owner=lettered.owner, state=state)
        for state in ("done", "receiving")
        for _ in range(20)
    )
    later = timezone.now() + timedelta(days=1)
    assert service.throw_away(later) == 1
    with django_assert_max_num_queries(4):
        assert service.throw_away(later) == 0
    assert not Intake.objects.filter(state="receiving").exists()


@pytest.mark.shared
def test_the_samples_with_burned_in_names_are_held(intake):
    folder = SHARED / "data" / "phi_dicom"
    if not folder.is_dir():
        pytest.skip("needs ../shared beside the repository")
    fill(intake, sorted(folder.glob("*.dcm")))
    finished(intake)
    assert (intake.taken, intake.held) == (0, 2)
