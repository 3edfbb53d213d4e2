"""A quiz leaves with its cases and comes back elsewhere: terms, order, nobody's answers."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case, Intake
from cases.services.ingest import ingest
from cases.share.manifest import NAME
from quiz.models import Quiz, QuizCase
from quiz.services.assigned import unpublished
from tests.cases import make
from tests.personas import make_user
from tests.quiz.test_queries import count

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(tmp_path, settings) -> Quiz:
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    settings.INGEST_PROCESSES, settings.DEIDENTIFY_SECRET = 1, "test key"
    quiz = Quiz.objects.create(
        title="Marrow", note="Good luck.", minutes=20, feedback="due", attempts=2
    )
    for number in (2, 1):
        case = Case.objects.create(slug=f"case-{number}", licence="CC0", history="Pain.")
        slices = [
            make.dataset(make.phantom(10 * number + i), index=i, study=number) for i in range(2)
        ]
        ingest([make.write(tmp_path / case.slug, one) for one in slices], case=case)
        QuizCase.objects.create(quiz=quiz, case=case, order=3 - number)
    return quiz


def test_out_by_the_page_and_back_by_the_command(quiz, educator, tmp_path, settings, capsys):
    address = f"/teach/quizzes/{quiz.public_id}/share/"
    assert "Download the zip" in educator.get(address).content.decode()
    before = b"".join(educator.post(address).streaming_content)
    path = tmp_path / "quiz.zip"
    path.write_bytes(before)
    Quiz.objects.all().delete()
    Case.objects.all().delete()
    settings.MEDIA_ROOT, settings.DEIDENTIFY_SECRET = tmp_path / "other", "another"
    make_user("admin")
    call_command("import_shared", path, "--user", "admin")
    assert "5 taken, 0 there already" in capsys.readouterr().out, "four images and the quiz"
    back = Quiz.objects.get()
    terms = (back.title, back.note, back.minutes, back.feedback, back.attempts)
    assert terms == ("Marrow", "Good luck.", 20, "due", 2)
    assert back.owner.username == "admin" and unpublished(back) == 2
    slugs = [place.case.slug for place in back.places.all()]
    assert slugs == ["case-2", "case-1"]
    call_command("export_quiz", back.public_id, "-o", tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == before


def test_the_page_asks_the_same_however_many_cases(quiz, educator, tmp_path):
    def ask():
        return count(lambda: educator.get(f"/teach/quizzes/{quiz.public_id}/share/"))

    few, _ = ask()
    for number in range(3, 8):
        case = Case.objects.create(slug=f"case-{number}", licence="")
        ingest([make.write(tmp_path / case.slug, make.dataset(index=0, study=number))], case=case)
        QuizCase.objects.create(quiz=quiz, case=case, order=number)
    many, asked = ask()
    assert many == few, asked
    page = educator.get(f"/teach/quizzes/{quiz.public_id}/share/").content.decode()
    assert page.count("No license") == 5, "each case has its own reasons"


def test_a_quiz_with_drafts_is_not_assigned(quiz, educator, cohort):
    data = {"cohort": cohort.pk, "zone": "UTC",
            "opens_at": "2030-01-01T08:00", "due_at": "2030-02-01T08:00"}  # fmt: skip
    page = educator.post(f"/teach/quizzes/{quiz.public_id}/assign/", data)
    assert page.status_code == 422
    assert "2 cases of this quiz are not published yet" in page.content.decode()


def test_without_all_its_cases_it_is_not_made(quiz, educator, tmp_path, capsys):
    call_command("export_quiz", quiz.public_id, "-o", tmp_path / "quiz.zip")
    with zipfile.ZipFile(tmp_path / "quiz.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files[NAME])
    manifest["cases"][0]["licence"] = "Secret"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in {**files, NAME: json.dumps(manifest).encode()}.items():
            archive.writestr(name, content)
    (tmp_path / "changed.zip").write_bytes(stream.getvalue())
    Quiz.objects.all().delete()
    Case.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("import_shared", tmp_path / "changed.zip")
    said = capsys.readouterr().out
    assert "“Secret”" in said and "The quiz was not made" in said
    assert not Quiz.objects.exists() and Case.objects.get().slug == "case-1"
    assert Intake.objects.get().owner is None
    with pytest.raises(CommandError):  # what is here stays; the rest can still not come
        call_command("import_shared", tmp_path / "changed.zip")
    assert Case.objects.count() == 1


def test_a_quiz_that_is_here_stays_as_it_is(quiz, tmp_path, capsys):
    call_command("export_quiz", quiz.public_id, "-o", tmp_path / "quiz.zip")
    Quiz.objects.update(title="Changed since")
    call_command("import_shared", tmp_path / "quiz.zip")
    said = capsys.readouterr().out
    assert "This quiz is here already" in said and "This case is here already" in said
    assert Quiz.objects.get().title == "Changed since"


def test_the_commands_say_what_is_wrong(quiz, tmp_path, capsys):
    with pytest.raises(CommandError, match="no case"):
        call_command("export_case", "nothing")
    with pytest.raises(CommandError, match="no quiz"):
        call_command("export_quiz", "nothing")
    Case.objects.filter(slug="case-1").update(licence="")
    with pytest.raises(CommandError, match="case-1: No license"):
        call_command("export_quiz", quiz.public_id, "-o", tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()
    call_command("export_case", "case-2", "-o", tmp_path / "one.zip")
    assert "one.zip" in capsys.readouterr().out
    (tmp_path / "plain.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(CommandError, match="not a zip shared"):
        call_command("import_shared", tmp_path / "plain.zip")
