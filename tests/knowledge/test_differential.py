"""The differential page: state in the address, sums shown, a plain form, and htmx beside it."""

import html
import re

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import selectors
from knowledge.models import EntityFinding
from knowledge.pages.differential import differential_page
from knowledge.pages.selected import MOST, selected_from
from knowledge.pages.ticking import groups_of, sections_of
from knowledge.reasoning import Observed

pytestmark = pytest.mark.django_db
URL = "/learn/differential/"


def text_of(response):
    assert response.status_code == 200
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def selected(query):
    board = selectors.board()
    return selected_from(QueryDict(query), board.graph, groups_of(board))


def test_an_empty_page_says_where_to_begin(rows, guest):
    text = text_of(guest.get(URL))
    assert "Nothing ticked yet" in text and "not probabilities" in text
    assert "Causes that fit" not in text


def test_key_features_put_their_entity_first_with_its_sum(rows, guest):
    response = guest.get(URL, {"see": ["polka-dot", "t1-high", "t2-low"], "not": ["t2-halo"]})
    text = text_of(response)
    assert "Vertebral hemangioma leads with 1.1 of 3.2 points" in text
    first = response.content.decode().split('class="cause"')[1]
    assert re.search(r"\+0\.8</span>\s*<span><a href=\"/learn/findings/polka-dot/\"", first)
    assert "−0.5" in first and "Another word in its table" in first
    assert "Not known here:" in first and "known for 3 of 4" in " ".join(first.split())


def test_without_javascript_the_form_fields_of_a_group_count_too(rows, guest):
    fields = {"t1": "t1-high", "ct": "", "age": "age-older", "see": "polka-dot"}
    sent = guest.get(URL, fields)
    assert sent.status_code == 302
    assert sent["Location"] == f"{URL}?see=t1-high&see=polka-dot&see=age-older"
    assert guest.get(URL, {"t1": "", "ct": ""})["Location"] == URL
    response = guest.get(sent["Location"])
    text = text_of(response)
    assert "High T1 signal" in text and "60 or older" in text
    page = response.content.decode()
    assert re.search(r'value="t1-high"\s+checked', page)
    assert re.search(r'name="ct"\s+value=""\s+checked', page)


def test_htmx_gets_the_ranking_alone_and_the_address_to_show(rows, guest):
    response = guest.get(
        URL, {"t1": "t1-high", "t2": "", "see": "polka-dot"}, HTTP_HX_REQUEST="true"
    )
    assert b"<html" not in response.content and b"Causes that fit" in response.content
    assert response["HX-Replace-Url"] == f"{URL}?see=t1-high&see=polka-dot"
    assert "HX-Request" in response["Vary"]
    cleared = guest.get(URL, {"t1": ""}, HTTP_HX_REQUEST="true")
    assert cleared["HX-Replace-Url"] == URL


def test_the_address_is_the_state_and_canonical(rows):
    for query in ("see=polka-dot&see=t1-high&not=t2-halo", "not=t2-halo&t1=t1-high&see=polka-dot"):
        state = selected(query)
        assert state.query == "see=t1-high&see=polka-dot&not=t2-halo"
        assert selected(state.query).observed == state.observed


def test_every_link_of_what_was_said_does_what_it_says(rows, guest):
    response = guest.get(URL, {"see": ["t1-high", "polka-dot"], "not": ["t2-halo"]})
    links = [
        html.unescape(link)
        for link in re.findall(r'href="(/learn/differential/\?[^"]+)"', response.content.decode())
    ]
    assert f"{URL}?see=t1-high&not=t2-halo&not=polka-dot" in links
    assert f"{URL}?see=t1-high&not=t2-halo" in links
    assert f"{URL}?see=t1-high&see=polka-dot" in links
    for link in links:
        assert guest.get(link).status_code == 200


@pytest.mark.parametrize(
    ("query", "remark"),
    [
        ("see=no-such-thing", "not a feature that is known here"),
        ("see=<script>alert(1)</script>&not=%00", "not a feature that is known here"),
        ("see=t1-low&see=t1-high", "the first was kept"),
        ("&".join(f"see=x{index}" for index in range(MOST + 1)), "More was ticked"),
    ],
)
def test_bad_input_gives_a_sentence_and_the_rest_counts(rows, guest, query, remark):
    response = guest.get(f"{URL}?{query}&not=t2-halo")
    assert remark in text_of(response) and "Bright T2 halo" in text_of(response)
    assert b"<script>alert" not in response.content


@given(query=st.text(max_size=300))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_crashes(rows, query):
    board = selectors.board()
    groups = groups_of(board)
    page = differential_page(selected_from(QueryDict(query), board.graph, groups), board, groups)
    assert page.sections


def test_an_educators_typicality_counts(rows, guest):
    address = f"{URL}?see=polka-dot&see=t1-high"
    assert "Vertebral hemangioma leads with 1.6" in text_of(guest.get(address))
    link = EntityFinding.objects.get(
        entity__slug="vertebral-hemangioma", finding__slug="polka-dot"
    )
    link.typicality = "never"
    link.save()
    assert "Vertebral hemangioma leads" not in text_of(guest.get(address))


def test_what_to_look_at_next_is_not_what_was_judged(rows, guest):
    page = differential_page(
        selected("see=ct-lucent&see=t1-low"), selectors.board(), groups_of(selectors.board())
    )
    assert page.following
    for row in page.following:
        assert row.slug not in ("ct-lucent", "t1-low")
        assert row.see_query.endswith(row.slug) or row.slug in row.see_query
        assert f"not={row.slug}" in row.not_query and float(row.bits) > 0


def test_the_form_offers_every_feature_exactly_once(rows):
    board = selectors.board()
    groups = groups_of(board)
    offered = [
        option.slug
        for section in sections_of(board, groups, Observed())
        for options in (section.options, *(choice.options for choice in section.choices))
        for option in options
    ]
    assert sorted(offered) == sorted(board.graph.features)


def test_groups_come_from_the_content(rows):
    groups = {group.key: set(group.slugs) for group in groups_of(selectors.board())}
    assert groups["t1"] == {"t1-low", "t1-high"}
    assert groups["ct"] == {"ct-lucent", "ct-sclerotic", "ct-mixed", "ct-normal"}
    assert len(groups["age"]) == 4
    assert "opposed-phase-drop" in groups["chemical_shift"]


def test_level_causes_share_their_place_and_it_is_said(rows, guest):
    text = text_of(guest.get(URL, {"see": "t1-low"}))
    assert "are level with 0.8 points" in text


def test_it_costs_one_query_however_much_is_ticked(rows, guest, django_assert_num_queries):
    guest.get(URL)
    for query in ("", "?see=t1-low", "?see=t1-low&see=ct-lucent&not=t2-halo&see=history-cancer"):
        with django_assert_num_queries(1):
            guest.get(URL + query)


def test_an_empty_database_has_a_page(db, guest):
    assert "Nothing ticked yet" in text_of(guest.get(f"{URL}?see=t1-low"))


def test_it_only_answers_to_reading(rows, guest):
    assert guest.post(reverse("knowledge:differential")).status_code == 405
