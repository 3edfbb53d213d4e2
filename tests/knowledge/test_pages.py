"""The self-study pages: what they show, what they cost, and what is not there."""

import html
import re

import pytest
from django.urls import reverse

from knowledge.models import Entity, EntityName, Finding
from knowledge.pages.entity import MeasurementRow
from knowledge.schema.types import Measurement
from knowledge.selectors import entity_content
from knowledge.services import record_edit, record_review, sync_content

pytestmark = pytest.mark.django_db
HEMANGIOMA = "/learn/vertebral-hemangioma/"


def text_of(response):
    """What a reader sees, without tags and with single spaces."""
    assert response.status_code == 200
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_map_holds_groups_classes_and_entities(rows, guest):
    response = guest.get(reverse("knowledge:map"))
    text = text_of(response)
    for word in ("Benign vascular neoplasms", "Malignant controls", "Lucent", "Occult"):
        assert word in text
    cells = re.findall(r"<td role=\"cell\".*?</td>", response.content.decode(), flags=re.S)
    (cell,) = [cell for cell in cells if "vertebral-hemangioma" in cell]
    assert "Lucent" in cell and "also" in cell and "mixed" in cell


@pytest.mark.parametrize(
    ("query", "said", "links"),
    [
        ("hemangioma vs mets", "understood as Vertebral hemangioma", ["vertebral-hemangioma"]),
        ("hemangioma vs mets", "understood as Bone metastases", ["lytic-metastases"]),
        ("enostosis", "understood as Bone islands", ["bone-islands"]),
        ("SIF", "more than one", ["radiation-osteitis", "osteoporotic-insufficiency-fractures"]),
        ("not metastases", "negation", []),
        ("chordoma", "not one of the conditions here", []),
        ("xyzzy", "not a name that is known here", []),
        ("halo", "part of these findings", ["findings/t2-halo"]),
        ("polka dots", "part of these findings", ["findings/polka-dot"]),
        ("polca dot", "part of these findings", ["findings/polka-dot"]),
        ("bulls eye", "part of these findings", ["findings/bulls-eye"]),
        ("Romanus lesion", "part of these findings", ["findings/corner-edema"]),
    ],
)
def test_search_says_what_it_understood(rows, guest, query, said, links):
    response = guest.get(reverse("search"), {"q": query})
    assert said in text_of(response)
    found = response.content.decode().split('class="found"')[1].split("</section>")[0]
    for link in links:
        assert f'href="/learn/{link}/"' in found


def test_a_finding_is_found_by_the_beginning_of_its_words_only(rows, guest):
    text = text_of(guest.get(reverse("search"), {"q": "SIF"}))
    assert "Ossified ligaments" not in text
    text = text_of(guest.get(reverse("search"), {"q": "ossif memb"}))
    assert "Ossified ligaments" in text


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "%00", "a" * 5000, "'; --", "🦴"])
def test_odd_queries_do_no_harm(rows, guest, query):
    response = guest.get(reverse("search"), {"q": query})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_an_entity_page_is_complete(rows, guest):
    text = text_of(guest.get(HEMANGIOMA))
    for heading in (
        "Beside the metastasis that it looks like",
        "What separates it from metastasis, strongest first",
        "Characteristic signs",
        "Imaging",
        "Pitfalls",
        "Next steps",
        "Teaching points",
        "Published numbers",
        "References",
        "Contested",
    ):
        assert heading in text
    assert "Polka-dot sign" in text and "VH" in text
    assert "Drafted from abstracts" in text and "content revision 1" in text
    assert "Not for diagnosis" in text


@pytest.mark.parametrize("slug", ["vertebral-hemangioma", "lytic-metastases"])
def test_each_appearance_is_said_once_and_none_is_lost(rows, guest, slug):
    text = entity_content(Entity.objects.get(slug=slug))
    page = text_of(guest.get(f"/learn/{slug}/"))
    for sequence, row in text.imaging.items():
        assert page.count(row.appearance) == 1, sequence
        assert row.note in page and row.attenuation_hu in page


@pytest.mark.parametrize(("value", "unit"), [("12 ± 3", "HU"), ("no difference", "")])
def test_a_unit_stands_behind_numbers_only(value, unit):
    assert MeasurementRow(Measurement("Density", value, unit="HU"), ()).unit == unit


def test_discriminators_come_strongest_first_with_word_and_direction(rows, guest):
    page = guest.get(HEMANGIOMA).content.decode()
    part = page.split('class="discriminators"')[1].split("</ul>")[0]
    bars = [int(found) for found in re.findall(r"bars b(\d)", part)]
    assert bars == sorted(bars, reverse=True) and set(bars) == {2, 3}
    words = {3: "Strong", 2: "Moderate"}
    assert all(words[count] in part for count in bars)
    assert "Speaks for: Metastasis" in part and "Speaks for: Vertebral hemangioma" in part


def test_every_mark_leads_to_a_reference_on_the_page(rows, guest):
    for slug in ("vertebral-hemangioma", "lytic-metastases", "bone-islands"):
        page = guest.get(f"/learn/{slug}/").content.decode()
        targets = set(re.findall(r'href="#(ref-[^"]+)"', page))
        anchors = set(re.findall(r'id="(ref-[^"]+)"', page))
        assert targets and targets == anchors
        assert 'href="#general-teaching"' in page and 'id="general-teaching"' in page


def test_references_link_to_doi_and_pubmed(rows, guest):
    page = guest.get(HEMANGIOMA).content.decode()
    assert "https://doi.org/10.1007/s00330-017-5079-2" in page
    assert "https://pubmed.ncbi.nlm.nih.gov/29134357/" in page


def test_an_educators_synonym_shows_and_a_switched_off_one_does_not(rows, guest):
    entity = Entity.objects.get(slug="bone-islands")
    EntityName.objects.create(entity=entity, text="dense spot of bone")
    name = entity.names.filter(source="content").first()
    name.active = False
    name.save()
    text = text_of(guest.get("/learn/bone-islands/"))
    assert "dense spot of bone" in text
    assert name.text not in text.split("References")[0].split("Side Mimic")[0]


def test_a_review_is_named_until_the_text_changes(rows, guest, admin_user):
    entity = Entity.objects.get(slug="bone-islands")
    record_review(entity, reviewer=admin_user, name="Dr. Bones")
    assert "Reviewed by Dr. Bones" in text_of(guest.get("/learn/bone-islands/"))
    record_edit(entity)
    assert "at content revision 1; this is revision 2" in text_of(
        guest.get("/learn/bone-islands/")
    )


def test_unknown_and_withdrawn_pages_are_not_found(rows, guest):
    assert guest.get("/learn/no-such-thing/").status_code == 404
    assert guest.get("/learn/findings/no-such-thing/").status_code == 404
    assert guest.get("/learn/metastases/").status_code == 404
    Entity.objects.filter(slug="bone-islands").update(withdrawn=True)
    Finding.objects.filter(slug="polka-dot").update(withdrawn=True)
    assert guest.get("/learn/bone-islands/").status_code == 404
    assert guest.get("/learn/findings/polka-dot/").status_code == 404


def test_pages_only_answer_to_reading(rows, guest):
    for path in ("/learn/", HEMANGIOMA, "/learn/findings/", "/learn/findings/polka-dot/"):
        assert guest.post(path).status_code == 405
        assert guest.head(path).status_code == 200


def test_the_findings_are_listed_by_kind(rows, guest):
    text = text_of(guest.get(reverse("knowledge:findings")))
    assert "Polka-dot sign" in text and "Named sign" in text and "142 things" in text


def test_a_finding_page_tells_who_shows_it_how_often_and_what_is_unknown(rows, guest):
    text = text_of(guest.get("/learn/findings/t2-halo/"))
    assert re.search(r"Usual Lytic metastases malignant Sometimes Sclerotic metastases", text)
    assert re.search(r"Never Bone islands", text)
    assert "For 5 further conditions it is not known" in text


def test_a_finding_page_counts_how_far_it_separates(rows, guest):
    page = " ".join(text_of(guest.get("/learn/findings/t1-high/")).split())
    assert "speaks for a mimic; strong evidence" in page
    # of the few: two hemangiomas and others; every malignant control's table says low
    assert re.search(r"Malignant controls 3 0 0 0 3 0", page), page
    assert "Another word in its table" in page
    assert (
        'href="/learn/differential/?see=t1-high"'
        in guest.get("/learn/findings/t1-high/").content.decode()
    )


def test_every_sentence_of_an_entity_has_a_number_or_the_mark(rows, guest):
    page = guest.get(HEMANGIOMA).content.decode()
    lead = page.split('class="lead"')[1].split("</p>")[0]
    assert "#general-teaching" in lead
    teach = page.split('class="teach"')[1].split("</p>")[0]
    assert "#general-teaching" in teach
    assert "/learn/vertebral-hemangioma/report/" in page


def test_an_empty_database_has_pages_too(db, guest):
    for path in ("/learn/", "/search/?q=hemangioma", "/learn/findings/"):
        assert guest.get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/learn/", 3),
        ("/search/?q=hemangioma", 4),
        ("/learn/findings/", 1),
        ("/learn/findings/t2-halo/", 4),
        ("/learn/findings/polka-dot/", 5),
        (HEMANGIOMA, 8),
        ("/learn/lytic-metastases/", 8),
        ("/learn/osteoporotic-insufficiency-fractures/", 8),
    ],
)
def test_pages_cost_a_constant_number_of_queries(
    rows, guest, django_assert_num_queries, path, queries
):
    guest.get(path)
    with django_assert_num_queries(queries):
        guest.get(path)


def test_the_whole_library_has_pages_at_the_same_cost(
    library, guest, django_assert_num_queries, django_assert_max_num_queries
):
    sync_content(library)
    for path in ("/learn/", "/search/?q=hemangioma", "/learn/differential/"):
        guest.get(path)
    for path, queries in (("/learn/", 3), ("/search/?q=hemangioma", 4), ("/learn/findings/", 1)):
        with django_assert_num_queries(queries):
            assert guest.get(path).status_code == 200
    mapped = guest.get("/learn/").content.decode()
    for entity in library.entities:
        assert f'href="/learn/{entity.slug}/"' in mapped, "one click from the map"
        with django_assert_num_queries(8):
            response = guest.get(reverse("knowledge:entity", args=[entity.slug]))
        text = text_of(response)
        assert html.unescape(entity.name) in text
        assert not re.search(
            r"(Pitfalls|Next steps|Signs)\s+(Imaging|Contested|References)$", text
        )
    for finding in library.findings:
        with django_assert_max_num_queries(5):
            response = guest.get(reverse("knowledge:finding", args=[finding.slug]))
        assert finding.name in text_of(response)
