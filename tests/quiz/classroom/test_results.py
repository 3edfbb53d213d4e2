"""What the class taught us: standing, figures of items, exports, and that they hold the truth."""

import csv
import io

import pytest
from openpyxl import load_workbook

from cases.models import Case
from quiz.analytics.classroom import pseudonym, results_of
from quiz.analytics.truth import agreement
from quiz.classroom.export import binned, safe
from quiz.models import Quiz, Response, Session
from quiz.psychometrics.items import ENOUGH
from quiz.services import cohorts, exam
from quiz.services.assigned import start_assigned
from quiz.services.simulation import TooFewCases, simulate_cohort
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.classroom.conftest import pass_due_date
from tests.quiz.test_progress import METASTASES
from tests.quiz.test_queries import count
from tests.quiz.test_reading_page import perfect


@pytest.fixture
def library(knowledge):
    return [world.make_case(key) for key in (world.KEY, METASTASES) * 6]


@pytest.fixture
def simulated(library):
    return simulate_cohort(learners=ENOUGH, reads=4, seed=2)


def page(client, made, rest=""):
    return client.get(f"/teach/results/{made.public_id}/{rest}")


def read(client, assignment, **changes):
    url = client.post(f"/quiz/assigned/{assignment.public_id}/").url
    client.post(url, perfect(**changes))
    client.post(f"{url.rsplit('/', 2)[0]}/hand-in/")


def test_who_has_started_finished_and_is_late(assigned, learner, educator, other_learner, cohort):
    from quiz.services.cohorts import join

    for name in ("other_learner", "admin"):
        join(cohort=cohort, user=make_user(name))
    assignment = assigned()
    read(learner, assignment)
    start_assigned(user=make_user("other_learner"), assignment=assignment)
    found = results_of(assignment)
    states = {one.user.username: one.state for one in found.learners}
    assert states == {"learner": "done", "other_learner": "started", "admin": "waiting"}
    pass_due_date(assignment)
    exam.hand_in(session=Session.objects.get(user__username="other_learner"))
    found = results_of(assignment)
    assert {one.user.username: one.state for one in found.learners}["other_learner"] == "late"
    (row,) = educator.get("/teach/results/").context["page"]
    assert (row.members, row.begun, row.done, row.late) == (3, 2, 2, 2)
    text = page(educator, assignment).content.decode()
    assert "handed in late" in text
    assert "not started" in text


def test_answers_stay_with_their_case_when_one_before_it_is_asked_no_more(
    assigned, learner, other_learner, educator, cohort
):
    """The first case has become an exhibit: later learners' sets begin with the second."""
    cohorts.join(cohort=cohort, user=make_user("other_learner"))
    assignment = assigned()
    read(learner, assignment)
    first, second = (place.case for place in assignment.quiz.places.all())
    Case.objects.filter(pk=first.pk).update(pool="exhibit")
    read(other_learner, assignment)
    rows = results_of(assignment).items
    assert [(row.case, row.read) for row in rows] == [(first, 1), (second, 2)]
    assert page(educator, assignment, "2/").context["probabilities"] == binned(
        response.payload["answer"]["malignancy"]
        for response in Response.objects.filter(item__case=second)
    )
    lines = list(
        csv.reader(io.StringIO(page(educator, assignment, "export.csv").content.decode()))
    )
    assert sorted(line[1] for line in lines[1:]) == ["1", "2", "2"]


def test_nothing_is_said_of_few_learners(assigned, learner, educator):
    assignment = assigned()
    read(learner, assignment)
    found = results_of(assignment)
    assert found.reliability is None
    assert found.interval is None
    assert all(row.figures is None for row in found.items)
    text = page(educator, assignment).content.decode()
    assert f"shown from {ENOUGH} learners on; 1 has handed in" in " ".join(text.split())


def test_only_first_attempts_count(assigned, learner):
    assignment = assigned(attempts=2)
    read(learner, assignment, malignancy="100")
    first = results_of(assignment).learners[0]
    read(learner, assignment)
    again = results_of(assignment).learners[0]
    assert (again.attempts, again.total) == (2, first.total)


def test_a_clock_that_ran_out_is_handed_in_when_the_educator_looks(assigned, learner, educator):
    assignment = assigned(minutes=5)
    url = learner.post(f"/quiz/assigned/{assignment.public_id}/").url
    learner.post(url, perfect())
    session = Session.objects.get()
    session.settings["ends_at"] = "2020-01-01T00:00:00+00:00"
    session.save()
    page(educator, assignment)
    assert results_of(assignment).finished == 1


def test_the_page_of_an_item_shows_every_mark(simulated, educator):
    answer = page(educator, simulated.assignment, "1/")
    assert answer.status_code == 200
    assert answer.context["row"].figures is not None
    assert sum(count for _name, count in answer.context["classes"]) == ENOUGH
    assert len(answer.context["localised"]) == ENOUGH
    assert page(educator, simulated.assignment, "99/").status_code == 404


def test_marks_are_where_learners_clicked(assigned, learner, educator):
    assignment = assigned(count=1)
    read(learner, assignment)
    state = page(educator, assignment, "1/").context["state"]
    assert len(state["clicks"]) == 1
    assert state["clicks"][0]["point"] == [0.0, 12.0, -40.0]
    assert state["regions"]


def test_exports_agree_with_the_page(simulated, educator):
    made = simulated.assignment
    rows = list(csv.DictReader(io.StringIO(page(educator, made, "export.csv").content.decode())))
    assert len(rows) == ENOUGH * 4
    found = results_of(made)
    for place, row in enumerate(found.items, start=1):
        mine = [int(one["right"]) for one in rows if one["case"] == str(place)]
        assert sum(mine) == row.figures.right
    book = load_workbook(io.BytesIO(page(educator, made, "export.xlsx").content))
    assert book.sheetnames == ["Learners", "Items", "Answers"]
    assert book["Answers"].max_row == ENOUGH * 4 + 1
    assert book["Items"]["F2"].value == pytest.approx(found.items[0].figures.facility.value)


def test_pseudonymous_means_without_a_name(simulated, educator):
    made = simulated.assignment
    one = next(iter(simulated.learners))
    for rest in ("export.csv", "export.xlsx", "report/", ""):
        assert b"simulated-2-" in told(educator, made, f"{rest}?names=1")
        content = told(educator, made, f"{rest}?names=0")
        assert b"simulated-2-" not in content
        assert pseudonym(made, one).encode() in content


def told(client, made, rest):
    """What the page or the file says; of a spreadsheet all its cells."""
    content = page(client, made, rest).content
    if "xlsx" not in rest:
        return content
    book = load_workbook(io.BytesIO(content))
    return " ".join(str(cell) for sheet in book for row in sheet.values for cell in row).encode()


def test_pseudonyms_differ_between_assignments(assigned):
    one, other = assigned(), assigned()
    assert pseudonym(one, 1) != pseudonym(other, 1)
    assert pseudonym(one, 1) == pseudonym(one, 1)
    assert len({pseudonym(one, n) for n in range(2000)}) == 2000


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx"])
def test_no_cell_is_run(text):
    assert safe(text) == f"'{text}"
    assert safe(-2.5) == -2.5


def test_queries_do_not_grow_with_the_class(library, educator):
    small = simulate_cohort(learners=2, reads=2, seed=5)
    large = simulate_cohort(learners=6, reads=4, seed=6)
    for rest in ("", "report/", "1/", "export.csv", "export.xlsx"):
        few, _ = count(lambda rest=rest: page(educator, small.assignment, rest))
        many, asked = count(lambda rest=rest: page(educator, large.assignment, rest))
        assert few == many, (rest, asked)


def test_what_the_library_cannot_fill_is_refused(library):
    with pytest.raises(TooFewCases):
        simulate_cohort(learners=1, reads=13, seed=1)
    assert not Quiz.objects.exists()


def test_the_same_seed_reads_the_same(library):
    one = simulate_cohort(learners=2, reads=4, seed=7)
    first = [row.total for row in results_of(one.assignment).learners]
    two = simulate_cohort(learners=2, reads=4, seed=8)
    assert first != [row.total for row in results_of(two.assignment).learners]
    assert one.difficulties != two.difficulties


def test_a_wrong_key_is_put_before_the_educators(library, educator):
    """Able learners agree on another diagnosis: the item is listed, with what they named."""
    made = simulate_cohort(learners=15, reads=4, seed=4)
    reads = Session.objects.filter(attempt__assignment=made.assignment)
    from quiz.models import Reading

    Reading.objects.filter(session__in=reads, response__item__order=3).update(
        named="paget-disease", named_right=False
    )
    found = results_of(made.assignment)
    assert 3 in [row.order for row in found.suspicious]
    text = page(educator, made.assignment).content.decode()
    assert "5 named Paget disease first and 0 the diagnosis of the key" in " ".join(text.split())


def test_the_dashboards_of_a_small_class_hold_the_truth(knowledge):
    """40 learners of known ability, 20 reads each, through the services that the site uses."""
    for key in (world.KEY, METASTASES) * 10:
        world.make_case(key)
    lines = agreement(simulate_cohort(learners=40, reads=20, seed=1))
    assert [str(line) for line in lines if not line.agrees] == []
    assert [line.figure for line in lines] == [
        "sensitivity",
        "specificity",
        "localisation",
        "diagnosis",
        "area under the curve",
        "facility of the cases",
        "KR-20 of the set",
    ]
    assert sum(line.total for line in lines) == 5 * 40 + 20 + 1


@pytest.mark.exhaustive
def test_the_dashboards_of_a_larger_class_hold_the_truth(knowledge):
    """50 learners, 40 reads each; `make cohort` runs 200 x 100 on the real library."""
    for key in (world.KEY, METASTASES) * 20:
        world.make_case(key)
    lines = agreement(simulate_cohort(learners=50, reads=40, seed=1))
    assert [str(line) for line in lines if not line.agrees] == []
