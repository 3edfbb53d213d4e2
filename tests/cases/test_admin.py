"""The admin shows cases with pictures, asks a steady number of queries, and edits no JSON."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from cases.models import Case, CaseRevision, Series
from cases.services.drafts import current, draft_of
from cases.services.ingest import ingest
from cases.services.keys import minimal_key, set_key
from cases.services.lifecycle import mark_previewed
from cases.services.publish import publish
from tests.cases import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def boss(persona):
    return persona("admin").client


def add_cases(tmp_path, first, count):
    for number in range(first, first + count):
        ds = make.dataset(make.phantom(100 + number), study=number, series=1)
        make.write(tmp_path / str(number), ds)
        ingest([tmp_path / str(number)])
    Case.objects.update(licence="CC0")


def test_the_list_shows_pictures_at_a_steady_cost(boss, tmp_path, django_assert_max_num_queries):
    add_cases(tmp_path, 1, 2)
    address = reverse("admin:cases_case_changelist")
    boss.get(address)
    with django_assert_max_num_queries(14):
        assert boss.get(address).content.count(b"/thumbnail-") == 2
    add_cases(tmp_path, 5, 6)
    with django_assert_max_num_queries(14):
        assert boss.get(address).content.count(b"/thumbnail-") == 8


def test_a_thumbnail_is_a_picture_for_those_who_may_see_it(boss, client, tmp_path):
    add_cases(tmp_path, 1, 1)
    series = Series.objects.get()
    address = reverse("cases:thumbnail", args=[series.token, series.preview_digest])
    response = boss.get(address)
    assert response["Content-Type"] == "image/webp" and response.content[:4] == b"RIFF"
    assert client.get(address).status_code == 404
    assert boss.get(address.replace(series.preview_digest, "0" * 40)).status_code == 404


def test_the_case_page_has_no_raw_json_and_says_what_is_missing(boss, tmp_path):
    add_cases(tmp_path, 1, 1)
    case = Case.objects.get()
    Case.objects.update(licence="")
    page = boss.get(reverse("admin:cases_case_change", args=[case.pk])).content.decode()
    assert 'name="answer_key"' not in page and 'name="recipe"' not in page
    assert "State the license" in page and "/thumbnail-" in page


def act(client, action, **more):
    case = Case.objects.get()
    data = {"action": action, "_selected_action": [case.pk], **more}
    answer = client.post(reverse("admin:cases_case_changelist"), data, follow=True)
    return answer.content.decode()


def make_ready():
    """A key, and the preview seen: only the review is missing."""
    case = Case.objects.get()
    set_key(case, minimal_key("not-proven"))
    mark_previewed(case, draft_of(case), current(case, draft_of(case)))


def test_actions_take_a_case_through_its_life_and_are_logged(boss, educator, tmp_path):
    add_cases(tmp_path, 1, 1)
    make_ready()
    assert "approve" in act(boss, "publish_them") and Case.objects.get().state == "draft"
    act(educator, "send_them")
    assert Case.objects.get().state == "in_review"
    assert "Somebody else" in act(educator, "approve_them")
    act(boss, "approve_them")
    act(boss, "publish_them")
    assert Case.objects.get().state == "published"
    page = act(boss, "retire_them")
    assert "Retire these cases?" in page and Case.objects.get().state == "published"
    act(boss, "retire_them", confirmed="yes", reason="Too easy.")
    assert Case.objects.get().state == "retired"
    assert Case.objects.get().events.first().text == "Too easy."
    act(boss, "draft_them")
    assert Case.objects.get().state == "draft"
    logged = list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))
    assert logged == [
        "sent to review", "approved", "published as revision 1", "retired", "open for editing",
    ]  # fmt: skip
    assert "Only published cases" in act(boss, "retire_them")


def test_moving_many_to_another_pool_is_confirmed_logged_and_a_version(boss, tmp_path):
    add_cases(tmp_path, 1, 1)
    set_key(Case.objects.get(), minimal_key("not-proven"))
    page = act(boss, "move_them")
    assert "Move these cases to another pool?" in page and "Held back for exams" in page
    assert Case.objects.get().pool == "practice"
    act(boss, "move_them", confirmed="yes", pool="no such pool")
    assert Case.objects.get().pool == "practice" and not LogEntry.objects.exists()
    assert "moved to" in act(boss, "move_them", confirmed="yes", pool="held_back")
    case = Case.objects.get()
    assert (case.pool, case.draft.version) == ("held_back", 1)
    assert LogEntry.objects.get().change_message == "moved to “Held back for exams”"
    publish(case, None)
    said = act(boss, "move_them", confirmed="yes", pool="practice")
    assert "when it is published again" in said
    assert Case.objects.get().pool == "held_back", "what is served stays as it was published"


def test_images_that_are_asked_elsewhere_are_not_moved_to_the_exhibits(boss, tmp_path):
    for number in (1, 2):
        ds = make.dataset(make.phantom(7), study=number, series=1)
        make.write(tmp_path / str(number), ds)
        ingest([tmp_path / str(number)])
    first = Case.objects.first()
    data = {"action": "move_them", "_selected_action": [first.pk], "confirmed": "yes"}
    page = boss.post(
        reverse("admin:cases_case_changelist"), data | {"pool": "exhibit"}, follow=True
    )
    assert "it would give it away here" in page.content.decode()
    assert set(Case.objects.values_list("pool", flat=True)) == {"practice"}


def test_a_change_here_is_a_version_and_told_to_an_open_editor(boss, tmp_path):
    add_cases(tmp_path, 1, 1)
    case = Case.objects.get()
    address = reverse("admin:cases_case_change", args=[case.pk])
    assert case.workbench_url in boss.get(address).content.decode()
    form = boss.get(address).context["adminform"].form
    data = {name: form.initial.get(name) or "" for name in form.fields}
    boss.post(address, data | {"history": "From the desk.", "slug": "new-name"})
    case.refresh_from_db()
    assert (case.history, case.slug, case.draft.version) == ("From the desk.", "new-name", 1)
    history = boss.get(reverse("admin:cases_case_history", args=[case.pk]))
    assert history.status_code == 200 and b"revert" not in history.content.lower()


def test_publishing_what_is_not_fit_says_why(boss, tmp_path):
    add_cases(tmp_path, 1, 1)
    Case.objects.update(licence="")
    data = {"action": "publish_them", "_selected_action": [Case.objects.get().pk]}
    page = boss.post(reverse("admin:cases_case_changelist"), data, follow=True).content.decode()
    assert "State the license" in page and Case.objects.get().state == "draft"


def test_a_published_history_is_not_edited(boss, tmp_path):
    add_cases(tmp_path, 1, 1)
    case = Case.objects.get()
    address = reverse("admin:cases_case_change", args=[case.pk])
    assert 'name="history"' in boss.get(address).content.decode()
    publish(case, None)
    assert 'name="history"' not in boss.get(address).content.decode()


def test_revisions_can_be_read_but_never_changed(boss, tmp_path):
    add_cases(tmp_path, 1, 1)
    publish(Case.objects.get(), None)
    revision = CaseRevision.objects.get()
    assert (
        boss.get(reverse("admin:cases_caserevision_change", args=[revision.pk])).status_code == 200
    )
    assert boss.get(reverse("admin:cases_caserevision_add")).status_code == 403
    delete = reverse("admin:cases_caserevision_delete", args=[revision.pk])
    assert boss.post(delete, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["case", "series", "caserevision", "caseevent"])
def test_every_list_opens_and_searches(boss, tmp_path, name):
    add_cases(tmp_path, 1, 1)
    address = reverse(f"admin:cases_{name}_changelist")
    assert boss.get(address).status_code == 200
    assert boss.get(address, {"q": "spine"}).status_code == 200


def test_a_case_that_shares_images_with_an_asked_one_cannot_become_an_exhibit(boss, tmp_path):
    for number in (1, 2):
        ds = make.dataset(make.phantom(7), study=number, series=1)
        make.write(tmp_path / str(number), ds)
        ingest([tmp_path / str(number)])
    case = Case.objects.first()
    address = reverse("admin:cases_case_change", args=[case.pk])
    form = boss.get(address).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    inline = {"key_view-TOTAL_FORMS": "0", "key_view-INITIAL_FORMS": "0"}
    page = boss.post(address, sent | inline | {"pool": "exhibit"})
    assert "it would give it away here" in page.content.decode()
    Case.objects.exclude(pk=case.pk).delete()
    assert boss.post(address, sent | inline | {"pool": "exhibit"}).status_code == 302
    assert Case.objects.get().pool == "exhibit"
