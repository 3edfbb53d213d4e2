"""The one way in: what is taken, what is known, what is turned away, and that it is whole."""

import io
import zipfile

import numpy as np
import pytest
from django.db import transaction
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from cases.dicom import frames
from cases.models import Case, Frame, Instance, Series, Study
from cases.selectors import key_of, manifest, overlay
from cases.services import filing, store
from cases.services.ingest import ingest
from tests.cases import make
from tests.cases.dicom.test_geometry import enhanced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def fates(report):
    return [row.status for row in report.rows]


def stored_files(media):
    return sorted(path for path in media.rglob("*") if path.is_file())


def test_a_folder_becomes_a_draft_case_with_one_series(tmp_path):
    make.stack(tmp_path / "in", 5)
    report = ingest([tmp_path / "in"])
    assert (report.taken, report.quarantined) == (5, 0)
    case = Case.objects.get()
    series = Series.objects.get()
    assert (case.state, case.provenance, case.graded) == ("draft", "real", False)
    assert (series.label, series.plane, series.frames_ready) == ("T2 sagittal", "sagittal", True)
    assert len(series.frame_digests) == 5
    assert [frame.digest for frame in series.frames.all()] == series.frame_digests


def test_frames_are_in_reading_order_whatever_the_files_are_called(tmp_path):
    for name, index in (("a", 3), ("b", 0), ("c", 2), ("d", 1)):
        make.write(tmp_path / "in", make.dataset(index=index), name)
    ingest([tmp_path / "in"])
    series = Series.objects.get()
    for index, digest in enumerate(series.frame_digests):
        content = store.path_of("frames", digest).read_bytes()
        image = frames.decode_gray(content, 24, 20, signed=False)
        assert np.array_equal(image, make.phantom(index))
    assert [one[0] for one in series.geometry["positions"]] == [0, 4, 8, 12]


def test_the_same_files_again_change_nothing(tmp_path, media):
    make.stack(tmp_path / "in", 4)
    ingest([tmp_path / "in"])
    before = (stored_files(media), Series.objects.get().preview_digest)
    again = ingest([tmp_path / "in"])
    assert fates(again) == ["duplicate"] * 4
    assert (stored_files(media), Series.objects.get().preview_digest) == before
    assert (Case.objects.count(), Instance.objects.count()) == (1, 4)


def test_the_same_pixels_under_other_identifiers_are_a_duplicate_series(tmp_path, media):
    make.stack(tmp_path / "one", 4)
    make.stack(tmp_path / "two", 4, study=9, series=9)
    ingest([tmp_path / "one"])
    before = stored_files(media)
    report = ingest([tmp_path / "two"])
    assert stored_files(media) == before
    assert fates(report) == ["duplicate"] * 4
    assert "already" in report.rows[0].sentence
    assert Case.objects.count() == 1


def test_slices_that_come_later_join_their_series(tmp_path):
    make.stack(tmp_path / "in", 6)
    files = sorted((tmp_path / "in").iterdir())
    ingest(files[::2])
    token = Series.objects.get().token
    ingest(files)
    series = Series.objects.get()
    assert (series.token, len(series.frame_digests)) == (token, 6)
    assert [one[0] for one in series.geometry["positions"]] == [0, 4, 8, 12, 16, 20]
    pack = store.path_of("previews", series.preview_digest).read_bytes()
    assert series.preview_offsets[-1] == len(pack) and len(series.preview_offsets) == 7
    everything = [frames.encode_gray(make.phantom(i), signed=False) for i in range(6)]
    kept = [store.path_of("frames", digest).read_bytes() for digest in series.frame_digests]
    assert kept == everything


def test_a_published_case_takes_no_more_images(tmp_path):
    make.stack(tmp_path / "in", 2)
    ingest([tmp_path / "in"])
    Case.objects.update(state="published")
    make.write(tmp_path / "in", make.dataset(index=7))
    report = ingest([tmp_path / "in"])
    assert sorted(fates(report)) == ["duplicate", "duplicate", "quarantined"]
    assert "published" in report.rows[-1].sentence


def test_two_studies_become_two_cases_unless_a_case_is_named(tmp_path):
    make.stack(tmp_path / "in", 2)
    for index in range(2):
        ds = make.dataset(make.phantom(50 + index), index=index, study=2, series=5)
        make.write(tmp_path / "in", ds)
    assert len(ingest([tmp_path / "in"]).cases) == 2
    case = Case.objects.create(slug="both")
    make.write(tmp_path / "more", make.dataset(make.phantom(70), study=3))
    make.write(tmp_path / "more", make.dataset(make.phantom(71), study=4, series=2))
    assert ingest([tmp_path / "more"], case=case).cases == ["both"]
    assert Study.objects.filter(case=case).count() == 2


def test_bad_files_are_turned_away_with_a_sentence_and_the_rest_goes_on(tmp_path):
    folder = tmp_path / "in"
    make.stack(folder, 3)
    (folder / "empty.dcm").write_bytes(b"")
    (folder / "notes.txt").write_text("Hasenpfeffer")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 jfif")
    (folder / "cut.dcm").write_bytes((folder / "01-0001.dcm").read_bytes()[:700])
    program = make.content(make.dataset(index=8))
    (folder / "program.dcm").write_bytes(b"MZ" + program[2:])
    (folder / "link.dcm").symlink_to(folder / "01-0001.dcm")
    report = ingest([folder])
    assert report.taken == 3
    said = {
        row.name.split("/")[-1]: row.sentence for row in report.rows if row.status == "quarantined"
    }
    assert set(said) == {
        "empty.dcm",
        "notes.txt",
        "photo.jpg",
        "cut.dcm",
        "program.dcm",
        "link.dcm",
    }
    assert "empty" in said["empty.dcm"] and "picture is damaged" in said["photo.jpg"]
    assert "program" in said["program.dcm"] and "link" in said["link.dcm"]
    assert all(sentence.endswith(".") for sentence in said.values())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.88.33"}, "structured report"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.104.1"}, "document"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.11.1"}, "presentation state"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.6.1"}, "ultrasound"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}, "secondary capture"),
        ({"BurnedInAnnotation": "YES"}, "burned into"),
        ({"ConversionType": "WSD"}, "secondary capture"),
        ({"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]}, "secondary capture"),
        ({"Rows": 0}, "no image"),
        ({"Modality": "ES"}, "modality ES"),
    ],
)
def test_objects_that_may_tell_on_the_patient_are_never_taken(tmp_path, media, changes, words):
    make.write(tmp_path / "in", make.dataset(**changes))
    report = ingest([tmp_path / "in"])
    assert fates(report) == ["quarantined"]
    assert words in report.rows[0].sentence
    assert stored_files(media) == [] and not Case.objects.exists()


def test_a_capture_that_states_it_has_no_text_is_taken(tmp_path):
    make.write(tmp_path / "in", make.dataset(SOPClassUID=make.SC, BurnedInAnnotation="NO"))
    assert ingest([tmp_path / "in"]).taken == 1


def test_a_file_whose_pixels_are_damaged_leaves_no_case(tmp_path):
    ds = make.dataset()
    ds.PixelData = ds.PixelData[:100]
    make.write(tmp_path / "in", ds)
    report = ingest([tmp_path / "in"])
    assert fates(report) == ["quarantined"] and "Export it again" in report.rows[0].sentence
    assert not Case.objects.exists() and not Series.objects.exists()


def test_a_damaged_slice_costs_only_itself(tmp_path):
    make.stack(tmp_path / "in", 4)
    ds = make.dataset(index=4)
    ds.PixelData = ds.PixelData[:100]
    make.write(tmp_path / "in", ds)
    report = ingest([tmp_path / "in"])
    assert (report.taken, report.quarantined) == (4, 1)
    assert len(Series.objects.get().frame_digests) == 4


@pytest.mark.django_db(transaction=True)
def test_a_crash_while_filing_leaves_no_half_series(tmp_path, monkeypatch):
    make.stack(tmp_path / "in", 3)

    def crash(*args, **kwargs):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(filing, "_finish", crash)
        with pytest.raises(RuntimeError):
            ingest([tmp_path / "in"])
    assert not Series.objects.exists() and not Frame.objects.exists()
    assert ingest([tmp_path / "in"]).taken == 3
    assert Series.objects.get().frames_ready


def test_zips_and_uploads_come_in_the_same_way(tmp_path):
    paths = make.stack(tmp_path / "in", 3)
    upload = io.BytesIO()
    with zipfile.ZipFile(upload, "w") as out:
        for path in paths:
            out.write(path, f"study/{path.name}")
        out.writestr("../evil", b"x")
    upload.seek(0)
    upload.name = "study.zip"
    single = io.BytesIO(make.content(make.dataset(index=5)))
    report = ingest([upload, single])
    assert (report.taken, report.quarantined) == (4, 1)
    assert len(Series.objects.get().frame_digests) == 4


def test_a_zip_bomb_is_one_line_in_the_report(tmp_path, monkeypatch):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for number in range(30):
            out.writestr(f"{number}", b"\0" * 10_000_000)
    report = ingest([path])
    assert fates(report) == ["quarantined"] and "bomb" in report.rows[0].sentence


def test_enhanced_objects_become_a_sorted_stack(tmp_path):
    make.write(tmp_path / "in", enhanced())
    ingest([tmp_path / "in"])
    series = Series.objects.get()
    assert len(series.frame_digests) == 3 and series.instances.count() == 1
    assert (series.pixels["slope"], series.pixels["intercept"]) == (2.0, -5.0)
    assert [frame.number for frame in series.frames.all()] == [2, 1, 0]


def test_simulated_objects_make_a_simulated_case_and_keep_their_uids(tmp_path):
    for index in range(2):
        ds = make.dataset(index=index, SyntheticData="YES")
        ds.StudyInstanceUID, ds.SeriesInstanceUID = "2.25.500", "2.25.501"
        ds.SOPInstanceUID = f"2.25.{600 + index}"
        make.write(tmp_path / "in", ds)
    ingest([tmp_path / "in"])
    assert Case.objects.get().simulated
    assert Study.objects.get().study_instance_uid == "2.25.500"
    assert manifest(Case.objects.get())["simulated"] is True


def segmentation(mask, frame_of_reference):
    """A binary segmentation of one segment on the planes of `make.stack`."""
    ds = make.dataset(mask.astype(np.uint8), SOPClassUID="1.2.840.10008.5.1.4.1.1.66.4")
    ds.Modality, ds.FrameOfReferenceUID = "SEG", frame_of_reference
    ds.SOPInstanceUID = make.uid(b"seg".hex()[:4])
    shared, orientation, measures = Dataset(), Dataset(), Dataset()
    orientation.ImageOrientationPatient = make.SAGITTAL
    measures.PixelSpacing, measures.SliceThickness = [0.5, 0.5], 4.0
    shared.PlaneOrientationSequence = Sequence([orientation])
    shared.PixelMeasuresSequence = Sequence([measures])
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    groups = []
    for index in range(len(mask)):
        group, position, segment = Dataset(), Dataset(), Dataset()
        position.ImagePositionPatient = [4.0 * index, -30.0, 40.0]
        segment.ReferencedSegmentNumber = 1
        group.PlanePositionSequence = Sequence([position])
        group.SegmentIdentificationSequence = Sequence([segment])
        groups.append(group)
    ds.PerFrameFunctionalGroupsSequence = Sequence(groups)
    named = Dataset()
    named.SegmentNumber, named.SegmentLabel = 1, "hemangioma of Hasenpfeffer"
    ds.SegmentSequence = Sequence([named])
    return ds


def test_a_segmentation_becomes_the_lesions_of_the_key(tmp_path):
    make.stack(tmp_path / "in", 5)
    mask = np.zeros((5, 24, 20), bool)
    mask[1:3, 6:12, 4:9] = True
    make.write(tmp_path / "in", segmentation(mask, make.uid(1, "77")), "seg.dcm")
    report = ingest([tmp_path / "in"])
    assert report.taken == 6
    case, series = Case.objects.get(), Series.objects.get()
    (lesion,) = key_of(case).lesions
    assert (lesion.name, lesion.region.thickness) == ("lesion 1", 4.0)
    cuts = overlay(case, series)
    assert sorted(cuts) == [1, 2]
    assert sorted(cuts[1][0]) == [[3.5, 5.5], [3.5, 11.5], [8.5, 5.5], [8.5, 11.5]]
    assert "hemangioma" not in str(case.answer_key)
    assert fates(ingest([tmp_path / "in" / "seg.dcm"])) == ["duplicate"]


def test_a_segmentation_of_unknown_images_is_turned_away(tmp_path):
    mask = np.ones((2, 24, 20), bool)
    make.write(tmp_path / "in", segmentation(mask, make.uid(8)), "seg.dcm")
    report = ingest([tmp_path / "in"])
    assert "not in the library" in report.rows[0].sentence


def test_progress_is_told(tmp_path):
    make.stack(tmp_path / "in", 3)
    told = []
    ingest([tmp_path / "in"], progress=lambda done, total, step: told.append((done, total, step)))
    assert told[-1] == (3, 3, "converting") and (3, 3, "reading") in told


@pytest.mark.parametrize("count", [2, 9])
def test_an_import_takes_a_steady_number_of_queries(
    tmp_path, count, django_assert_max_num_queries
):
    make.stack(tmp_path / "in", count)
    with django_assert_max_num_queries(30), transaction.atomic():
        ingest([tmp_path / "in"])


def test_many_files_are_shared_among_processes(tmp_path, settings):
    settings.INGEST_PROCESSES = 2
    make.stack(tmp_path / "in", 20)
    assert ingest([tmp_path / "in"]).taken == 20
