"""A simulated study as DICOM: valid, silent about the diagnosis, the same every time."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pydicom
import pytest

from cases.answerkey.regions import distance_mm
from cases.phantom.dicom import study_uid
from cases.phantom.disease.base import model_of
from cases.phantom.export import export
from cases.phantom.lesions import calm, lesions_of, smooth_outlines
from cases.phantom.study import CaseSpec, DiseaseSpec, Study

SPEC = CaseSpec(
    seed=4,
    age=55,
    diseases=(DiseaseSpec("vertebral-hemangioma"),),
    series=("T1", "STIR", "OP", "DWI", "CT"),
    pixel_scale=3.5,
)


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    return folder, export(SPEC, folder)


def images(folder):
    return [
        pydicom.dcmread(path) for path in sorted(folder.glob("*.dcm")) if "mask" not in path.name
    ]


def test_the_standards_checker_is_silent(exported):
    checker = shutil.which("dciodvfy") or str(Path(sys.executable).parent / "dciodvfy")
    folder, _ = exported
    firsts = sorted([*folder.glob("*-001.dcm"), *folder.glob("*-mask.dcm")])
    assert len(firsts) >= 9
    for path in firsts:
        result = subprocess.run([checker, str(path)], capture_output=True, text=True, check=False)
        said = (result.stdout + result.stderr).splitlines()
        assert said in (["MRImage"], ["CTImage"], ["Segmentation"]), (path.name, said)


def test_the_header_says_synthetic_and_not_what_it_shows(exported):
    folder, _ = exported
    for path in folder.glob("*.dcm"):
        text = str(pydicom.dcmread(path)).lower()
        assert "angioma" not in text
        assert "metasta" not in text
    for image in images(folder):
        assert image.SyntheticData == "YES"
        assert image.PatientIdentityRemoved == "YES"
        assert all(
            str(image[name].value).startswith("2.25.")
            for name in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
        )


def test_slices_lie_one_spacing_apart_in_one_frame_of_reference(exported):
    folder, _ = exported
    frames = {image.FrameOfReferenceUID for image in images(folder)}
    assert len(frames) == 1
    series = [image for image in images(folder) if image.SeriesNumber == 1]
    places = np.array([image.ImagePositionPatient for image in series], float)
    steps = np.linalg.norm(np.diff(places, axis=0), axis=1)
    assert np.allclose(steps, steps[0], atol=1e-4)


def test_the_same_specification_gives_the_same_bytes(exported, tmp_path):
    folder, _ = exported
    again = CaseSpec.from_json((folder / "recipe.json").read_text())
    export(again, tmp_path)
    for path in folder.glob("*-0*.dcm"):
        twin = tmp_path / path.name
        assert (
            hashlib.sha256(path.read_bytes()).digest()
            == hashlib.sha256(twin.read_bytes()).digest()
        ), path.name


def test_a_salt_makes_another_study_of_the_same_pixels(tmp_path):
    one_series = CaseSpec(seed=4, series=("STIR",), pixel_scale=4)
    first, second = tmp_path / "a", tmp_path / "b"
    export(one_series, first, salt="a")
    export(one_series, second, salt="b")
    a, b = images(first), images(second)
    assert a[0].StudyInstanceUID != b[0].StudyInstanceUID
    assert a[3].PixelData == b[3].PixelData


def test_a_changed_model_gives_its_studies_new_uids(monkeypatch):
    other = CaseSpec(seed=4, diseases=(DiseaseSpec("paget-disease"),))
    monkeypatch.setattr(model_of("vertebral-hemangioma"), "version", 1)
    before, untouched = study_uid(SPEC), study_uid(other)
    assert "models" not in SPEC.to_json()
    monkeypatch.setattr(model_of("vertebral-hemangioma"), "version", 2)
    assert study_uid(SPEC) != before
    assert study_uid(other) == untouched
    assert CaseSpec.from_json(SPEC.to_json()) == SPEC


def test_regions_follow_the_mask():
    study = Study(SPEC)
    series = study.series("T1")
    found = lesions_of(study.scene, series.labels, series.geometry)
    assert found
    assert {one.entity for one in found} == {"vertebral-hemangioma"}
    label = {i.level: i.label for i in series.lesions}
    for lesion in found:
        places = np.argwhere(series.labels == label[lesion.level])
        points = [series.geometry.patient_point(int(k), float(r), float(c)) for k, r, c in places]
        off = np.array([distance_mm(lesion.region, point) for point in points])
        assert np.mean(off <= 0.51 * series.geometry.pixel_spacing[0]) > 0.8
        assert off.max() <= 5.0  # the tolerance of a click
        assert max(distance_mm(lesion.vertebra, point) for point in points) < 6


def test_a_calm_mask_loses_stray_pixels_and_keeps_small_lesions():
    mask = np.zeros((40, 40), bool)
    mask[8:24, 10:26] = True
    mask[2, 2] = mask[30, 33] = True
    mask[15, 16] = False
    assert len(smooth_outlines(calm(mask))) == 1
    tiny = np.zeros((20, 20), bool)
    tiny[5, 5] = True
    assert calm(tiny).sum() == 1


def test_smooth_outlines_keep_the_area_of_a_disc():
    y, x = np.mgrid[:60, :60]
    mask = np.hypot(x - 30, y - 28) < 17
    (outline,) = smooth_outlines(mask)
    c, r = outline[:, 0], outline[:, 1]
    area = 0.5 * abs(np.dot(c, np.roll(r, -1)) - np.dot(r, np.roll(c, -1)))
    assert area == pytest.approx(mask.sum(), rel=0.03)
    assert len(outline) < 80


def test_lesions_of_one_level_have_names_of_their_own():
    study = Study(
        CaseSpec(
            seed=1, diseases=(DiseaseSpec("sclerotic-metastases", {}, "easy"),), pixel_scale=4
        )
    )
    series = study.series("T1")
    names = [one.name for one in lesions_of(study.scene, series.labels, series.geometry)]
    assert len(names) == len(set(names)) > len({name.split(" (")[0] for name in names})
