"""Choosing cases: the page, what it refuses, what it says; difficulty; what to read next."""

import pytest

from cases.models import Case
from knowledge.models import Entity, Group
from quiz.difficulty import ENOUGH, difficulty_of
from quiz.models import CaseRating, Session
from quiz.reading_list import mixed_up, next_reads, reads_in
from tests.personas import make_user
from tests.quiz.reads import case_of, commit, read, session_of

TRIO = ("paget-disease", "bone-islands", "systemic-mastocytosis")


@pytest.fixture
def library(knowledge):
    entity = Entity.objects.get(slug="paget-disease")
    entity.content = {"beside": "bone-islands", "differential": []}
    entity.save()
    return [case_of(slug) for slug in TRIO for _ in range(2)]


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_link_to_an_entity_comes_filled_in(guest, library):
    page = guest.get("/quiz/practice/?entity=paget-disease")
    assert page.context["filters"].entity == "paget-disease"
    assert "among its look-alikes" in text_of(page)
    assert page.context["matching"] == 4
    assert '<option value="paget-disease" lang="en" selected>' in text_of(page)


@pytest.mark.parametrize("field", ["entity", "group", "ct_class", "modality", "difficulty"])
def test_an_address_with_nonsense_narrows_nothing_and_says_so(guest, library, field):
    page = guest.get("/quiz/practice/", {field: "nonsense"})
    assert page.status_code == 200
    assert "nothing is narrowed" in text_of(page)
    assert not page.context["filters"].given


def test_a_form_with_nonsense_starts_nothing(guest, library):
    page = guest.post("/quiz/start/", {"group": "nonsense"})
    assert page.status_code == 422
    assert "There is no such group" in text_of(page)
    assert not Session.objects.exists()


def test_where_nothing_matches_the_choice_comes_back(guest, library):
    page = guest.post("/quiz/start/", {"modality": "CT", "length": "20", "blocked": "1"})
    assert page.status_code == 422
    assert "No case matches all of this" in text_of(page)
    assert 'value="CT" checked' in text_of(page)
    assert 'value="20" checked' in text_of(page)
    assert not Session.objects.exists()


def test_a_narrowed_session_says_so_before_the_case(guest, library):
    url = guest.post("/quiz/start/", {"ct_class": "lucent", "length": "5"}).url
    page = text_of(guest.get(url))
    assert "Lucent on CT" in page
    assert "narrows the differential before you look" in page
    assert Session.objects.get().settings["narrowed"] is True


def test_what_tells_nothing_is_named_without_a_warning(guest, library):
    url = guest.post("/quiz/start/", {"modality": "MR", "difficulty": "typical"}).url
    page = text_of(guest.get(url))
    assert "with MR · Typical" in page
    assert "narrows the differential" not in page
    assert Session.objects.get().settings["narrowed"] is False


def test_practice_of_a_group_stays_in_it(guest, library):
    other = Group.objects.create(slug="other", name="Other things", kind="mimic")
    Entity.objects.filter(slug="bone-islands").update(group=other)
    url = guest.post("/quiz/start/", {"group": "other", "length": "0"}).url
    page = guest.get(url)
    assert "Other things" in text_of(page)
    assert page.context["item"].answer_key["diagnosis"] == "bone-islands"


# ---- difficulty


def rated(case, value, deviation, reads):
    CaseRating.objects.update_or_create(
        case=case, defaults={"value": value, "deviation": deviation, "reads": reads}
    )
    return Case.objects.select_related("rating").get(pk=case.pk)


def test_the_word_of_difficulty_and_its_uncertainty(knowledge):
    case = case_of("paget-disease", difficulty="hard")
    assert difficulty_of(case).startswith("Hard in the eyes of its maker")
    assert "too few reads" in difficulty_of(rated(case, -3, 0.1, ENOUGH - 1))
    sure = difficulty_of(rated(case, -2.0, 0.2, 60))
    assert sure.startswith("Easy: an average reader names it 88 times in 100")
    assert "from 60 reads" in sure
    assert difficulty_of(rated(case, 0.5, 0.4, 12)).startswith("Probably typical")
    assert difficulty_of(rated(case, 2.0, 0.1, 90)).startswith("Hard:")


def test_difficulty_stands_in_the_feedback_and_nowhere_before(guest, library):
    url = guest.post("/quiz/start/").url
    page = guest.get(url)
    assert "Difficulty" not in text_of(page)
    commit(page.context["item"])
    assert "Difficulty: Typical in the eyes of its maker" in text_of(guest.get(f"{url}feedback/"))


# ---- after the session


@pytest.fixture
def session(library):
    return session_of(make_user("learner"))


def of_entity(library, slug):
    return next(case for case in library if case.diagnosis_slug == slug)


def test_confusions_of_the_session_with_their_cases(session, library):
    read(session, of_entity(library, "paget-disease"), "bone-islands", good=False)
    read(session, of_entity(library, "bone-islands"))
    read(session, of_entity(library, "paget-disease"), "bone-islands", good=False)
    (mixed,) = mixed_up(reads_in(session), {"paget-disease": "Paget disease"})
    assert (mixed.truth, mixed.named, mixed.orders) == ("Paget disease", "bone-islands", (1, 3))


def test_what_to_read_next_starts_with_the_confusion(session, library):
    read(session, of_entity(library, "systemic-mastocytosis"), "zorgle", good=False)
    read(session, of_entity(library, "paget-disease"), "bone-islands", good=False)
    found = next_reads(reads_in(session))
    assert found[0].url == "/learn/compare/paget-disease/bone-islands/"
    assert (
        found[0].reason
        == "You put Bone islands (multiple enostoses) first, and it was Paget disease."
    )
    later = {one.url: one.reason for one in found[1:]}
    assert later["/learn/systemic-mastocytosis/"] == "Case 1 did not pass."


def test_a_group_put_first_leads_to_the_member_set_beside_the_truth(session, library):
    read(session, of_entity(library, "paget-disease"), "mets", good=False, malignant=True)
    found = next_reads(reads_in(session))
    assert found[0].url == "/learn/compare/paget-disease/lytic-metastases/"
    assert found[0].title == "Paget disease beside Lytic metastases"


def test_the_summary_shows_both(learner, session, library):
    read(session, of_entity(library, "paget-disease"), "bone-islands", good=False)
    page = text_of(learner.get(f"/quiz/s/{session.public_id}/"))
    assert "What you took for what" in page
    assert "Read next" in page
    assert 'href="/learn/compare/paget-disease/bone-islands/"' in page


def test_a_perfect_session_has_no_confusions(learner, session, library):
    read(session, of_entity(library, "paget-disease"))
    page = text_of(learner.get(f"/quiz/s/{session.public_id}/"))
    assert "What you took for what" not in page
