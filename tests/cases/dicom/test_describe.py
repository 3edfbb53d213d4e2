"""Labels of series: technique and plane, from what the header says of how it was made."""

import importlib

import pytest
from django.apps import apps
from pydicom.dataset import Dataset

from cases.dicom.describe import label
from tests import factories


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("IN PHASE SAGITTAL", "In phase sagittal"),
        ("T1 inphase", "In phase sagittal"),
        ("OPPOSED PHASE SAGITTAL", "Opposed phase sagittal"),
        ("T1 GRE out of phase", "Opposed phase sagittal"),
        ("T1 in supine position", "T1 sagittal"),
        ("phase", "MR sagittal"),
        ("T2 FS", "T2 FS sagittal"),
    ],
)
def test_the_label_of_a_description(description, expected):
    header = Dataset()
    header.Modality, header.SeriesDescription = "MR", description
    assert label(header, "sagittal") == expected


def test_timing_alone_makes_a_short_echo_a_t1():
    header = Dataset()
    header.Modality, header.RepetitionTime, header.EchoTime = "MR", 150, 4.6
    assert label(header, "sagittal") == "T1 sagittal"
    header.SeriesDescription = "in phase"
    assert label(header, "sagittal") == "In phase sagittal"


def test_the_second_t1_of_simulated_cases_becomes_the_in_phase(db):
    def labels_after(provenance, *labels):
        study = factories.StudyFactory(case__provenance=provenance)
        for one in labels:
            factories.SeriesFactory(study=study, label=one)
        importlib.import_module("cases.migrations.0009_in_phase").relabel(apps, None)
        return sorted(study.series.values_list("label", flat=True))

    pair = ("Opposed phase sagittal", "T1 sagittal", "T1 sagittal 2")
    assert labels_after("simulated", *pair)[0] == "In phase sagittal"
    assert labels_after("simulated", *pair[1:])[-1] == "T1 sagittal 2"
    assert labels_after("real", *pair)[-1] == "T1 sagittal 2"
