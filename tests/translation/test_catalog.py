"""The German catalog is whole: `make messages` brings it up to date."""

import re

import pytest
from babel.messages.mofile import read_mo

from tests.messages import PO, collected, compiled, missing, placeholders, translated

TAG = re.compile(r"</?[a-z]+[^>]*>")


@pytest.fixture(scope="module")
def german():
    return translated()


@pytest.fixture(scope="module")
def wanted():
    return collected()


def key(message):
    """What a message is found by, plurals too."""
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def said(message):
    return message.string if isinstance(message.string, str) else tuple(message.string)


def pairs(catalog):
    """(English, German) of every message; of plurals, form by form."""
    for message in catalog:
        if not message.id:
            continue
        if message.pluralizable:
            yield from zip(message.id, message.string, strict=True)
        else:
            yield message.id, message.string


def test_the_catalog_holds_what_the_sources_say(german, wanted):
    assert {key(m) for m in wanted if m.id} - {key(m) for m in german} == set(), "make messages"


def test_nothing_stays_that_no_source_says(german, wanted):
    assert {key(m) for m in german if m.id} - {key(m) for m in wanted} == set(), "make messages"


def test_every_string_is_translated(german):
    assert missing(german) == []


def test_placeholders_are_the_same(german):
    wrong = [
        (english, text)
        for english, text in pairs(german)
        if placeholders(text) - placeholders(english)
        or (placeholders(english) - placeholders(text) and text)
    ]
    assert wrong == []


def test_printf_formats_and_plurals_fit(german):
    # "50 % earns {credit}" only looks like a format; its braces are compared above.
    wrong = [(m.id, errors) for m, errors in german.check() if "{" not in str(m.id)]
    assert wrong == []
    assert german.num_plurals == 2


def test_markup_is_the_same(german):
    wrong = [
        (english, text)
        for english, text in pairs(german)
        if text and sorted(TAG.findall(english)) != sorted(TAG.findall(text))
    ]
    assert wrong == []


def test_spaces_at_the_edges_are_the_same(german):
    wrong = [
        english
        for english, text in pairs(german)
        if text
        and (len(english) - len(english.lstrip()), len(english) - len(english.rstrip()))
        != (len(text) - len(text.lstrip()), len(text) - len(text.rstrip()))
    ]
    assert wrong == []


def test_the_compiled_file_is_the_same(german):
    with PO.with_suffix(".mo").open("rb") as file:
        on_disk = {key(m): said(m) for m in read_mo(file) if m.id}
    assert on_disk == {key(m): said(m) for m in german if m.id}, "make messages"
    assert compiled(german)


def test_german_addresses_the_reader_as_sie(german):
    """No du, and quotation marks as German sets them."""
    informal = re.compile(r"\b(?:du|dich|dir|dein\w*)\b", re.IGNORECASE)
    assert [text for _, text in pairs(german) if text and informal.search(text)] == []
    assert [text for _, text in pairs(german) if text and "“" in text and "„" not in text] == []
