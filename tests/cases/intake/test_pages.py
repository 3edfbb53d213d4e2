"""The page that files are brought in on, and the page that tells what became of them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.intake import service
from cases.models import Case, Intake
from tests.cases import make
from tests.cases.intake.test_service import fill, finished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
PAGE = "/teach/bring-in/"


def uploads(paths):
    return [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]


def test_strangers_are_not_told_that_it_exists(client, learner):
    assert client.get(PAGE).status_code == learner.get(PAGE).status_code == 404
    assert learner.post(f"{PAGE}new/").status_code == 404


def test_the_limits_are_said_in_words(educator):
    assert "Up to 2 GB and 5,000 files at once." in educator.get(PAGE).content.decode()


def test_without_javascript_a_plain_form_does(
    educator, tmp_path, django_capture_on_commit_callbacks
):
    paths = make.stack(tmp_path / "in", 3)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.write(paths[2], "in.dcm")
    zipped = SimpleUploadedFile("third.zip", archive.getvalue())
    with django_capture_on_commit_callbacks(execute=True):
        answer = educator.post(PAGE, {"files": [*uploads(paths[:2]), zipped]})
    intake = Intake.objects.get()
    assert answer.status_code == 302 and answer.url == intake.get_absolute_url()
    assert (intake.state, intake.taken) == ("done", 3)
    page = educator.get(answer.url).content.decode()
    assert Case.objects.get().workbench_url in page and "third.zip › in.dcm" in page
    assert "InstitutionName" in page


def test_a_form_without_files_says_so(educator):
    answer = educator.post(PAGE)
    assert answer.status_code == 422 and "Choose files first" in answer.content.decode()


def test_too_much_for_the_form_is_refused_and_deleted(educator, settings):
    settings.INTAKE_MAX_FILES = 1
    answer = educator.post(PAGE, {"files": [SimpleUploadedFile(n, b"x") for n in "ab"]})
    assert answer.status_code == 413 and "at once" in answer.content.decode()
    assert not [path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()]


def test_the_page_follows_while_the_work_goes_on(educator, intake):
    Intake.objects.update(state="running", step="reading", done=3, total=10)
    with service.Folder(intake.public_id).locked():
        page = educator.get(intake.get_absolute_url())
        part = educator.get(intake.get_absolute_url(), headers={"HX-Request": "true"})
    assert "3 of 10 files" in page.content.decode()
    assert 'hx-trigger="load delay:1s"' in part.content.decode()
    assert "<html" not in part.content.decode()


def test_the_page_loads_the_report_when_the_work_is_done(educator, intake, tmp_path):
    fill(intake, make.stack(tmp_path / "in", 2))
    finished(intake)
    part = educator.get(intake.get_absolute_url(), headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"


def test_an_interrupted_upload_is_offered_again(educator, send, intake):
    send("a.dcm", 10, b"0123")
    page = educator.get(PAGE).content.decode()
    assert "An upload was interrupted" in page
    assert f'data-files="/teach/bring-in/{intake.public_id}/files/"' in page
    assert educator.post(f"{PAGE}{intake.public_id}/cancel/").url == PAGE
    assert "An upload was interrupted" not in educator.get(PAGE).content.decode()


def test_starting_without_files_goes_back(educator, intake):
    assert educator.post(f"{PAGE}{intake.public_id}/start/").url == PAGE
    intake.refresh_from_db()
    assert intake.state == "receiving"


def test_a_report_of_many_cases_costs_a_constant_number_of_queries(
    educator, intake, tmp_path, django_assert_max_num_queries
):
    for study in range(1, 7):
        ds = make.dataset(make.phantom(60 + study), study=study)
        fill(intake, [make.write(tmp_path / f"{study}", ds)], f"{study}")
    finished(intake)
    assert intake.cases.count() == 6
    with django_assert_max_num_queries(8):
        educator.get(intake.get_absolute_url())


def test_somebody_elses_report_is_not_shown(persona, intake):
    Intake.objects.update(owner=persona("admin").user)
    address = intake.get_absolute_url()
    assert persona("educator").client.get(address).status_code == 404
    assert persona("admin").client.get(address).status_code == 200
