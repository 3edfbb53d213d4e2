"""Searching and fetching by DICOMweb, against a server that speaks it over real files."""

import pytest

from cases.checks import archives
from cases.intake import archive as dicomweb
from cases.models import Case, Instance, Intake
from tests.cases import make
from tests.cases.dicomweb import Archive, running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
PAGE = "/teach/bring-in/archive/"
BY_DATE = {"server": "PACS", "since": "2021-01-01"}


@pytest.fixture
def pacs(tmp_path, settings):
    """An archive with one study of three slices and one of a single slice, in the settings."""
    other = make.write(
        tmp_path / "b", make.dataset(make.phantom(40), study=2, StudyDate="20200101")
    )
    served = Archive([*make.stack(tmp_path / "a", 3), other])
    with running(served) as url:
        settings.DICOMWEB_SERVERS = {"PACS": {"url": url}}
        yield served


@pytest.fixture
def fetch(educator, django_capture_on_commit_callbacks):
    """Order the first study; returns the intake once it is worked off."""

    def _fetch(**given):
        data = {"server": "PACS", "study": make.uid(1), "images": "3", **given}
        with django_capture_on_commit_callbacks(execute=True):
            educator.post(PAGE, data)
        return Intake.objects.latest("pk")

    return _fetch


def test_without_archives_there_is_no_page(educator, settings):
    settings.DICOMWEB_SERVERS = {}
    assert educator.get(PAGE).status_code == 404
    assert PAGE not in educator.get("/teach/bring-in/").content.decode()


def test_strangers_search_nothing(pacs, client, learner):
    assert client.get(PAGE, BY_DATE).status_code == learner.get(PAGE, BY_DATE).status_code == 404
    assert learner.post(PAGE, {"server": "PACS", "study": make.uid(1)}).status_code == 404
    assert not pacs.asked


def test_a_search_shows_studies_without_anything_of_the_patient(pacs, educator):
    assert PAGE in educator.get("/teach/bring-in/").content.decode()
    page = educator.get(PAGE, BY_DATE).content.decode()
    assert "1 study" in page and "2021-04-17" in page and "t2 sagittal" in page
    assert "Hasenpfeffer" not in page and "MRN-4711-X" not in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"accession": "ACC-99812"}, 2),
        ({"accession": "none"}, 0),
        ({"uid": make.uid(2)}, 1),
        ({"since": "2021-04-17", "until": "2021-04-17"}, 1),
        ({"until": "2020-12-31"}, 1),
        ({"since": "2019-01-01", "modality": "CT"}, 0),
        ({"since": "2019-01-01", "modality": "MR"}, 2),
    ],
)
def test_what_may_be_asked(pacs, educator, asked, found):
    answer = educator.get(PAGE, {"server": "PACS", **asked})
    assert len(answer.context["found"]) == found


@pytest.mark.parametrize(
    "asked", [{}, {"modality": "MR"}, {"accession": "*"}, {"uid": "1.2/../x"}, {"since": "soon"}]
)
def test_everybody_or_nonsense_is_not_asked_for(pacs, educator, asked):
    answer = educator.get(PAGE, {"server": "PACS", **asked})
    assert answer.context["found"] is None and answer.context["form"].errors and not pacs.asked


def test_a_study_is_fetched_and_loses_its_patient(pacs, fetch, educator, settings, media):
    intake = fetch()
    assert (intake.state, intake.taken, intake.quarantined) == ("done", 3, 0)
    assert Case.objects.get().state == "draft" and Instance.objects.count() == 3
    assert "Study from PACS" in educator.get(intake.get_absolute_url()).content.decode()
    kept = [path for root in (media, settings.PRIVATE_ROOT) for path in root.rglob("*")]
    content = b"".join(path.read_bytes() for path in kept if path.is_file())
    for word in make.SECRETS:
        assert word.encode() not in content
    assert fetch().duplicates == 3


@pytest.mark.parametrize(
    ("bent", "words"),
    [
        ({"redirect": "http://localhost:1/elsewhere"}, "another server"),
        ({"redirect": "//evil.example/studies"}, "another server"),
        ({"token": "Bearer good"}, "sign-in data"),
        ({"status": "500 Broken"}, "error 500"),
        ({"studies": {}}, "does not know this study"),
        ({"cut": 5000}, "connection broke"),
    ],
    ids=["host", "relative", "token", "broken", "unknown", "cut"],
)
def test_what_goes_wrong_is_told_and_nothing_is_taken(pacs, fetch, educator, bent, words):
    for name, value in bent.items():
        setattr(pacs, name, value)
    intake = fetch()
    assert (intake.state, intake.taken, intake.quarantined) == ("done", 0, 1)
    assert words in educator.get(intake.get_absolute_url()).content.decode()
    assert not Case.objects.exists()


def test_an_archive_that_does_not_answer_is_given_up(pacs, educator, monkeypatch):
    monkeypatch.setattr(dicomweb, "TIMEOUT", (1.0, 0.2))
    pacs.delay = 1.0
    page = educator.get(PAGE, BY_DATE).content.decode()
    assert "did not answer in time" in page


def test_a_redirect_within_the_archive_is_followed(pacs, educator, settings):
    pacs.redirect = "/dicom-web/studies"
    assert "cannot be reached" in educator.get(PAGE, BY_DATE).content.decode()
    assert len(pacs.asked) == 4


def test_sign_in_data_of_the_settings_go_along(pacs, fetch, settings):
    pacs.token = "Bearer good"
    settings.DICOMWEB_SERVERS["PACS"]["headers"] = {"Authorization": "Bearer good"}
    assert fetch().taken == 3


def test_fewer_objects_than_the_archive_has_are_told(pacs, fetch, educator):
    intake = fetch(images="5")
    assert (intake.taken, intake.quarantined) == (3, 1)
    assert "has 5 objects, and sent 3" in educator.get(intake.get_absolute_url()).content.decode()


def test_more_than_may_be_brought_in_is_refused(pacs, fetch, settings):
    settings.INTAKE_MAX_FILES = 2
    assert (fetch().taken, Instance.objects.count()) == (0, 0)


@pytest.mark.parametrize("data", [{"server": "other"}, {"study": "../x"}, {"study": ""}])
def test_only_archives_of_the_settings_and_real_uids_are_fetched(pacs, educator, data):
    given = {"server": "PACS", "study": make.uid(1), **data}
    assert educator.post(PAGE, given).status_code == 404
    assert not Intake.objects.exists() and not pacs.asked


@pytest.mark.parametrize("given", [[], {"PACS": "https://x"}, {"PACS": {"url": "ftp://x"}}])
def test_settings_that_name_no_archive_are_an_error(settings, given):
    settings.DICOMWEB_SERVERS = given
    assert [one.id for one in archives()] == ["cases.E001"]
    settings.DICOMWEB_SERVERS = {"PACS": {"url": "https://x"}}
    assert archives() == []
