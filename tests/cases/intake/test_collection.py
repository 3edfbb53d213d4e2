"""From a PowerPoint file to drafts in the editor: chosen, made once, and held where letters are."""

import numpy as np
import pytest

from cases.answerkey import codec
from cases.intake import collect, service
from cases.intake.folder import Folder
from cases.intake.grouping import proposed
from cases.models import Case, HeldFile, Intake, Series, Study
from cases.services.ingest import ingest
from tests.cases import lettering, stills
from tests.cases.decks import DeckMaker, png
from tests.cases.intake.test_service import fill, finished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def brought(intake, tmp_path):
    """A collection of two numbered cases, read and waiting for a choice."""
    maker = DeckMaker()
    maker.slide("Case 1: Hasenpfeffer", [png(1)], "Polka dots.", text="54-year-old man")
    maker.slide("Answer", [png(2)], "T1 bright.")
    maker.slide("Case 2", [png(3), png(4)])
    fill(intake, [maker.save(tmp_path / "old cases.pptx")], "")
    return finished(intake)


def page_of(intake):
    return f"/teach/bring-in/{intake.public_id}/collection/"


def make(intake):
    folder = Folder(intake.public_id)
    service.make_collections(intake, [proposed(deck) for deck in collect.decks_of(folder)])
    assert service.work_off(intake.public_id) == "done"
    intake.refresh_from_db()
    return list(Case.objects.order_by("pk"))


def test_nothing_is_made_before_it_is_chosen(brought, educator):
    assert not Case.objects.exists() and (brought.state, brought.taken) == ("done", 0)
    report = educator.get(brought.get_absolute_url()).content.decode()
    assert "3 slides, 4 pictures" in report and page_of(brought) in report
    page = educator.get(page_of(brought)).content.decode()
    assert "Make 2 draft cases" in page and "Case 1: Hasenpfeffer" in page
    picture = educator.get(f"{page_of(brought)}0/0001-00.png")
    assert picture.status_code == 200 and "no-store" in picture["Cache-Control"]


def test_slides_become_drafts_with_title_and_discussion(
    brought, educator, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = educator.post(page_of(brought), {"make": "1"})
    assert answer.url == brought.get_absolute_url()
    first, second = Case.objects.order_by("pk")
    assert (first.title, first.state, first.still_images) == (
        "Case 1: Hasenpfeffer",
        "draft",
        True,
    )
    assert codec.from_json(first.answer_key).discussion == (
        "54-year-old man\n\nPolka dots.\n\n**Answer**\n\nT1 bright."
    )
    assert [Series.objects.filter(study__case=one).count() for one in (first, second)] == [2, 2]
    brought.refresh_from_db()
    assert (brought.taken, brought.cases.count()) == (4, 2)
    assert "Polka dots." in educator.get(first.workbench_url).content.decode()
    assert not Folder(brought.public_id).decks.exists()
    assert educator.get(page_of(brought)).status_code == 302


def test_slides_may_be_split_joined_and_left_out(
    brought, educator, django_capture_on_commit_callbacks
):
    choice = {"slide-0-1": "leave", "slide-0-2": "new", "slide-0-3": "with"}
    page = educator.post(page_of(brought), choice).content.decode()
    assert "Make 1 draft case" in page and not Case.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        educator.post(page_of(brought), {**choice, "make": "1"})
    case = Case.objects.get()
    assert case.title == "Answer" and Series.objects.filter(study__case=case).count() == 3


def test_nothing_chosen_is_told(brought, educator):
    nothing = {f"slide-0-{number}": "leave" for number in (1, 2, 3)}
    answer = educator.post(page_of(brought), {**nothing, "make": "1"})
    assert answer.status_code == 422 and "begin at least one" in answer.content.decode()


def test_a_second_run_after_an_interruption_makes_nothing_twice(brought, monkeypatch):
    def killed(*args, **kwargs):
        ingest(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(collect, "ingest", killed)
        with pytest.raises(KeyboardInterrupt):
            make(brought)
    assert service.work_off(brought.public_id) == "done"
    brought.refresh_from_db()
    assert Case.objects.count() == Study.objects.count() == 2
    assert (Series.objects.count(), brought.taken, brought.duplicates) == (4, 4, 0)


def test_a_case_of_which_every_picture_was_there_is_not_made(brought, tmp_path, educator):
    make(brought)
    again = service.begin(brought.owner)
    maker = DeckMaker()
    maker.slide("Case 9", [png(1)])
    fill(again, [maker.save(tmp_path / "again" / "copy.pptx")], "")
    make(finished(again))
    assert Case.objects.count() == 2
    assert (again.duplicates, again.cases.count()) == (1, 0)


def test_letters_in_a_slides_picture_hold_it_for_its_case(
    intake, tmp_path, educator, django_capture_on_commit_callbacks
):
    image, _place = lettering.burn(lettering.mr(1, 128).clip(0, 255).astype(np.uint8), 18, 7)
    blob = stills.save(tmp_path / "named.png", image).read_bytes()
    maker = DeckMaker()
    maker.slide("Case 1", [blob])
    fill(intake, [maker.save(tmp_path / "deck.pptx")], "")
    (case,) = make(finished(intake))
    held = HeldFile.objects.get()
    assert intake.held == 1 and not Series.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        educator.post(held.get_absolute_url(), {"decision": "blank", "boxes": "0, 0, 128, 128"})
    assert Series.objects.get().study.case == case and Case.objects.count() == 1


def test_the_command_says_where_a_collection_is_taken(tmp_path):
    maker = DeckMaker()
    maker.slide("Case 1", [png(1)])
    report = ingest([maker.save(tmp_path / "deck.pptx")])
    assert report.quarantined == 1 and "Bring in" in report.rows[0].sentence


def test_a_collection_without_pictures_says_why(intake, tmp_path):
    maker = DeckMaker()
    maker.slide("Only words")
    fill(intake, [maker.save(tmp_path / "deck.pptx")], "")
    finished(intake)
    row = service.rows_of(Folder(intake.public_id).report())[0]
    assert row.status == "quarantined" and "no picture" in row.sentence


def test_only_its_owner_sees_a_collection(brought, learner, client):
    assert client.get(page_of(brought)).status_code == 404
    assert learner.get(f"{page_of(brought)}0/0001-00.png").status_code == 404
    assert Intake.objects.count() == 1
