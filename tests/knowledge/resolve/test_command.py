"""``manage.py resolve``."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from knowledge.management.commands import resolve as command
from knowledge.models import Entity
from knowledge.resolve import resolve
from tests.knowledge.resolve.content import phrases


def run(monkeypatch, stdin):
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", stdin)
    call_command("resolve", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.django_db
def test_one_json_object_per_line_on_a_fresh_database(monkeypatch):
    lines = run(monkeypatch, io.StringIO("hemangioma vs mets\nSIF\n\nnot metastases\nosteoma"))
    assert lines[0] == {
        "text": "hemangioma vs mets",
        "entries": [
            {
                "text": "hemangioma",
                "entity": "vertebral-hemangioma",
                "status": "synonym",
                "candidates": [],
            },
            {"text": "mets", "entity": "metastases", "status": "abbreviation", "candidates": []},
        ],
    }
    assert lines[1]["entries"][0]["status"] == "ambiguous"
    assert len(lines[1]["entries"][0]["candidates"]) == 2
    assert lines[2] == {"text": "", "entries": []}
    assert [entry["status"] for line in lines[3:] for entry in line["entries"]] == [
        "negated",
        "known-other",
    ]


@pytest.mark.django_db
def test_bytes_that_are_no_text_do_not_stop_it(monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(b"\xff\xfe\nmets\r\n"), encoding="utf-8")
    lines = run(monkeypatch, stdin)
    assert [line["entries"][0]["entity"] for line in lines] == [None, "metastases"]
    assert lines[1]["text"] == "mets"


@pytest.mark.django_db
def test_rows_count_where_there_are_any(monkeypatch):
    monkeypatch.setattr(Entity.objects, "exists", lambda: True, raising=False)
    monkeypatch.setattr(command.selectors, "vocabulary", lambda: "from rows")
    assert command.vocabulary() == "from rows"


def test_without_tables_the_files_do(monkeypatch):
    def missing():
        raise DatabaseError

    monkeypatch.setattr(Entity.objects, "exists", missing, raising=False)
    assert command.vocabulary().kind("vertebral-hemangioma") == "entity"


def test_broken_files_are_told(monkeypatch):
    class Loaded:
        library = None
        problems = ("entities/x.yaml, line 3: no name.",)

    monkeypatch.setattr(Entity.objects, "exists", lambda: False, raising=False)
    monkeypatch.setattr(command, "load", Loaded)
    with pytest.raises(CommandError, match="line 3: no name"):
        command.vocabulary()


@pytest.mark.django_db
def test_rows_and_files_understand_the_same():
    from_files = command.vocabulary()
    call_command("sync_knowledge", stdout=io.StringIO())
    from_rows = command.vocabulary()
    assert from_rows is not from_files
    for text, _ in phrases():
        of_rows = [(e.text, e.entity, e.status) for e in resolve(text, from_rows)]
        of_files = [(e.text, e.entity, e.status) for e in resolve(text, from_files)]
        assert of_rows == of_files, text
