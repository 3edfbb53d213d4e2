"""Nothing that identifies is left in a data set, and one study stays one study."""

import io

import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from cases.dicom import stored
from cases.dicom.deidentify import deidentify, is_simulated
from cases.dicom.pixels import raw_frames
from cases.dicom.profile import Options
from cases.dicom.uids import remap
from tests.cases import make

KEY = b"a secret"


def cleaned(ds, **options):
    record = deidentify(ds, secret=KEY, options=Options(**options))
    return ds, record


def file_bytes(ds):
    frames = list(raw_frames(ds))
    syntax = str(ds.file_meta.TransferSyntaxUID)
    deidentify(ds, secret=KEY, options=Options())
    return stored.write(ds, syntax, frames)


@pytest.mark.parametrize(
    "options",
    [{}, {"clean_descriptors": False}, {"modified_dates": True}, {"device": True}],
)
def test_no_secret_is_left_anywhere(options):
    ds, _ = cleaned(make.dataset(), **options)
    del ds.file_meta  # written anew, see the next test
    text = str(ds)
    kept = {"SCANNER77"} if options.get("device") else set()
    assert [word for word in make.SECRETS if word in text and word not in kept] == []


def test_no_secret_is_left_in_the_bytes_of_the_file_with_preamble_and_meta():
    ds = make.dataset()
    ds.preamble = b"Hasenpfeffer".ljust(128)
    ds.file_meta.PrivateInformation = b"Hasenpfeffer"
    ds.file_meta.PrivateInformationCreatorUID = make.uid(5)
    content = file_bytes(ds)
    assert content[:132] == b"\0" * 128 + b"DICM"
    for word in make.SECRETS:
        assert word.encode() not in content
        assert word.encode("utf-16-le") not in content


def test_overlays_curves_and_private_elements_at_any_depth_are_gone():
    ds = make.dataset()
    ds.add_new(0x60000010, "US", 24)
    ds.add_new(0x60003000, "OW", b"Hasenpfeffer")
    ds.add_new(0x50003000, "OW", b"Hasenpfeffer")
    item = Dataset()
    item.private_block(0x0029, "PRIVATE-NOTE", create=True).add_new(1, "LO", "x")
    ds.AnatomicRegionSequence = Sequence([item])
    cleaned(ds)
    assert not [
        e
        for e in ds.iterall()
        if e.tag.is_private or (e.tag.group >= 0x5000 and e.tag.group < 0x7FE0)
    ]


def test_a_study_stays_together_and_standard_uids_stay_as_they_are():
    first, second = make.dataset(index=0), make.dataset(index=1)
    cleaned(first)
    cleaned(second)
    assert first.StudyInstanceUID == second.StudyInstanceUID
    assert first.SeriesInstanceUID == second.SeriesInstanceUID
    assert first.SOPInstanceUID != second.SOPInstanceUID
    assert first.SOPClassUID == make.MR
    nested = first.ReferencedImageSequence[0]
    assert nested.ReferencedSOPInstanceUID == remap(make.uid(1, 1, 99), KEY)
    assert nested.ReferencedSOPClassUID == make.MR


def test_uids_depend_on_the_secret_and_are_valid():
    one, other = remap("1.2.3", b"a"), remap("1.2.3", b"b")
    assert one != other and one == remap("1.2.3", b"a")
    assert pydicom.uid.UID(one).is_valid and one.startswith("2.25.")


def test_the_method_is_stated_in_words_and_codes():
    ds, record = cleaned(make.dataset(), modified_dates=True)
    assert ds.PatientIdentityRemoved == "YES"
    assert "PS3.15" in ds.DeidentificationMethod
    codes = [item.CodeValue for item in ds.DeidentificationMethodCodeSequence]
    assert codes == ["113100", "113105", "113107"]
    assert ds.LongitudinalTemporalInformationModified == "MODIFIED"
    assert record.actions["X"] >= 2 and record.actions["U"] >= 4


def test_modified_dates_keep_the_days_between_studies_of_one_patient():
    early, late = make.dataset(), make.dataset(study=2)
    late.StudyDate = "20210517"
    cleaned(early, modified_dates=True)
    cleaned(late, modified_dates=True)
    days = pydicom.valuerep.DA(late.StudyDate) - pydicom.valuerep.DA(early.StudyDate)
    assert days.days == 30
    assert early.StudyDate < "20210417"


def test_descriptions_keep_their_neutral_words_only():
    ds, _ = cleaned(make.dataset())
    assert ds.SeriesDescription == "T2 SAG"
    assert ds.StudyDescription == "SPINE"
    ds, _ = cleaned(make.dataset(), clean_descriptors=False)
    assert "SeriesDescription" not in ds


def test_a_name_echoed_in_a_kept_element_is_emptied():
    ds, record = cleaned(
        make.dataset(KVP="120", ScanOptions="HASENPFEFFER", ConvolutionKernel="B30")
    )
    assert not ds.ScanOptions
    assert ds.ConvolutionKernel == "B30"
    assert record.echoes >= 1


def test_geometry_and_values_are_untouched():
    before = make.dataset(RescaleSlope="2.5", RescaleIntercept="-7", WindowCenter="40")
    pixels = before.PixelData
    ds, _ = cleaned(before)
    assert ds.ImagePositionPatient == [0.0, -30.0, 40.0]
    assert (ds.RescaleSlope, ds.RescaleIntercept, ds.WindowCenter) == (2.5, -7, 40)
    assert ds.PixelData == pixels


def test_simulated_objects_keep_their_uids_but_real_ones_cannot_claim_it():
    own = {"SOPInstanceUID": "2.25.11", "StudyInstanceUID": "2.25.12", "SyntheticData": "YES"}
    simulated = make.dataset(**own)
    assert is_simulated(simulated)
    cleaned(simulated)
    assert simulated.StudyInstanceUID == "2.25.12"
    liar = make.dataset(SyntheticData="YES")
    assert not is_simulated(liar)
    cleaned(liar)
    assert not str(liar.StudyInstanceUID).startswith(make.ROOT)


def test_text_segments_are_cut_out_of_lossy_code_streams():
    picture = io.BytesIO()
    from PIL import Image

    Image.new("L", (16, 16), 90).save(picture, "JPEG", comment=b"Hasenpfeffer")
    stream = picture.getvalue()
    clean = stored.without_segments(stream)
    assert b"Hasenpfeffer" in stream and b"Hasenpfeffer" not in clean
    assert Image.open(io.BytesIO(clean)).tobytes() == Image.open(io.BytesIO(stream)).tobytes()


def test_cleaned_words_are_no_longer_than_their_kind_may_be():
    ds, _ = cleaned(make.dataset(UserContentLabel="SPINE SAGITTAL STIR AXIAL"))
    assert ds.UserContentLabel == "SPINE SAGITTAL S"
    ds, _ = cleaned(make.dataset(SeriesDescription="SPINE SAGITTAL T1 T2 STIR AXIAL"))
    assert ds.SeriesDescription == "SPINE SAGITTAL T1 T2 STIR AXIAL"
