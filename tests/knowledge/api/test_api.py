"""The API: what it gives is what its OpenAPI document promises, and browsers may keep it."""

import json

import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from knowledge.models import Entity, EntityName, Finding
from knowledge.services import sync_content

pytestmark = pytest.mark.django_db
ROOT = "/api/knowledge/v1/"
PATHS = {
    "entities/": ("/entities/", 200),
    "entities/vertebral-hemangioma/": ("/entities/{slug}/", 200),
    "entities/lytic-metastases/": ("/entities/{slug}/", 200),
    "entities/no-such/": ("/entities/{slug}/", 404),
    "findings/": ("/findings/", 200),
    "findings/t2-halo/": ("/findings/{slug}/", 200),
    "findings/no-such/": ("/findings/{slug}/", 404),
    "pairs/": ("/pairs/", 200),
    "pairs/lytic-metastases/vertebral-hemangioma/": ("/pairs/{a}/{b}/", 200),
    "pairs/bone-islands/lytic-metastases/": ("/pairs/{a}/{b}/", 404),
    "references/": ("/references/", 200),
    "references/ulano-2016/": ("/references/{id}/", 200),
    "references/no-such/": ("/references/{id}/", 404),
}


@pytest.fixture
def document(guest, rows):
    return guest.get(f"{ROOT}openapi.json").json()


def schema_for(document, path, status):
    answer = document["paths"][path]["get"]["responses"][str(status)]
    schema = answer["content"]["application/json"]["schema"]
    return {**schema, "components": document["components"]}


def test_the_document_is_openapi_3_1(document):
    OpenAPIV31SpecValidator(document).validate()
    assert document["info"]["license"]["identifier"] == "CC-BY-4.0"
    assert document["servers"] == [{"url": "http://testserver/api/knowledge/v1"}]
    for path in document["paths"].values():
        assert path["get"]["operationId"] and path["get"]["summary"]


def test_a_broken_document_would_be_noticed(document):
    document["paths"]["/entities/"]["get"]["responses"]["200"].pop("description")
    assert list(OpenAPIV31SpecValidator(document).iter_errors())


@pytest.mark.parametrize("address", PATHS)
def test_every_answer_is_what_the_document_promises(guest, document, address):
    path, status = PATHS[address]
    response = guest.get(ROOT + address)
    assert response.status_code == status
    schema = schema_for(document, path, status)
    errors = list(Draft202012Validator(schema).iter_errors(response.json()))
    assert not errors, errors[0].message
    spoiled = {**response.json(), "surprise": 1}
    assert not Draft202012Validator(schema).is_valid(spoiled)


def test_every_address_of_the_api_is_documented(document):
    documented = {path for path, _status in PATHS.values()}
    assert set(document["paths"]) == documented


def test_the_whole_library_keeps_the_promise(library, guest):
    sync_content(library)
    document = guest.get(f"{ROOT}openapi.json").json()
    for kind, path, slugs in (
        ("entities", "/entities/{slug}/", [item.slug for item in library.entities]),
        ("findings", "/findings/{slug}/", [item.slug for item in library.findings][::9]),
        ("references", "/references/{id}/", [item.id for item in library.references][::17]),
    ):
        validator = Draft202012Validator(schema_for(document, path, 200))
        for slug in slugs:
            body = guest.get(f"{ROOT}{kind}/{slug}/").json()
            assert not list(validator.iter_errors(body)), slug
    assert len(guest.get(f"{ROOT}pairs/").json()["data"]) == len(library.pairs)


def test_the_license_and_the_revision_stand_in_every_answer(guest, rows):
    for address in ("", "entities/", "references/ulano-2016/"):
        body = guest.get(ROOT + address).json()
        assert body["license"] == "CC-BY-4.0" and "creativecommons.org" in body["license_url"]
        assert body["content_revision"] >= 1


def test_the_index_leads_everywhere(guest, rows):
    data = guest.get(ROOT).json()["data"]
    for name in ("entities", "findings", "pairs", "references", "openapi"):
        assert guest.get(data[name]).status_code == 200
    for item in guest.get(data["entities"]).json()["data"]:
        assert guest.get(item["api"]).status_code == guest.get(item["page"]).status_code == 200


def test_an_etag_saves_the_answer_until_something_changes(guest, rows):
    address = f"{ROOT}entities/bone-islands/"
    first = guest.get(address)
    again = guest.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304 and not again.content
    assert again["Access-Control-Allow-Origin"] == "*" and "max-age" in again["Cache-Control"]
    assert guest.get(f"{ROOT}entities/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    EntityName.objects.create(entity=Entity.objects.get(slug="bone-islands"), text="dense dot")
    changed = guest.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]
    assert "dense dot" in changed.json()["data"]["entity"]["synonyms"]


def test_other_sites_may_read_and_nobody_may_write(guest, rows):
    response = guest.get(f"{ROOT}entities/", HTTP_ORIGIN="https://example.org")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    asked = guest.options(f"{ROOT}entities/", HTTP_ORIGIN="https://example.org")
    assert asked.status_code == 204 and "GET" in asked["Access-Control-Allow-Methods"]
    for method in (guest.post, guest.put, guest.delete, guest.patch):
        refused = method(f"{ROOT}entities/")
        assert refused.status_code == 405 and "read-only" in refused.json()["detail"]
    head = guest.head(f"{ROOT}entities/")
    assert head.status_code == 200 and not head.content


def test_no_cookie_is_set_so_that_caches_may_keep_it(guest, rows):
    response = guest.get(f"{ROOT}entities/")
    assert not response.cookies and "Cookie" not in response.get("Vary", "")


def test_what_is_withdrawn_is_not_given(guest, rows):
    for model, address in ((Entity, "entities/bone-islands/"), (Finding, "findings/t2-halo/")):
        row = model.objects.get(slug=address.split("/")[1])
        row.withdrawn = True
        row.save()
        assert guest.get(ROOT + address).status_code == 404
        listed = guest.get(ROOT + address.split("/")[0] + "/").json()["data"]
        assert row.slug not in [item["slug"] for item in listed]


def test_findings_tell_who_shows_them_and_leave_the_unknown_out(guest, rows):
    shown = guest.get(f"{ROOT}findings/t2-halo/").json()["data"]["shown_by"]
    assert shown["lytic-metastases"] == "usual" and shown["bone-islands"] == "never"
    assert "vertebral-hemangioma" not in shown


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("entities/", 3),
        ("entities/vertebral-hemangioma/", 5),
        ("findings/", 3),
        ("findings/t2-halo/", 4),
        ("pairs/", 3),
        ("references/", 3),
        ("openapi.json", 1),
    ],
)
def test_it_costs_a_constant_number_of_queries(
    guest, rows, django_assert_num_queries, address, queries
):
    guest.get(ROOT + address)
    with django_assert_num_queries(queries):
        guest.get(ROOT + address)


def test_before_the_first_sync_there_is_an_empty_answer(db, guest):
    response = guest.get(f"{ROOT}entities/")
    assert response.json()["data"] == [] and "ETag" not in response
    assert json.loads(response.content)["content_revision"] == 0


def test_the_addresses_are_versioned():
    assert reverse("knowledge-api:index") == ROOT
