"""References to read and to take along, from the pages."""

import pytest
import rispy
from pybtex.database import parse_string

from knowledge.models import Reference

pytestmark = pytest.mark.django_db


def test_the_page_lists_every_source_with_its_links(rows, guest, library):
    page = guest.get("/learn/references/").content.decode()
    assert f"{len(library.references)} sources" in page
    assert "https://doi.org/10.2214/AJR.15.15559" in page
    for ending in ("bib", "ris"):
        assert f'href="/learn/references/all.{ending}"' in page


@pytest.mark.parametrize("ending", ["bib", "ris"])
def test_all_references_come_as_a_file(rows, guest, library, ending):
    response = guest.get(f"/learn/references/all.{ending}")
    assert response["Content-Disposition"] == f'attachment; filename="spine-mimics.{ending}"'
    assert "charset=utf-8" in response["Content-Type"]
    text = response.content.decode()
    ids = (
        list(parse_string(text, "bibtex").entries)
        if ending == "bib"
        else [item["id"] for item in rispy.loads(text)]
    )
    assert set(ids) == {item.id for item in library.references}


@pytest.mark.parametrize("ending", ["bib", "ris"])
def test_an_entity_takes_what_its_page_cites(rows, guest, ending):
    page = guest.get("/learn/vertebral-hemangioma/").content.decode()
    assert f'href="/learn/vertebral-hemangioma/references.{ending}"' in page
    text = guest.get(f"/learn/vertebral-hemangioma/references.{ending}").content.decode()
    assert "shi-2017" in text and "ulano-2016" not in text
    assert text.count("10.18632/oncotarget.20533") >= 1


def test_an_educators_reference_counts_and_a_withdrawn_one_does_not(rows, guest):
    row = Reference.objects.get(ref_id="shi-2017")
    row.citation = "Nobody N. A better title. Bone 2021;1:1"
    row.save()
    assert "A better title" in guest.get("/learn/references/all.bib").content.decode()
    row.withdrawn = True
    row.save()
    assert "shi-2017" not in guest.get("/learn/references/all.ris").content.decode()


@pytest.mark.parametrize("ending", ["bib", "ris"])
def test_there_is_no_file_of_what_is_not_there(rows, guest, ending):
    assert guest.get(f"/learn/no-such/references.{ending}").status_code == 404


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/learn/references/", 1),
        ("/learn/references/all.bib", 1),
        ("/learn/references/all.ris", 1),
        ("/learn/vertebral-hemangioma/references.bib", 2),
    ],
)
def test_they_cost_a_constant_number_of_queries(
    rows, guest, django_assert_num_queries, path, queries
):
    guest.get(path)
    with django_assert_num_queries(queries):
        guest.get(path)
