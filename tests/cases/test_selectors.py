"""The manifest tells what the viewer needs and nothing else; the overlay lies where it should."""

import json

import pytest

from cases.answerkey.types import AnswerKey, Lesion, Region
from cases.models import Case
from cases.selectors import manifest, overlay, series_of
from cases.services.ingest import ingest
from cases.services.keys import set_key
from tests.cases import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

SERIES = {
    "id", "label", "modality", "plane", "frameOfReference", "rows", "cols", "bits", "signed",
    "kind", "slope", "intercept", "unit", "inverted", "still", "pixelSpacing", "orientation", "positions",
    "thickness", "windows", "frames", "preview",
}  # fmt: skip


@pytest.fixture
def case(tmp_path):
    make.stack(tmp_path / "in", 4)
    for index in range(2):
        ds = make.dataset(make.phantom(30 + index), index=index, series=2, modality="CT",
                          RescaleIntercept="-1024", RescaleSlope="1",
                          ImageOrientationPatient=make.AXIAL,
                          ImagePositionPatient=[-2.0, -30.0, 34.0 - 4 * index])  # fmt: skip
        make.write(tmp_path / "in", ds)
    ingest([tmp_path / "in"])
    return Case.objects.get()


def test_the_manifest_is_the_whitelist_of_the_contract(case):
    data = manifest(case)
    assert set(data) == {"version", "simulated", "series"}
    assert [set(series) for series in data["series"]] == [SERIES, SERIES]
    mr, ct = data["series"]
    assert (mr["label"], mr["rows"], mr["cols"], mr["kind"]) == ("T2 sagittal", 24, 20, "mono16")
    assert (ct["unit"], ct["intercept"], ct["windows"][0]["name"]) == ("HU", -1024, "Bone")
    assert mr["frameOfReference"] == ct["frameOfReference"] == "f1"
    assert len(mr["frames"]) == len(mr["positions"]) == len(mr["preview"]["offsets"]) - 1 == 4
    assert set(mr["preview"]) == {"url", "offsets", "type"}
    assert {"name", "center", "width"} == set(mr["windows"][0])


def test_the_manifest_says_nothing_of_patient_or_study(case):
    text = json.dumps(manifest(case))
    assert not [word for word in make.SECRETS if word in text]
    assert "2.25." not in text and case.slug not in text and "hemangioma" not in text.lower()


def test_the_manifest_costs_one_query(case, django_assert_num_queries):
    with django_assert_num_queries(1):
        manifest(case)


def test_series_that_are_not_ready_are_not_shown(case):
    series_of(case).filter(modality="CT").update(frames_ready=False)
    assert len(manifest(case)["series"]) == 1


def test_lesions_are_cut_on_every_series_in_its_own_plane(case, django_assert_num_queries):
    ball = Region("a", "ellipsoid", center=(4, -26, 34), axes=((3, 0, 0), (0, 3, 0), (0, 0, 3)))
    key = AnswerKey(diagnosis="x", malignant=False, lesions=(Lesion("a", ball),))
    set_key(case, key)
    mr, ct = series_of(case)
    with django_assert_num_queries(0):
        sagittal, axial = overlay(case, mr), overlay(key, ct)
    assert sorted(sagittal) == [0, 1, 2]
    columns = [point[0] for point in sagittal[1][0]]
    assert (min(columns), max(columns)) == (pytest.approx(2, abs=0.1), pytest.approx(14, abs=0.1))
    assert sorted(axial) == [0, 1]
    rows = [point[1] for point in axial[0][0]]
    assert (min(rows), max(rows)) == (pytest.approx(2, abs=0.1), pytest.approx(14, abs=0.1))


def test_a_series_without_geometry_has_no_overlay(case):
    series = series_of(case)[0]
    series.geometry = {**series.geometry, "positions": None}
    ball = Region("a", "ellipsoid", center=(4, -26, 34), axes=((3, 0, 0), (0, 3, 0), (0, 0, 3)))
    key = AnswerKey(diagnosis="x", malignant=False, lesions=(Lesion("a", ball),))
    assert overlay(key, series) == {}
