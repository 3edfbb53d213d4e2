"""Pictures brought in: one study a folder, stacks by number, held for text, marked as still."""

import zipfile

import numpy as np
import pydicom
import pytest
from django.core.management import call_command

from cases import selectors
from cases.answerkey.regions import distance_mm, on_still
from cases.answerkey.types import AnswerKey, Lesion, PlanarSlab, Region
from cases.dicom import frames as codec
from cases.dicom.still import plane_of
from cases.models import Case, HeldFile, HeldState, Series, Study
from cases.services import store
from cases.services.ingest import ingest
from cases.services.publish import publish
from tests.cases import lettering, make, stills
from tests.cases.intake.test_service import fill, finished

pytestmark = pytest.mark.django_db


def test_a_folder_of_pictures_is_one_draft_with_stacks_by_number(intake, tmp_path):
    folder = tmp_path / "Hasenpfeffer"
    paths = [stills.save(folder / f"t2-{n}.png", stills.gray(n)) for n in (10, 9, 0)]
    paths.append(stills.telling_png(folder / "metastasis L3.png", stills.colored(4)))
    paths.append(stills.tiff(folder / "ct.tif", [stills.gray(n, 64) for n in (5, 6)]))
    fill(intake, paths, "Hasenpfeffer")
    finished(intake)
    case = Case.objects.get()
    assert (intake.taken, case.still_images, case.state) == (5, True, "draft")
    assert case.title.startswith("Imported still images")
    series = {len(one.frame_digests): one for one in Series.objects.all()}
    assert sorted(series) == [1, 2, 3] and Study.objects.count() == 1
    assert {one.label.split()[0] for one in series.values()} == {"Image"}
    first = store.path_of("frames", series[3].frame_digests[0]).read_bytes()
    assert (codec.decode_gray(first, 96, 96, signed=False) == stills.gray(0)).all()
    assert codec.decode_color(
        store.path_of("frames", series[1].frame_digests[0]).read_bytes()
    ).shape == (96, 96, 3)


def test_nothing_of_names_or_chunks_is_kept(media, tmp_path):
    path = stills.telling_png(tmp_path / "Hasenpfeffer" / "metastasis.png", stills.gray())
    ingest([path.parent])
    kept = b"".join(one.read_bytes() for one in media.rglob("*") if one.is_file())
    told = str(selectors.manifest(Case.objects.get()))
    for word in (*make.SECRETS, "metastasis", "Quackenbush"):
        assert word.encode() not in kept and word not in told
    dataset = pydicom.dcmread(next(media.rglob("*.dcm")))
    assert dataset.SOPClassUID == make.SC and dataset.PatientIdentityRemoved == "YES"


def test_what_the_viewer_is_told_has_no_scale_and_no_patient(media, tmp_path):
    ingest([stills.save(tmp_path / "in" / f"{n}.png", stills.gray(n)) for n in (1, 2)])
    (series,) = selectors.manifest(Case.objects.get())["series"]
    assert series["pixelSpacing"] is None and series["unit"] == "" and series["thickness"] is None
    assert series["still"] == pytest.approx(300 / 96) and series["plane"] == ""
    heights = [place[2] for place in series["positions"]]
    assert min(heights) >= 1e6 and heights[0] != heights[1]


def test_a_place_lies_on_one_picture_and_no_other(media, tmp_path):
    ingest([stills.save(tmp_path / "in" / f"{n}.png", stills.gray(n)) for n in (1, 2)])
    series = Series.objects.get()
    here, there = (plane_of(digest) for digest in series.frame_digests)
    corners = tuple((x, y, here) for x, y in ((30.0, 30.0), (90.0, 30.0), (90.0, 90.0)))
    region = Region(
        "A", "contours", normal=(0, 0, 1), thickness=1, slabs=(PlanarSlab((corners,)),)
    )
    assert on_still(region) and distance_mm(region, (80.0, 40.0, here)) == 0
    assert distance_mm(region, (80.0, 40.0, there)) > 90
    drawn = selectors.overlay(AnswerKey("normal", None, lesions=(Lesion("A", region),)), series)
    assert list(drawn) == [0]
    assert drawn[0][0][0] == pytest.approx([30 * 96 / 300] * 2, abs=0.01)


def test_pictures_beside_one_dicom_study_join_it(media, tmp_path):
    make.stack(tmp_path / "in", 3)
    stills.save(tmp_path / "in" / "film.png", stills.gray())
    stills.save(tmp_path / "other" / "film.png", stills.gray(5))
    report = ingest([tmp_path / "in", tmp_path / "other"])
    assert report.taken == 5 and Case.objects.count() == 2
    joined = Case.objects.get(studies__series__modality="MR")
    assert Series.objects.filter(study__case=joined).count() == 2 and joined.still_images


def test_the_same_again_is_a_duplicate_by_object_and_by_pixels(media, tmp_path):
    path = stills.save(tmp_path / "in" / "a.png", stills.gray())
    ingest([path])
    again = ingest([path])
    other = ingest([stills.save(tmp_path / "elsewhere" / "b.tif", stills.gray())])
    assert (again.duplicates, other.duplicates, Case.objects.count()) == (1, 1, 1)
    assert "in the library already" in other.rows[0].sentence


def test_letters_hold_a_picture_and_blanking_brings_it_to_its_study(
    intake, tmp_path, educator, django_capture_on_commit_callbacks
):
    image, _place = lettering.burn(lettering.mr(1, 128).clip(0, 255).astype(np.uint8), 18, 7)
    paths = [stills.save(tmp_path / "in" / "named.png", image)]
    paths.append(stills.save(tmp_path / "in" / "clean.png", stills.gray(3)))
    fill(intake, paths)
    finished(intake)
    assert (intake.taken, intake.held) == (1, 1)
    held = HeldFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        educator.post(held.get_absolute_url(), {"decision": "blank", "boxes": "0, 0, 128, 128"})
    held.refresh_from_db()
    assert held.state == HeldState.TAKEN
    assert Case.objects.count() == Study.objects.count() == 1 and Series.objects.count() == 2


def test_a_broken_picture_costs_only_itself(media, tmp_path):
    stills.save(tmp_path / "in" / "good.png", stills.gray())
    (tmp_path / "in" / "bad.jpg").write_bytes(b"\xff\xd8\xff" + bytes(5000))
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for path in sorted((tmp_path / "in").iterdir()):
            out.write(path, f"folder/{path.name}")
    report = ingest([archive])
    assert (report.taken, report.quarantined) == (1, 1)
    assert "damaged" in next(r.sentence for r in report.rows if r.status == "quarantined")


def test_the_command_takes_pictures_and_every_room_says_what_they_are(
    media, tmp_path, educator, learner
):
    stills.save(tmp_path / "in" / "a.png", stills.gray())
    call_command("import_dicom", tmp_path / "in", "--case", "old-film", verbosity=0,
                 diagnosis="normal", history="Back pain.", licence="CC0", source="Own")  # fmt: skip
    case = Case.objects.get()
    for address in (case.workbench_url, "/teach/"):
        assert "Limited: still image" in educator.get(address).content.decode()
    publish(case, None)
    answer = learner.post("/quiz/start/", {"length": "0"}, follow=True)
    page = answer.content.decode()
    assert "Limited: still image" in page and "no Hounsfield units" in page
