"""Order, planes, gaps, stacks and labels."""

from dataclasses import replace

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from cases.dicom import geometry, stacks
from cases.dicom.geometry import Placed
from cases.dicom.header import header_of, scan
from cases.dicom.vocabulary import neutral_words
from tests.cases import make


@pytest.mark.parametrize(
    ("orientation", "name"),
    [
        (make.SAGITTAL, "sagittal"),
        (make.AXIAL, "axial"),
        ([1, 0, 0, 0, 0, -1], "coronal"),
        ([0.7071, 0.7071, 0, 0, 0, -1], "oblique"),
        ([1, 0, 0, 0, 0.94, -0.34], "axial"),
        (None, ""),
    ],
)
def test_planes_are_named_by_their_normal(orientation, name):
    assert geometry.plane(orientation) == name


@pytest.mark.parametrize(
    ("direction", "letters"),
    [
        ((1, 0, 0), "L"),
        ((-1, 0, 0), "R"),
        ((0, 1, 0), "P"),
        ((0, 0, 1), "H"),
        ((0, 0.6, -0.8), "FP"),
    ],
)
def test_letters_are_those_of_dicom(direction, letters):
    assert geometry.letters(direction) == letters


@pytest.mark.parametrize(
    ("orientation", "places", "order"),
    [
        (make.SAGITTAL, [[3, 0, 0], [-5, 0, 0], [1, 0, 0]], [1, 2, 0]),  # right to left
        (make.AXIAL, [[0, 0, 3], [0, 0, -5], [0, 0, 1]], [0, 2, 1]),  # head to foot
        ([1, 0, 0, 0, 0, -1], [[0, 3, 0], [0, -5, 0]], [1, 0]),  # front to back
    ],
)
def test_stacks_are_read_in_one_direction(orientation, places, order):
    frames = [Placed(tuple(place), tuple(orientation)) for place in places]
    assert geometry.order(frames, [0] * len(frames)) == order


def test_without_geometry_the_instance_number_decides():
    assert geometry.order([Placed(), Placed(), Placed()], [3, 1, 2]) == [1, 2, 0]


def test_a_missing_slice_is_told():
    frames = [Placed((4.0 * i, 0, 0), tuple(make.SAGITTAL)) for i in (0, 1, 2, 4, 5)]
    assert geometry.gaps(frames) == [2]
    assert geometry.slice_step(frames) == 4.0


@pytest.mark.parametrize(
    "orientation", [None, [1, 0, 0], [0] * 6, [1, 0, 0, 1, 0, 0], [float("nan")] * 6]
)
def test_senseless_orientations_are_not_believed(orientation):
    assert not geometry.is_sound(orientation)


def headers(tmp_path, *datasets):
    return [
        (index, scan(make.write(tmp_path, ds, f"{index}.dcm"), b"key", ""))
        for index, ds in enumerate(datasets)
    ]


def test_a_series_of_mixed_planes_is_split(tmp_path):
    scouts = [
        make.dataset(index=0),
        make.dataset(index=1, ImageOrientationPatient=make.AXIAL),
        make.dataset(index=2, ImageOrientationPatient=[1, 0, 0, 0, 0, -1]),
        make.dataset(index=3),
    ]
    built = stacks.build(headers(tmp_path, *scouts))
    assert sorted(len(stack.pieces) for stack in built) == [1, 1, 2]


def test_echoes_and_b_values_of_one_series_are_separate_stacks(tmp_path):
    mixed = [make.dataset(index=i, EchoTime=str(10 + 80 * (i % 2))) for i in range(6)]
    built = stacks.build(headers(tmp_path, *mixed))
    assert [len(stack.pieces) for stack in built] == [3, 3]


def test_places_that_occur_twice_become_two_turns(tmp_path):
    turns = [make.dataset(index=i, ImagePositionPatient=[4.0 * (i % 3), 0, 0]) for i in range(6)]
    built = stacks.build(headers(tmp_path, *turns))
    assert [[p.file for p in stack.pieces] for stack in built] == [[0, 1, 2], [3, 4, 5]]


def test_slightly_tilted_slices_stay_together(tmp_path):
    jitter = [
        make.dataset(index=i, ImageOrientationPatient=[0, 1, 0, 0.00001 * i, 0, -1])
        for i in range(4)
    ]
    assert len(stacks.build(headers(tmp_path, *jitter))) == 1


def test_a_radial_series_is_one_stack_without_geometry(tmp_path):
    import math

    turned = [
        make.dataset(
            index=i,
            ImageOrientationPatient=[math.cos(i / 5), math.sin(i / 5), 0, 0, 0, -1],
        )
        for i in range(15)
    ]
    (stack,) = stacks.build(headers(tmp_path, *turned))
    assert stacks.geometry_json(stack)["positions"] is None
    assert [piece.file for piece in stack.pieces] == list(range(15))


def test_one_slope_for_a_series_whose_frames_differ(tmp_path):
    pet = [make.dataset(index=i, RescaleSlope=str(1 + i), RescaleIntercept="0") for i in range(3)]
    (stack,) = stacks.build(headers(tmp_path, *pet))
    assert stacks.common_rescale(stack) == (3.0, 0.0)


def enhanced(count=3):
    """An enhanced object: geometry and scaling in functional groups, none at the top."""
    import numpy as np

    ds = make.dataset(np.stack([make.phantom(seed) for seed in range(count)]))
    for name in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"):
        delattr(ds, name)
    shared, groups = Dataset(), []
    orientation, measures = Dataset(), Dataset()
    orientation.ImageOrientationPatient = make.SAGITTAL
    measures.PixelSpacing, measures.SliceThickness = [0.7, 0.6], 3.0
    shared.PlaneOrientationSequence = Sequence([orientation])
    shared.PixelMeasuresSequence = Sequence([measures])
    for index in range(count):
        position, values, group = Dataset(), Dataset(), Dataset()
        position.ImagePositionPatient = [-4.0 * index, 0, 0]
        values.RescaleSlope, values.RescaleIntercept = "2", "-5"
        group.PlanePositionSequence = Sequence([position])
        group.PixelValueTransformationSequence = Sequence([values])
        groups.append(group)
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    ds.PerFrameFunctionalGroupsSequence = Sequence(groups)
    return ds


def test_enhanced_objects_tell_their_geometry_frame_by_frame(tmp_path):
    (stack,) = stacks.build(headers(tmp_path, enhanced()))
    assert [piece.number for piece in stack.pieces] == [2, 1, 0]
    described = stacks.geometry_json(stack)
    assert described["pixelSpacing"] == [0.7, 0.6]
    assert described["positions"] == [[-8.0, 0.0, 0.0], [-4.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert stacks.common_rescale(stack) == (2.0, -5.0)


@pytest.mark.parametrize(
    ("extra", "label"),
    [
        ({"SeriesDescription": "T2 SAG for Quackenbush"}, "T2 sagittal"),
        ({"SeriesDescription": "t1_tse_sag_fs km"}, "T1 FS Gd sagittal"),
        ({"SeriesDescription": "STIR mets?"}, "STIR sagittal"),
        ({"SeriesDescription": "known myeloma"}, "MR sagittal"),
        ({"SeriesDescription": "x", "RepetitionTime": "500", "EchoTime": "12"}, "T1 sagittal"),
        ({"SeriesDescription": "x", "RepetitionTime": "4000", "EchoTime": "90"}, "T2 sagittal"),
        ({"SeriesDescription": "x", "InversionTime": "160"}, "STIR sagittal"),
        ({"SeriesDescription": "", "Modality": "CT"}, "CT sagittal"),
        ({"SeriesDescription": "", "Modality": "ZZ"}, "Image sagittal"),
    ],
)
def test_labels_are_neutral(tmp_path, extra, label):
    ds = make.dataset(**extra)
    assert header_of(ds, b"key", near="", content=tmp_path).label == label


def test_descriptions_keep_neutral_words_only():
    assert neutral_words("Sag T2 SPINE, Mr. Smith: metastases?") == ["sag", "t2", "spine", "mr"]


def test_objects_without_study_and_series_uid_are_grouped_by_what_they_share(tmp_path):
    bare = [make.dataset(index=i, StudyInstanceUID="", SeriesInstanceUID="") for i in range(2)]
    (_, one), (_, two) = headers(tmp_path, *bare)
    assert (one.study, one.series) == (two.study, two.series)
    assert one.study.startswith("2.25.")
    far = replace(one, study="other")
    assert far.study != one.study
