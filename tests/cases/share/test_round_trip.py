"""What leaves comes back elsewhere the same: images, texts, key, regions, views."""

import json

import pytest

from cases.intake import service
from cases.intake.release import take_released
from cases.models import Case, CaseEvent, HeldFile, KeyView, Series
from cases.services.checklist import checklist
from cases.services.content import content_of
from cases.services.held import release as decide
from cases.services.ingest import ingest
from cases.services.takedown import receivers
from cases.share import give
from cases.share.manifest import NAME
from tests.cases import lettering, make
from tests.cases.share.conftest import members
from tests.personas import make_user

pytestmark = pytest.mark.django_db


def test_out_and_back_under_another_secret_is_the_same_zip(case, parcel, bring, elsewhere):
    before, content = parcel(case), content_of(case)
    uids = set(Series.objects.values_list("series_instance_uid", flat=True))
    elsewhere()
    intake, rows = bring(before)
    assert {row.status for row in rows} == {"taken"} and intake.taken == 7
    back = Case.objects.get()
    assert back.state == "draft" and back.revision == 0
    assert set(Series.objects.values_list("series_instance_uid", flat=True)) == uids
    assert without_tokens(content_of(back)) == without_tokens(content)
    assert members(parcel(back)) == members(before)
    assert parcel(back) == before


def without_tokens(content):
    series = [{**one, "token": ""} for one in content["series"]]
    view = {**content["key_view"], "series": ""}
    return {**content, "series": series, "key_view": view}


def test_the_key_view_opens_on_the_same_image(case, parcel, bring, elsewhere):
    view = KeyView.objects.get()
    shown = view.series.frames.get(index=view.slice).instance.sop_instance_uid
    zip_ = parcel(case)
    elsewhere()
    bring(zip_)
    back = KeyView.objects.get()
    assert back.series.frames.get(index=back.slice).instance.sop_instance_uid == shown
    assert (back.center, back.width, back.zoom, back.col, back.row) == (400, 80, 1.5, 3, 4)


def test_nobody_is_named_and_no_answer_leaves(case, parcel, django_user_model):
    reviewer = django_user_model.objects.create_user("quackenbush", "q@clinic.example")
    CaseEvent.objects.create(case=case, kind="approved", by=reviewer, text="Fine, says Hugo.")
    files = members(parcel(case))
    everything = b"".join(files.values())
    for word in ("quackenbush", "clinic.example", "Hugo", *make.SECRETS):
        assert word.encode() not in everything
    entry = json.loads(files[NAME])["cases"][0]
    assert entry["origin"]["reviews"][0]["what"] == "approved"


def test_reviews_from_elsewhere_are_told_and_count_for_nothing(
    case, parcel, bring, elsewhere, django_user_model
):
    CaseEvent.objects.create(case=case, kind="approved")
    zip_ = parcel(case)
    elsewhere()
    bring(zip_)
    back = Case.objects.get()
    story = back.events.get(kind="arrived").text
    assert "approved on" in story and "Histology" in story and "nobody has reviewed" in story
    lines = checklist(back, None, content_of(back))
    review = next(line for line in lines if "review" in str(line).lower())
    assert not review.done


def test_it_is_known_who_took_a_case_along(case, educator):
    response = educator.post(f"/teach/cases/{case.public_id}/share/")
    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert [one.who for one in receivers(case)] == ["educator (zip)"]


def test_text_in_shared_pixels_is_held_until_somebody_has_looked(
    media, tmp_path, parcel, bring, elsewhere, db
):
    images = [lettering.mr(index, 128) for index in range(3)]
    images[1], _place = lettering.burn(images[1], 14, 7)
    intake = bring_files(tmp_path, [make.dataset(one, index=i) for i, one in enumerate(images)])
    decide(HeldFile.objects.all(), intake.owner, [])
    take_released(intake.public_id)
    case = Case.objects.get()
    Case.objects.update(licence="CC0", history="Pain.")
    case.refresh_from_db()
    assert case.studies.get().series.get().frames.count() == 3
    before = parcel(case)
    elsewhere()
    intake, rows = bring(before)
    back = Case.objects.get()
    assert sorted(row.status for row in rows) == ["held", "taken", "taken"]
    assert give.refusals(back), "nothing leaves while an image is held"
    decide(HeldFile.objects.filter(state="waiting"), intake.owner, [])
    take_released(intake.public_id)
    assert give.refusals(back) == [] and parcel(back) == before


def bring_files(tmp_path, datasets):
    intake = service.begin(make_user("educator"))
    for one in datasets:
        path = make.write(tmp_path / "held", one)
        upload = service.announce(intake, path.name, path.stat().st_size)
        with path.open("rb") as stream:
            service.append(intake, upload, stream)
    service.start(intake)
    service.work_off(intake.public_id)
    return intake


def test_a_case_of_the_simulator_keeps_its_recipe(media, db, tmp_path, parcel, bring, elsewhere):
    extra = {"SyntheticData": "YES", "study": 5}
    slices = [make.dataset(make.phantom(i), index=i, **extra) for i in range(2)]
    for number, one in enumerate(slices):
        one.StudyInstanceUID, one.SeriesInstanceUID = "2.25.77", "2.25.78"
        one.SOPInstanceUID = one.file_meta.MediaStorageSOPInstanceUID = f"2.25.8{number}"
        one.FrameOfReferenceUID = "2.25.79"
    case = Case.objects.create(slug="made", provenance="simulated", licence="CC BY 4.0")
    ingest([make.write(tmp_path / "made", one) for one in slices], case=case)
    Case.objects.update(recipe={"fingerprint": "abc", "recipe": {"seed": 4, "b": [1.5]}})
    case.refresh_from_db()
    before = parcel(case)
    elsewhere()
    bring(before)
    back = Case.objects.worked_on().get()
    assert back.simulated and back.recipe["recipe"] == {"seed": 4, "b": [1.5]}
    assert parcel(back) == before
