"""Progress: figures that agree with the truth, honesty before 20 reads, own data taken along."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from quiz.analytics import progress as analytics
from quiz.analytics.progress import progress_of
from quiz.level import level_of
from quiz.models import MemoryCard, ReaderRating, Reading, Response, SeenCase, Session
from quiz.psychometrics.intervals import proportion
from quiz.psychometrics.roc import roc
from quiz.selectors import Reader
from quiz.services.regrade import regrade
from tests.personas import PASSWORD, make_user
from tests.quiz import world
from tests.quiz.simulated_reader import many_readings, read_cases
from tests.quiz.test_queries import count
from tests.quiz.test_reading_page import JSON, perfect

TODAY = date(2026, 3, 1)
SURE = 0.9999
METASTASES = replace(
    world.KEY,
    diagnosis="lytic-metastases",
    malignant=True,
    also_exact=(),
    alternatives=(),
    excluded=(),
)


def practice(name="learner"):
    return Session.objects.create(user=make_user(name), settings={"length": None})


def figures(name="learner"):
    return progress_of(Reader(make_user(name)), today=timezone.localdate())


@pytest.fixture
def library(knowledge):
    for _ in range(3):
        world.make_case()
        world.make_case(METASTASES)


def test_the_figures_hold_the_truth_of_a_simulated_reader(library):
    rng = np.random.default_rng(4)
    read_cases(practice(), 60, rng=rng, sensitivity=0.85, specificity=0.7, right=0.6)
    found = figures()
    assert found.enough
    assert found.graded == found.reads == 60
    # Which cases come is chance, so the test asks for more than 95 %: it fails once in 2,000 runs.
    for rate, truth in [
        (found.sensitivity, 0.85),
        (found.specificity, 0.7),
        (found.diagnosis, 0.6),
    ]:
        low, high = proportion(rate.hits, rate.total, level=SURE)
        assert low <= truth <= high
    assert found.sensitivity.total + found.specificity.total == 60
    # A pair is won where only the malignant case was called so, half where both or none was.
    area = 0.85 * 0.7 + 0.5 * (0.85 * 0.3 + 0.15 * 0.7)
    reads = analytics.reads_of(Reader(make_user("learner")))
    scores, truths = zip(*((read.probability, read.malignant) for read in reads), strict=True)
    low, high = roc(scores, truths, level=SURE).interval
    assert low <= area <= high
    assert low < found.roc.interval[0] <= found.roc.auc
    assert sum(one.count for one in found.calibration.bins) == 60
    assert found.localisation.hits == 0  # "diffuse" was always wrong
    named = {one.named for one, _truth, _named in found.confusions}
    assert named == {"paget-disease"}


def test_a_reading_is_what_the_grade_says(library, learner):
    url = learner.post("/quiz/start/", {"length": "0"}).url
    learner.post(url, perfect())
    reading = Reading.objects.get()
    grade = reading.response.grades.get()
    assert (reading.total, reading.lo1, reading.lo2, reading.lo3) == (
        grade.total,
        grade.lo1,
        grade.lo2,
        grade.lo3,
    )
    assert reading.named == "vertebral-hemangioma"
    assert reading.probability == 0.0
    assert reading.named_right is (reading.diagnosis == "vertebral-hemangioma")
    assert reading.localised == 1.0


def test_a_later_grade_changes_the_reading_and_keeps_the_answer(case, learner):
    learner.post(learner.post("/quiz/start/", {"length": "0"}).url, perfect())
    response = Response.objects.get()
    assert response.reading.named_right
    regrade(response=response, key=METASTASES, reason="key")
    reading = Reading.objects.get()
    assert (reading.diagnosis, reading.malignant, reading.named_right) == (
        "lytic-metastases",
        True,
        False,
    )
    assert response.grades.count() == 2


def test_what_was_never_proven_is_read_but_not_judged(knowledge, learner):
    world.make_case(key=None)
    learner.post(learner.post("/quiz/start/", {"length": "0"}).url, perfect(next_step=""))
    reading = Reading.objects.get()
    assert (reading.diagnosis, reading.malignant, reading.total) == ("", None, None)
    assert figures().graded == 0


@pytest.mark.parametrize(("reads", "shown"), [(0, False), (19, False), (20, True)])
def test_nothing_is_shown_as_competence_before_twenty_reads(case, learner, reads, shown):
    many_readings(practice(), case, reads)
    text = learner.get("/progress/").content.decode()
    assert ("Sensitivity" in text) is shown
    assert ("Too early for figures" in text) is not shown
    if reads == 19:
        assert "1 more graded case" in text


def test_the_level_is_said_with_its_interval_and_what_it_is_for(case, learner, guest):
    many_readings(practice(), case, 24)
    assert "Your level." not in learner.get("/progress/").content.decode(), "nothing rated yet"
    at = timezone.now() - timedelta(days=2)
    user = make_user("learner")
    ReaderRating.objects.create(user=user, value=0.0, deviation=0.25, reads=24, read_at=at)
    text = " ".join(learner.get("/progress/").content.decode().split())
    assert "you would name about 50 first, as far as 24 reads tell: between 37 and 63" in text
    assert "used for choosing your cases, never as a grade" in text
    ReaderRating.objects.update(deviation=0.9)
    assert "between 15 and 85" in learner.get("/progress/").content.decode()
    assert "Your level." not in guest.get("/progress/").content.decode()


def test_no_level_while_a_result_counts_in_it_that_is_not_told(case):
    many_readings(practice(), case, 1)
    user = make_user("learner")
    ReaderRating.objects.create(
        user=user, value=0.0, deviation=0.25, reads=1, read_at=timezone.now()
    )
    assert level_of(Reader(user))
    Session.objects.update(mode=Session.Mode.RAPID)
    assert level_of(Reader(user)) == ""


def test_a_confusion_opens_its_pair(case, learner):
    many_readings(practice(), case, 60)
    page = learner.get("/progress/").content.decode()
    assert "/learn/compare/" in page


def test_one_sided_reads_have_rates_but_no_curve(case, learner):
    many_readings(practice(), case, 30)
    Reading.objects.update(malignant=False)
    text = learner.get("/progress/").content.decode()
    assert "none read yet" in text
    assert "Area under the curve" not in text


def test_strangers_see_none_of_it(case, learner, other_learner, guest):
    many_readings(practice(), case, 30)
    assert "30 cases read" in learner.get("/progress/").content.decode()
    for client in (other_learner, guest):
        assert "0 cases read" in client.get("/progress/").content.decode()
        assert len(b"".join(client.get("/progress/export.csv")).splitlines()) == 1


def test_queries_do_not_grow_with_the_reads(case, learner):
    many_readings(practice(), case, 25)
    few, _ = count(lambda: learner.get("/progress/"))
    many_readings(practice(), case, 2000)
    many, asked = count(lambda: learner.get("/progress/"))
    assert many == few, asked
    assert many <= 10
    page = learner.get("/progress/").content
    assert len(page) < 100_000, "the page of a reader of thousands grows with the reads"


def test_days_in_a_row():
    def days(*ago):
        at = [timezone.make_aware(timezone.datetime(2026, 3, 1, 12)) - timedelta(d) for d in ago]
        reads = [analytics.Read(one, *[None] * 10) for one in at]
        return analytics._days(reads, TODAY)["days_in_a_row"]

    assert days() == 0
    assert days(0) == 1
    assert days(0, 1, 2, 5) == 3
    assert days(1, 2) == 2  # today is not over yet
    assert days(2, 3) == 0


def test_own_reads_leave_as_csv_and_as_json(case, learner):
    world.make_case()
    url = learner.post("/quiz/start/", {"length": "0"}).url
    learner.post(url, perfect())
    url = learner.post(f"{url.rsplit('/', 2)[0]}/next/", **JSON).json()["next"]
    learner.post(url, perfect(malignancy="40"))
    answer = learner.get("/progress/export.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="spine-mimics-')
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    assert [float(row["probability_of_malignancy"]) for row in rows] == [0.0, 0.4]
    assert rows[0]["diagnosis"] == "vertebral-hemangioma"
    learner.post(f"{url}challenge/", {"text": "There is fat in it."})
    learner.post(f"{url}keep/", {"act": "note", "note": "Mine"})
    taken = json.loads(b"".join(learner.get("/progress/export.json")))
    assert taken["account"]["username"] == "learner"
    assert [(one["case"], one["text"]) for one in taken["notes"]] == [(2, "Mine")]
    reads = taken["reads"]
    assert reads[1]["doubt_about_the_key"] == "There is fat in it."
    assert reads[1]["answer"]["typed"] == ["hemangioma"]
    assert reads[1]["mode"] == "practice"


def test_an_account_goes_with_everything_in_it(case, learner):
    learner.post(learner.post("/quiz/start/", {"length": "0"}).url, perfect())
    wrong = learner.post("/account/delete/", {"password": "no"})
    assert "This is not your password" in wrong.content.decode()
    assert User.objects.filter(username="learner").exists()
    done = learner.post("/account/delete/", {"password": PASSWORD}, follow=True)
    assert "are deleted" in done.content.decode()
    assert not User.objects.filter(username="learner").exists()
    assert not done.wsgi_request.user.is_authenticated
    for model in (Session, Response, Reading, MemoryCard, ReaderRating, SeenCase):
        assert not model.objects.exists()
    case.refresh_from_db()


def test_guessing_the_password_is_slowed_down(learner):
    for _ in range(8):
        learner.post("/account/delete/", {"password": "no"})
    late = learner.post("/account/delete/", {"password": PASSWORD})
    assert "Too many attempts" in late.content.decode()
    assert User.objects.filter(username="learner").exists()


def test_a_guest_takes_reads_along_without_an_account(guest):
    assert json.loads(b"".join(guest.get("/progress/export.json"))) == {
        "account": None,
        "notes": [],
        "reads": [],
    }
