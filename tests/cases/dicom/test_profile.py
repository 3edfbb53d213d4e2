"""The table of PS3.15: it is whole, its words are DICOM's, and its actions are done."""

import pytest
from pydicom.datadict import dictionary_has_tag, dictionary_VR, keyword_for_tag
from pydicom.tag import Tag

from cases.dicom.profile import CHOICES, Options, action_for, table

ACTIONS = {"D", "Z", "X", "U", "K", "C", *CHOICES}
#: Attributes that the standard has named since 2008 and that any profile must treat.
WELL_KNOWN = {
    "PatientName": "Z",
    "PatientID": "Z/D",
    "PatientBirthDate": "Z",
    "AccessionNumber": "Z",
    "StudyDate": "Z",
    "ReferringPhysicianName": "Z",
    "InstitutionName": "X/Z/D",
    "OtherPatientIDs": "X",
    "PatientComments": "X",
    "StudyInstanceUID": "U",
    "SOPInstanceUID": "U",
    "FrameOfReferenceUID": "U",
    "DeviceSerialNumber": "X/Z/D",
    "OperatorsName": "X/Z/D",
    "ImageComments": "X",
}


def test_the_table_is_about_as_long_as_the_standard_s():
    assert len(table()) >= 600


def test_every_action_is_one_of_the_standard():
    for row in table().values():
        assert row.basic in ACTIONS, row
        assert {row.modified_dates, row.device, row.clean_descriptors} <= {"", "K", "C"}, row


def test_keywords_are_those_of_the_dictionary():
    wrong = [
        row
        for row in table().values()
        if dictionary_has_tag(row.tag) and keyword_for_tag(row.tag) != row.keyword
    ]
    assert not wrong


@pytest.mark.parametrize(("keyword", "basic"), WELL_KNOWN.items())
def test_what_every_profile_names_is_there(keyword, basic):
    assert table()[int(Tag(keyword))].basic == basic


def test_every_person_and_every_uid_of_instances_in_the_dictionary_is_treated():
    """Whatever the table leaves out falls under the house rules, never under "keep"."""
    from pydicom._dicom_dict import DicomDictionary

    for number in DicomDictionary:
        vr = dictionary_VR(number)
        action = action_for(Tag(number), vr, Options())
        if vr in {"PN", "DA", "DT", "TM", "LT", "ST", "UT", "UN", "AE"}:
            assert action != "K", keyword_for_tag(number)
        if vr == "UI":
            assert action in {"U", "X", "Z", "D"}, keyword_for_tag(number)


@pytest.mark.parametrize("tag", [0x00091001, 0x60003000, 0x50000010, 0x60020010, 0x00081234])
def test_private_overlay_curve_and_unknown_elements_go(tag):
    assert action_for(Tag(tag), "LO", Options()) == "X"


def test_options_change_what_they_say_and_nothing_else():
    date, serial = Tag("StudyDate"), Tag("DeviceSerialNumber")
    series = Tag("SeriesDescription")
    basic = Options(clean_descriptors=False)
    assert [action_for(tag, "LO", basic) for tag in (date, serial, series)] == ["Z", "Z", "X"]
    assert action_for(date, "DA", Options(modified_dates=True)) == "C"
    assert action_for(serial, "LO", Options(device=True)) == "K"
    assert action_for(series, "LO", Options()) == "C"
    assert action_for(Tag("PatientName"), "PN", Options(device=True, modified_dates=True)) == "Z"


def test_the_codes_state_the_options():
    values = [code for code, _ in Options(modified_dates=True, device=True).codes()]
    assert values == ["113100", "113105", "113107", "113109"]
