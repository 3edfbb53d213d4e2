"""Filters of the map: the address holds the state, the counts are true."""

import pytest

from knowledge.models import Entity
from knowledge.pages.filters import narrow
from tests.knowledge.test_pages import text_of

pytestmark = pytest.mark.django_db


def options(narrowed, name):
    return {one.value: one for f in narrowed.filters if f.name == name for one in f.options}


def test_without_a_filter_everything_is_left(rows):
    narrowed = narrow({})
    assert narrowed.slugs == set(Entity.objects.values_list("slug", flat=True))
    assert not narrowed.active and narrowed.query == ""


@pytest.mark.parametrize(
    ("query", "inside", "outside"),
    [
        ({"finding": "corduroy"}, "vertebral-hemangioma", "lytic-metastases"),
        ({"signal": "t1-high"}, "vertebral-hemangioma", "lytic-metastases"),
        ({"age": "age-older"}, "osteoporotic-insufficiency-fractures", None),
        ({"place": "place-posterior"}, "lytic-metastases", "multiple-myeloma"),
    ],
)
def test_a_filter_leaves_what_shows_it(rows, query, inside, outside):
    left = narrow(query).slugs
    assert inside in left and outside not in left


def test_counts_say_what_would_be_left(rows):
    first = narrow({"signal": "t1-low"})
    for name in ("finding", "modality", "place", "age"):
        for value, option in options(first, name).items():
            assert option.count == len(narrow({"signal": "t1-low", name: value}).slugs) > 0
    own = options(first, "signal")
    assert own["t1-low"].chosen and own["t1-low"].count == len(first.slugs)
    assert own["t1-high"].count == len(narrow({"signal": "t1-high"}).slugs)


def test_two_filters_narrow_further_and_stand_in_the_address(rows):
    both = narrow({"signal": "t1-high", "finding": "corduroy"})
    assert (
        both.slugs == narrow({"signal": "t1-high"}).slugs & narrow({"finding": "corduroy"}).slugs
    )
    assert both.query == "finding=corduroy&signal=t1-high"


@pytest.mark.parametrize("value", ["", "nonsense", "t1-high' OR 1=1", "\x00"])
def test_values_that_do_not_exist_count_as_not_set(rows, guest, value):
    assert narrow({"signal": value}).slugs == narrow({}).slugs
    assert guest.get("/learn/", {"signal": value}).status_code == 200


def test_filters_follow_an_edit_of_the_content(rows):
    assert "bone-islands" not in narrow({"signal": "t1-high"}).slugs
    entity = Entity.objects.get(slug="bone-islands")
    entity.content["imaging"]["t1"]["signal"] = "high"
    entity.save()
    assert "bone-islands" in narrow({"signal": "t1-high"}).slugs


def test_the_map_shows_what_is_left_and_how_to_see_all_again(rows, guest):
    page = guest.get("/learn/?finding=corduroy")
    body = page.content.decode()
    assert 'href="/learn/vertebral-hemangioma/"' in body
    assert 'href="/learn/lytic-metastases/"' not in body
    assert "entity is left" in text_of(page) or "entities are left" in text_of(page)
    assert '<option value="corduroy" lang="en" selected>' in " ".join(body.split())


def test_nothing_left_is_said(rows, guest):
    page = text_of(
        guest.get("/learn/?finding=corduroy&signal=t1-low&age=age-older&place=place-corner")
    )
    assert "No entity shows all of this" in page


def test_a_change_fetches_the_panel_alone(rows, guest):
    part = guest.get("/learn/?signal=t1-high", headers={"HX-Target": "map-panel"})
    body = part.content.decode()
    assert "<html" not in body and 'class="map"' in body and 'id="filter-signal"' in body
    assert "HX-Target" in part["Vary"]
    assert "<html" in guest.get("/learn/?signal=t1-high").content.decode()
