"""Simulated cases from recipe to published case, through the real simulator and ingest."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cases.models import Case, State
from cases.phantom.disease.base import model_of
from cases.phantom.imaging.protocols import REGIONS
from cases.phantom.recipes.loader import RecipeBook, RecipeError
from cases.phantom.recipes.order import full, starter
from cases.phantom.recipes.render import render
from cases.phantom.recipes.spec import spec_of
from cases.phantom.recipes.types import CaseRecipe, DiseaseChoice, EntityTeaching
from cases.selectors import key_of, manifest
from cases.services import library, occasion
from cases.services.publish import PublishError
from cases.tasks import ask_for_unseen, enqueue_library, make_library_case, order_unseen
from knowledge.services import sync_content

pytestmark = pytest.mark.django_db


def recipe(slug="small-1", diagnosis="vertebral-hemangioma", **more):
    diseases = () if diagnosis == "normal" else (DiseaseChoice(diagnosis, {}, "easy"),)
    fields = {
        "seed": 4,
        "age": 55,
        "sex": "F",
        "difficulty": "easy",
        "history": "55-year-old woman with back pain.",
        "series": ("STIR",),
        "diseases": diseases,
        "patient": {"pixel_scale": 5.0},
    }
    return CaseRecipe(slug=slug, diagnosis=diagnosis, **(fields | more))


TEACHING = {
    "vertebral-hemangioma": EntityTeaching("vertebral-hemangioma", clicks=2),
    "normal": EntityTeaching("normal", extent="normal"),
}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """Render each set of images once for all tests of this module; the real simulator does it."""
    kept = {}
    patch = pytest.MonkeyPatch()
    patch.setitem(REGIONS, "lumbar", replace(REGIONS["lumbar"], slices=5, thickness=10.0))

    def once(wanted, folder, *, patience=0):
        spec = spec_of(wanted).to_json()
        if spec not in kept:
            kept[spec] = render(wanted, tmp_path_factory.mktemp("images"))
        return kept[spec]

    yield once
    patch.undo()


@pytest.fixture
def small_book(monkeypatch, rendered):
    monkeypatch.setattr(library, "render", rendered)
    sync_content()
    found = RecipeBook((recipe(), recipe("small-2", "normal", seed=5)), TEACHING)
    monkeypatch.setattr(library, "checked", lambda: found)
    return found


def test_a_recipe_becomes_a_published_case_with_a_key(small_book):
    case = library.make(recipe(series=("T1", "STIR")))
    key = key_of(case)
    assert case.state == State.PUBLISHED
    assert case.simulated
    assert key.diagnosis == "vertebral-hemangioma"
    assert key.lesions
    assert key.clicks == min(2, len(key.lesions))
    assert {s.verdict for s in key.next_steps} >= {"best", "harmful"}
    labels = [one["label"] for one in manifest(case)["series"]]
    assert labels == ["T1 sagittal", "STIR sagittal"]


def test_a_normal_recipe_has_no_lesions(small_book):
    key = key_of(library.make(small_book.cases[1]))
    assert (key.diagnosis, key.malignant, key.lesions) == ("normal", False, ())


def test_what_is_there_is_skipped_and_a_changed_recipe_is_made_again(small_book, monkeypatch):
    case = library.make(small_book.cases[0])
    assert [one.slug for one in library.plan().missing] == ["small-2"]
    changed = recipe(history="55-year-old woman after a fall.")
    monkeypatch.setattr(library, "checked", lambda: RecipeBook((changed,), TEACHING))
    assert [one.slug for one in library.plan().missing] == ["small-1"]
    again = library.make(changed)
    case.refresh_from_db()
    assert case.state == State.RETIRED
    assert again.slug == "small-1" != case.slug


def test_a_changed_disease_model_redraws_its_cases_and_no_others(small_book, monkeypatch):
    for one in small_book.cases:
        library.make(one)
    assert library.plan().missing == ()
    monkeypatch.setattr(model_of("paget-disease"), "version", 7)
    assert library.plan().missing == ()
    monkeypatch.setattr(model_of("vertebral-hemangioma"), "version", 7)
    assert [one.slug for one in library.plan().missing] == ["small-1"]
    made = library.make(small_book.cases[0])
    assert made.recipe["models"] == {"vertebral-hemangioma": 7}
    assert library.plan().missing == ()


def test_a_half_made_case_is_made_again(small_book):
    Case.objects.create(slug="small-1", recipe={"fingerprint": "x"})
    case = library.make(small_book.cases[0])
    assert Case.objects.filter(slug="small-1").get() == case


def test_the_task_makes_a_case_once(small_book):
    assert make_library_case.func("small-2") == "made"
    assert make_library_case.func("small-2") == "present"
    assert Case.objects.filter(slug="small-2", state=State.PUBLISHED).count() == 1


def test_another_patient_is_drawn_where_all_were_seen(small_book, settings):
    settings.OCCASION_CASES_A_DAY, settings.OCCASION_FREE_BYTES = 2, 0
    first = library.make(small_book.cases[1])
    assert order_unseen.func(["normal", "no-such-entity"]) == 1
    second = Case.objects.exclude(pk=first.pk).get()
    assert (second.state, second.pool, second.diagnosis_slug) == (
        State.PUBLISHED,
        "practice",
        "normal",
    )
    assert second.recipe["recipe"]["seed"] != first.recipe["recipe"]["seed"]
    assert {one["label"] for one in manifest(second)["series"]} == {"STIR sagittal"}
    assert library.plan().present == 1, "the plan of the recipes does not count it"
    assert occasion.another("normal").slug == "small-2-again-2"


def test_how_many_are_made_is_limited(small_book, settings):
    settings.OCCASION_CASES_A_DAY, settings.OCCASION_FREE_BYTES = 1, 0
    assert occasion.room() == 1
    Case.objects.create(slug="other", recipe={"occasion": "normal"})
    assert occasion.room() == 0
    assert order_unseen.func(["normal"]) == 0
    settings.OCCASION_CASES_A_DAY = 5
    settings.OCCASION_FREE_BYTES = 2**60
    assert occasion.room() == 0, "the disk is full"
    settings.OCCASION_FREE_BYTES, settings.OCCASION_CASES_MOST = 0, 1
    assert occasion.room() == 0


def test_a_case_that_cannot_be_published_counts_and_stays_out_of_sight(
    small_book, settings, monkeypatch
):
    settings.OCCASION_CASES_A_DAY, settings.OCCASION_FREE_BYTES = 2, 0
    monkeypatch.setattr(
        library, "checked", lambda: RecipeBook((recipe(history="Hemangioma of L3."),), TEACHING)
    )
    assert occasion.make_another("vertebral-hemangioma") is None
    assert Case.objects.get().state == State.RETIRED
    assert occasion.room() == 1


def test_a_number_is_given_once_whatever_was_deleted(small_book):
    for number in (1, 3):
        slug = f"small-2-again-{number}"
        Case.objects.create(slug=slug, recipe={"occasion": "normal"})
    assert occasion.another("normal").slug == "small-2-again-4"
    Case.objects.get(slug="small-2-again-1").delete()
    assert occasion.another("normal").slug == "small-2-again-4"


def test_what_fails_while_it_is_drawn_counts_too(small_book, settings, monkeypatch):
    settings.OCCASION_CASES_A_DAY, settings.OCCASION_FREE_BYTES = 2, 0

    def broken(recipe, folder):
        raise MemoryError

    monkeypatch.setattr(library, "render", broken)
    with pytest.raises(MemoryError):
        occasion.make_another("normal")
    failed = Case.objects.get()
    assert (failed.slug, failed.state) == ("small-2-again-1", State.RETIRED)
    assert occasion.room() == 1 and occasion.another("normal").slug == "small-2-again-2"


def test_a_reader_does_not_wait_for_the_library(
    small_book, settings, monkeypatch, django_capture_on_commit_callbacks
):
    settings.OCCASION_CASES_A_DAY, settings.OCCASION_FREE_BYTES = 2, 0
    with django_capture_on_commit_callbacks() as left:
        ask_for_unseen(["normal"])
    assert len(left) == 1 and not Case.objects.exists()
    left[0]()
    assert Case.objects.get().slug == "small-2-again-1"
    settings.OCCASION_CASES_A_DAY = 0
    with django_capture_on_commit_callbacks() as left:
        ask_for_unseen(["normal"])
    assert not left


def test_a_history_that_names_the_diagnosis_is_not_published(small_book, monkeypatch):
    spoiled = recipe("small-3", history="Known vertebral hemangioma.")
    monkeypatch.setattr(library, "checked", lambda: RecipeBook((spoiled,), TEACHING))
    with pytest.raises(PublishError):
        library.make(spoiled)
    assert Case.objects.get(slug="small-3").state == State.DRAFT


def test_nothing_to_do_is_said(small_book, capsys):
    for one in small_book.cases:
        library.make(one)
    call_command("build_library")
    assert "2 cases are there, 0 to make." in capsys.readouterr().out


def test_broken_recipes_are_a_sentence(monkeypatch):
    def broken():
        raise RecipeError("a.yaml:3: The key “x” is unknown.")

    monkeypatch.setattr(library, "checked", broken)
    with pytest.raises(CommandError, match=r"a\.yaml:3"):
        call_command("build_library")


GROUPS = {"a1": "a", "a2": "a", "b1": "b", "m1": "malignant", "m2": "malignant", "m3": "malignant"}


def test_the_starter_has_one_case_a_group_two_normals_and_two_malignant():
    recipes = [
        recipe(f"{d}-{n}", d, difficulty=difficulty)
        for d in [*GROUPS, "normal", "normal"]
        for n, difficulty in enumerate(("hard", "easy"))
    ] + [recipe("normal-x", "normal")]
    chosen = [one.diagnosis for one in starter(recipes, GROUPS)]
    assert sorted(chosen) == ["a1", "b1", "m1", "m2", "normal", "normal"]
    assert all(one.difficulty == "easy" for one in starter(recipes, GROUPS))


def test_held_back_cases_are_not_in_the_starter_and_nothing_is_lost():
    recipes = [recipe(f"{d}-{n}", d, pool="held_back") for d in GROUPS for n in range(3)]
    assert starter(recipes, GROUPS) == []
    ordered = full(recipes, GROUPS)
    assert sorted(one.slug for one in ordered) == sorted(one.slug for one in recipes)
    assert len({one.diagnosis for one in ordered[: len(GROUPS)]}) == len(GROUPS)


def test_self_study_gets_its_exhibits_right_after_the_starter():
    recipes = [recipe(f"{d}-{n}", d) for d in GROUPS for n in range(3)]
    alone = [recipe(f"{d}-exhibit", d, pool="exhibit") for d in GROUPS]
    half = recipe("a-half", next(iter(GROUPS)), pool="exhibit", same_patient="a-or-b")
    ordered = full([half, *recipes, *alone], GROUPS)
    first = len(starter(recipes, GROUPS))
    assert ordered[first : first + len(alone)] == alone
    assert half in ordered[first + len(alone) :]


@pytest.fixture
def queue(db, settings):
    """The queue that the worker reads, instead of running tasks at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return DBTaskResult.objects


def test_what_waits_is_not_queued_twice_and_what_was_stopped_is_queued_again(queue):
    assert enqueue_library(["a", "b"]) == 2
    assert enqueue_library(["a", "b", "c"]) == 1
    assert [one.args_kwargs["args"] for one in queue.all()] == [["a"], ["b"], ["c"]]
    first = queue.first()
    first.claim("worker")
    assert enqueue_library(["a", "b", "c"]) == 1  # its worker may have been stopped
    assert {one.priority for one in queue.all()} == {-50}
    assert queue.count() == 4


def test_tasks_that_ended_with_their_worker_are_cleared(queue):
    enqueue_library(["a"])
    queue.update(status="RUNNING", started_at=timezone.now() - timedelta(hours=2))
    assert enqueue_library(["a"]) == 1
    assert queue.count() == 1


def test_the_rest_is_left_to_the_worker(small_book, queue, capsys):
    call_command("build_library", "--background")
    call_command("build_library", "--background")
    said = capsys.readouterr().out
    assert "2 cases are left to the worker, 2 of them new." in said
    assert "2 cases are left to the worker, 0 of them new." in said
    assert not Case.objects.exists()


def test_the_worker_tells_how_far_it_is_and_not_what_it_made(small_book, caplog):
    with caplog.at_level("INFO", logger="cases.library"):
        make_library_case.func("small-1")
    assert "1 simulated cases are there" in caplog.text
    assert "small-1" not in caplog.text


def test_a_recipe_that_cannot_be_drawn_does_not_stop_the_others(monkeypatch, capsys):
    sync_content()
    broken = recipe("small-0", diseases=(DiseaseChoice("vertebral-hemangioma", {"x": 1}),))
    found = RecipeBook((broken, recipe("small-2", "normal", region="cervical")), TEACHING)
    monkeypatch.setattr(library, "checked", lambda: found)
    with pytest.raises(CommandError, match=r"1 cases could not be made: small-0"):
        call_command("build_library", "--processes", "1")
    assert "knows no parameter" in capsys.readouterr().err
    assert Case.objects.filter(slug="small-2", state=State.PUBLISHED).exists()


def test_changed_teaching_gives_a_published_case_a_new_revision(small_book, monkeypatch, capsys):
    one = small_book.cases[0]
    case = library.make(one)
    assert library.plan(only=[one.slug]).reworded == ()
    changed = TEACHING | {one.diagnosis: replace(TEACHING[one.diagnosis], discussion="Said anew.")}
    monkeypatch.setattr(library, "checked", lambda: RecipeBook((one,), changed))
    assert library.plan().missing == ()
    call_command("build_library")
    assert "Answer keys brought up to date: 1." in capsys.readouterr().out
    before, case = case.revision, Case.objects.get(pk=case.pk)
    assert (case.revision, key_of(case).discussion) == (before + 1, "Said anew.")
    assert key_of(case).lesions
    assert library.plan().reworded == ()


def moved(monkeypatch, *recipes):
    monkeypatch.setattr(library, "checked", lambda: RecipeBook(recipes, TEACHING))


def test_a_recipe_that_moves_to_another_pool_is_not_drawn_again(small_book, monkeypatch, capsys):
    one = small_book.cases[0]
    case = library.make(one)
    assert library.plan(only=[one.slug]).refiled == ()
    moved(monkeypatch, replace(one, pool="exhibit"))
    monkeypatch.setattr(library, "render", None)
    plan = library.plan()
    assert (plan.missing, [again.slug for again in plan.refiled]) == ((), [one.slug])
    call_command("build_library")
    assert "Moved to the pool of their recipes: 1." in capsys.readouterr().out
    same = Case.objects.get(pk=case.pk)
    assert (same.pool, same.revision) == ("exhibit", case.revision)
    assert manifest(same) == manifest(case)
    assert library.plan() == library.Plan((), 1)


def test_the_pool_that_an_educator_chose_stays(small_book):
    one = small_book.cases[0]
    library.make(one)
    Case.objects.update(pool="held_back")
    assert library.plan(only=[one.slug]).refiled == ()


def test_what_shares_images_with_an_asked_case_is_not_shown(small_book, monkeypatch, capsys):
    """Two cases on the same images: one of them alone must not become an exhibit."""
    one, twin = recipe(), recipe("small-9", history="55-year-old woman, sent after a fall.")
    moved(monkeypatch, one, twin)
    library.make(one)
    library.make(twin)
    moved(monkeypatch, replace(one, pool="exhibit"), twin)
    with pytest.raises(CommandError, match=r"small-1: .*give it away"):
        call_command("build_library")
    assert not Case.objects.filter(pool="exhibit").exists()
    moved(monkeypatch, *(replace(each, pool="exhibit") for each in (one, twin)))
    call_command("build_library")
    assert Case.objects.filter(pool="exhibit").count() == 2
    third = recipe("small-8", history="55-year-old woman without complaints.")
    moved(monkeypatch, third)
    with pytest.raises(PublishError, match="do not ask them"):
        library.make(third)
    assert Case.objects.get(slug="small-8").state == State.DRAFT
