"""Self-study with images: the map's pictures, the entity's viewer, any two side by side."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.learn.compare import in_order
from cases.models import Case, Showing
from knowledge.models import Entity
from tests.cases.learn.conftest import HEMANGIOMA, METASTASES

pytestmark = pytest.mark.django_db
COMPARE = "/learn/compare/vertebral-hemangioma/lytic-metastases/"


def state_of(page):
    found = re.search(r'<div id="pair-state" hidden>(.*?)</div>', page, re.S)
    return json.loads(found[1].replace("&quot;", '"'))


def test_the_map_has_a_picture_with_its_size(both, guest):
    body = guest.get("/learn/").content.decode()
    images = re.findall(r"<img[^>]*>", body)
    assert len(images) == 2
    for image in images:
        assert 'loading="lazy"' in image and 'width="48"' in image and 'height="48"' in image
        assert guest.get(re.search(r'src="([^"]+)"', image)[1]).status_code == 200
    assert "Pictures are simulated" in body
    assert body.count("no-picture") == Entity.objects.count() - 2


def test_an_entity_page_shows_its_exhibit_beside_the_metastasis(both, guest):
    page = guest.get("/learn/vertebral-hemangioma/")
    shown = page.context["shown"]
    body = page.content.decode()
    assert shown.exhibit.outlined and shown.exhibit.levels == ("L3",)
    assert [one.technique for one in shown.beside.own] == ["T1", "STIR"]
    assert [one.technique for one in shown.beside.other] == ["T1", "STIR"]
    assert f'href="{COMPARE}"' in body and "Simulated images" in body
    assert body.index('class="versus-stills"') < body.index("<dicom-stack")
    first = shown.exhibit.links[0].href
    assert f"series={shown.exhibit.state['view']['series']}" in first and "&slice=" in first


def test_outlines_travel_beside_the_page_and_are_kept(both, guest):
    """A diffuse disease has hundreds of them: no page grows with their number."""
    showing = Showing.objects.get(case__diagnosis_slug="vertebral-hemangioma")
    page = guest.get("/learn/vertebral-hemangioma/")
    assert b"polygon" not in page.content and b"polygon" not in guest.get(COMPARE).content
    sent = guest.get(page.context["shown"].exhibit.state["outlines"])
    assert sent.json() == showing.regions and "immutable" in sent["Cache-Control"]
    assert guest.get(f"/learn/outlines/{showing.case.public_id}-other.json").status_code == 404


def test_an_entity_without_an_exhibit_is_complete_in_words(knowledge, guest):
    page = guest.get("/learn/vertebral-hemangioma/")
    assert "shown" not in page.context and b"dicom-stack" not in page.content
    assert b"Where it sits" in page.content and b"<svg" in page.content


@pytest.mark.parametrize("gone", [{"state": "retired"}, {"pool": "practice"}, {"state": "draft"}])
def test_only_published_exhibits_are_shown(both, guest, gone):
    Case.objects.update(**gone)
    assert b"<img" not in guest.get("/learn/").content
    for path in ("/learn/vertebral-hemangioma/", COMPARE):
        assert b"<dicom-stack" not in guest.get(path).content


def test_a_still_of_what_is_not_public_is_not_sent(both, guest, educator):
    image = re.search(r'src="(/images/[^"]+)"', guest.get("/learn/").content.decode())[1]
    Case.objects.update(state="draft")
    assert guest.get(image).status_code == 404
    assert educator.get(image).status_code == 200
    assert guest.get(re.sub(r"picture-\w{6}", "picture-000000", image)).status_code == 404


def test_two_patients_are_linked_by_level_where_both_know_theirs(both, guest):
    state = state_of(guest.get(COMPARE).content.decode())
    assert state["bond"] == "slice"
    levels = {"L1": [0, 0, 0], "L2": [0, 0, -30]}
    Showing.objects.update(levels=levels)
    state = state_of(guest.get(COMPARE).content.decode())
    assert state["bond"] == "level"
    assert [side["levels"] for side in state["sides"]] == [levels, levels]
    tokens = [{one.token for study in case.studies.all() for one in study.series.all()}
              for case in both]  # fmt: skip
    for couple in state["series"]:
        assert couple[0] in tokens[0] and couple[1] in tokens[1]
    assert len(state["series"]) == 2
    assert all(side["outlines"] and side["view"]["series"] for side in state["sides"])


def test_one_patient_with_either_disease_is_linked_by_position(exhibit, both, guest):
    pair = [
        exhibit(key, patient="one", provenance="simulated") for key in (HEMANGIOMA, METASTASES)
    ]
    page = guest.get(COMPARE)
    assert page.context["shown"].bond == "position"
    tokens = [one.studies.get().series.first().token for one in pair if one.studies.count() == 1]
    shown = page.content.decode()
    assert all(token in shown for token in tokens)
    own = guest.get("/learn/vertebral-hemangioma/").context["shown"]
    assert own.beside.one_patient
    assert own.exhibit.manifest["series"][0]["id"] not in {
        couple[0] for couple in state_of(shown)["series"]
    }


def test_a_pair_has_one_address(both, guest):
    other = "/learn/compare/lytic-metastases/vertebral-hemangioma/"
    assert guest.get(other).url == COMPARE
    assert guest.get(f"{other}?part=images").url == f"{COMPARE}?part=images"
    assert in_order("sclerotic-metastases", "osteopetrosis")[0] == "osteopetrosis"
    assert in_order("a", "b") == in_order("b", "a")


def test_what_cannot_be_compared(both, guest):
    assert guest.get("/learn/compare/vertebral-hemangioma/nothing/").status_code == 404
    same = guest.get("/learn/compare/bone-islands/bone-islands/")
    assert same.url == "/learn/bone-islands/"
    Entity.objects.filter(slug="bone-islands").update(withdrawn=True)
    assert guest.get("/learn/compare/bone-islands/lytic-metastases/").status_code == 404


def test_a_side_without_images_is_said(exhibit, guest):
    exhibit()
    body = guest.get(COMPARE).content.decode()
    assert "There is no case of it to show yet" in body and "What to look at" in body


def test_the_viewers_alone_for_a_page_that_opens_the_pair_in_place(both, guest):
    body = guest.get(f"{COMPARE}?part=images").content.decode()
    assert "<html" not in body and body.count("<dicom-stack") == 2
    assert "<script" not in body and COMPARE in body


def test_in_place_a_pair_without_any_images_is_a_sentence(knowledge, guest):
    body = guest.get(f"{COMPARE}?part=images").content.decode()
    assert "There are no images of" in body and f'href="{COMPARE}"' in body
    assert "pair-side" not in body


def test_the_list_of_pairs_and_the_form(both, guest):
    page = guest.get("/learn/compare/")
    assert page.context["page"].total >= 40
    assert f'href="{COMPARE}"' in page.content.decode()
    chosen = guest.get("/learn/compare/?a=lytic-metastases&b=vertebral-hemangioma")
    assert chosen.url == COMPARE
    assert b"Choose two different" in guest.get("/learn/compare/?a=a&b=a").content
    half = guest.get("/learn/compare/?a=bone-islands&b=nothing")
    assert half.status_code == 200
    assert '<option value="bone-islands" lang="en" selected>' in " ".join(
        half.content.decode().split()
    )


def test_a_pair_with_a_withdrawn_side_is_not_offered(both, guest):
    before = guest.get("/learn/compare/").context["page"].total
    Entity.objects.filter(slug="vertebral-hemangioma").update(withdrawn=True)
    page = guest.get("/learn/compare/")
    assert b"compare/vertebral-hemangioma/" not in page.content
    assert 0 < page.context["page"].total < before


def test_every_written_pair_has_a_page(both, guest):
    page = guest.get("/learn/compare/").context["page"]
    for _group, pairs in page.groups:
        for pair in pairs:
            found = guest.get(f"/learn/compare/{pair.a.slug}/{pair.b.slug}/")
            assert found.status_code == 200 and found.context["page"].curated


@pytest.mark.parametrize(
    ("path", "most"),
    [("/learn/", 4), ("/learn/vertebral-hemangioma/", 13), (COMPARE, 16), ("/learn/compare/", 3),
     (f"{COMPARE}?part=images", 11)],
)  # fmt: skip
def test_pages_cost_the_same_however_many_exhibits(exhibit, both, guest, path, most):
    guest.get(path)
    with CaptureQueriesContext(connection) as few:
        guest.get(path)
    for number in range(3):
        for key in (HEMANGIOMA, METASTASES):
            exhibit(key, patient=f"patient {number}" if path == "/learn/" else "")
    with CaptureQueriesContext(connection) as many:
        assert guest.get(path).status_code == 200
    assert len(many) == len(few) <= most


def test_a_damaged_preparation_shows_words(both, guest):
    Showing.objects.all().delete()
    assert guest.get("/learn/vertebral-hemangioma/").status_code == 200
    assert b"There is no case of it" in guest.get(COMPARE).content
