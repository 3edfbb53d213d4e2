"""References to take along: taken apart with care, and read back by other readers as written."""

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from knowledge.bibliography import Work, parts_of, to_bibtex, to_ris
from knowledge.schema.loader import load

WORKS = [
    Work(item.id, item.citation, item.year, item.doi, item.pmid, item.pmcid, item.url)
    for item in load().library.references
]


def parts(citation, **more):
    return parts_of(Work("x", citation, **more))


def test_a_full_citation_is_taken_apart():
    found = parts(
        "Ulano A, Bredella MA, et al. Distinguishing untreated metastases from enostoses. "
        "AJR 2016;207:362-368"
    )
    assert found.authors == ("Ulano A", "Bredella MA") and found.more
    assert found.title == "Distinguishing untreated metastases from enostoses"
    assert (found.journal, found.year, found.volume, found.pages) == (
        "AJR",
        "2016",
        "207",
        "362-368",
    )


@pytest.mark.parametrize(
    ("citation", "authors"),
    [
        ("d'Angelo P, Tanturri de Horatio L, Toma P. Title. Bone 2021;5:1", 3),
        ("O'Brien WT, Di Primio G. Title. CMAJ 2011;183:456-459", 2),
        ("van Staalduinen E. Title. Bone 2018", 1),
        ("Algra PR et al. Do metastases begin in the body or the pedicles? AJR 1992;158:1", 1),
        ("Evaluation of reconversion in adults with knee MRI. Dicle Tip Derg 2020;47:105", 0),
        ("MRI of the anterior chest wall in SAPHO (71 patients). 2020", 0),
        ("Two cases of atypical nodes, one benign. AJNR", 0),
    ],
)
def test_only_surnames_with_initials_are_authors(citation, authors):
    assert len(parts(citation).authors) == authors


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("Radiopaedia. Fluorosis (rev. 26 Mar 2024)", {"body": "Radiopaedia", "journal": ""}),
        ("Fu Z. Is it really common? Nucl Med Commun 2016;37:387-392", {"title": "Is it really common?", "journal": "Nucl Med Commun"}),
        ("Gupta R. Vertebral body hemangioma. In: FDG PET/MR atlas. Springer 2018", {"book": "FDG PET/MR atlas", "publisher": "Springer", "year": "2018"}),
        ("Kirkland JD. Osteopetrosis. J Clin Diagn Res 2015;9(8):TJ01-TJ02", {"volume": "9(8)", "pages": "TJ01-TJ02"}),
        ("Adams JE. Renal bone disease: investigation. Kidney Int 1999", {"journal": "Kidney Int", "year": "1999", "volume": ""}),
        ("A title alone (case report)", {"title": "A title alone (case report)", "journal": ""}),
        ("MRI of the wall (71 patients). 2020", {"title": "MRI of the wall (71 patients)", "year": "2020"}),
    ],
)  # fmt: skip
def test_odd_citations(citation, expected):
    found = parts(citation)
    assert {name: getattr(found, name) for name in expected} == expected


def test_the_year_of_the_reference_wins():
    assert parts("Adams JE. Title. Bone 1999", year=2001).year == "2001"


def test_the_best_link():
    assert Work("x", "", doi="10.1/a", pmid="1").link == "https://doi.org/10.1/a"
    assert Work("x", "", pmid="12").link == "https://pubmed.ncbi.nlm.nih.gov/12/"
    assert Work("x", "", pmcid="PMC3").link.endswith("/PMC3/")
    assert Work("x", "", url="https://who.int/x").link == "https://who.int/x"


def test_every_reference_comes_back_from_bibtex():
    read = parse_string(to_bibtex(WORKS), "bibtex").entries
    assert list(read) == [work.key for work in WORKS]
    for work in WORKS:
        entry, told = read[work.key], parts_of(work)
        assert entry.fields["title"].strip("{}") == told.title
        assert entry.fields.get("doi", "") == work.doi
        assert entry.fields.get("pmid", "") == work.pmid
        assert entry.fields.get("journal", "") == told.journal
        people = entry.persons.get("author", [])
        assert len(people) == len(told.authors) + told.more
        if told.authors:
            surname = " ".join((*people[0].prelast_names, *people[0].last_names))
            assert told.authors[0].startswith(surname)


def test_every_reference_comes_back_from_ris():
    read = rispy.loads(to_ris(WORKS))
    assert [item["id"] for item in read] == [work.key for work in WORKS]
    for item, work in zip(read, WORKS, strict=True):
        told = parts_of(work)
        assert item["title"] == told.title
        assert item.get("doi", "") == work.doi
        assert item.get("secondary_title", "") == (told.journal or told.book)
        assert [name.split(",")[0] for name in item.get("authors", [])] == [
            name.rpartition(" ")[0] for name in told.authors
        ] or item["authors"] == [told.body]
        assert item["urls"] == [work.link]


def test_ris_records_begin_with_their_type():
    lines = [line for line in to_ris(WORKS[:3]).splitlines() if line]
    assert lines[0].startswith("TY  - ") and lines.count("ER  - ") == 3
    assert all(line[2:6] == "  - " for line in lines)


@pytest.mark.parametrize("title", ["50% of {bones} & T2* _x_ #1", "Über μ-CT “quoted”", "a \\ b"])
def test_what_latex_takes_for_its_own_comes_back(title):
    work = Work("x", f"Adams JE. {title}. Bone 1999")
    (entry,) = parse_string(to_bibtex([work]), "bibtex").entries.values()
    assert entry.fields["year"] == "1999"
    (item,) = rispy.loads(to_ris([work]))
    assert item["title"] == title


@given(st.text(max_size=200))
@settings(max_examples=150)
def test_no_citation_crashes(citation):
    work = Work("x", citation, 2020)
    assert parts_of(work).year == "2020"
    assert to_bibtex([work]) and to_ris([work])


def test_nothing_gives_nothing():
    assert to_bibtex([]).strip() == "" and to_ris([]).strip() == ""
