"""The bytes of images: who gets them, with which headers, at what cost."""

import gzip

import pytest
from django.urls import reverse

from cases.models import Case
from cases.querysets import visible_to
from cases.selectors import manifest
from cases.services import access, store
from cases.services.ingest import ingest
from tests.cases import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def case(tmp_path):
    make.stack(tmp_path / "in", 3)
    ingest([tmp_path / "in"])
    Case.objects.update(state="published")
    return Case.objects.get()


@pytest.fixture
def urls(case):
    series = manifest(case)["series"][0]
    return [series["frames"][0], series["preview"]["url"]]


def body(response):
    return response.content


def test_a_frame_is_sent_as_it_lies_with_the_headers_of_the_contract(client, case, urls):
    response = client.get(urls[0])
    assert response.status_code == 200
    assert response["Content-Encoding"] == "gzip"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Content-Disposition" not in response and "Cookie" not in response.get("Vary", "")
    assert (
        len(gzip.decompress(body(response))) == 2 * 24 * 20 + 7 * 4
    )  # and how many pixels each class has


def test_the_preview_is_sent_as_it_lies(client, urls):
    response = client.get(urls[1])
    assert response.status_code == 200 and "Content-Encoding" not in response
    assert body(response)[:4] == b"RIFF"


def test_a_still_in_color_is_a_webp_without_content_encoding(client, tmp_path, case):
    import numpy as np

    picture = np.random.default_rng(0).integers(0, 255, (9, 8, 3), dtype=np.uint8)
    make.write(tmp_path / "c", make.dataset(picture, study=5))
    ingest([tmp_path / "c"])
    Case.objects.update(state="published")
    series = manifest(Case.objects.latest("pk"))["series"][0]
    response = client.get(series["frames"][0])
    assert (series["kind"], response["Content-Type"]) == ("bitmap", "image/webp")
    assert "Content-Encoding" not in response


def test_a_guest_s_frame_costs_one_query(client, urls, django_assert_num_queries):
    for url in urls:
        with django_assert_num_queries(1):
            client.get(url)


def test_a_learner_s_frame_costs_one_query_besides_nothing(
    client, urls, django_user_model, django_assert_num_queries
):
    client.force_login(django_user_model.objects.create_user("learner"))
    with django_assert_num_queries(1):
        client.get(urls[0])


@pytest.mark.parametrize(
    "change",
    [{"state": "draft"}, {"state": "retired"}, {"state": "in_review"}, {"pool": "held_back"}],
)
def test_strangers_get_404_and_educators_the_image(persona, case, urls, change):
    Case.objects.update(**change)
    for url in urls:
        for name, status in (("guest", 404), ("learner", 404), ("educator", 200), ("admin", 200)):
            from tests.personas import Persona

            who: Persona = persona(name)
            assert who.client.get(url).status_code == status, (name, url)


def test_a_grant_opens_a_held_back_case_for_one_session_until_revoked(client, case, urls):
    Case.objects.update(pool="held_back")
    session = client.session
    access.grant(session, case)
    session.save()
    assert client.get(urls[0]).status_code == 200
    assert access.has_grant(client.session, case)
    session = client.session
    access.revoke(session, case)
    session.save()
    assert client.get(urls[0]).status_code == 404


def test_grants_are_bounded_and_counted_once(case):
    session = {}
    for _ in range(3):
        access.grant(session, case)
    assert access.granted_ids(session) == [case.public_id]
    for number in range(access.MOST + 5):
        access.grant(session, Case(public_id=f"c{number}"))
    assert len(access.granted_ids(session)) == access.MOST


def test_a_frame_of_another_series_is_not_found(client, case, urls):
    token = manifest(case)["series"][0]["id"]
    wrong = reverse("cases:frame", args=["bcdfghjkmnpqrstv", "a" * 40])
    assert client.get(wrong).status_code == 404
    assert client.get(reverse("cases:frame", args=[token, "a" * 40])).status_code == 404
    assert client.get(reverse("cases:preview", args=[token, "a" * 40])).status_code == 404


def test_a_file_that_is_gone_is_404_not_500(client, case, urls):
    digest = urls[0].split("/")[-1].removesuffix(".bin")
    store.path_of("frames", digest).unlink()
    assert client.get(urls[0]).status_code == 404


def test_only_reading_is_allowed(client, urls):
    assert client.post(urls[0]).status_code == 405
    assert client.head(urls[0]).status_code == 200


def test_the_web_server_may_send_the_file(client, urls, settings):
    settings.IMAGES_ACCEL_REDIRECT = "/protected/"
    response = client.get(urls[0])
    assert response["X-Accel-Redirect"].startswith("/protected/frames/")
    assert response["Content-Encoding"] == "gzip" and not response.content


def test_an_exhibit_is_open_to_everybody_and_nothing_to_practise(guest, case, urls):
    Case.objects.update(pool="exhibit")
    assert guest.get(urls[0]).status_code == 200
    assert list(Case.objects.exhibits()) == [case]
    assert not visible_to(None).exists()
    Case.objects.update(state="retired")
    assert guest.get(urls[0]).status_code == 404
    assert not Case.objects.exhibits().exists()


def test_visible_to_is_the_same_door(persona, case):
    Case.objects.update(state="draft")
    assert not visible_to(None).exists()
    assert not visible_to(persona("learner").user).exists()
    assert visible_to(persona("educator").user).exists()
    Case.objects.update(state="published")
    assert visible_to(None).exists()
