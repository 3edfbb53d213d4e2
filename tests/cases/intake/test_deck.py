"""Reading PowerPoint collections, and which slides make a case."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image
from pptx.util import Inches
from pydicom import dcmread

from cases.dicom import still
from cases.dicom.archive import is_deck
from cases.dicom.errors import Refused
from cases.intake import deck as reader
from cases.intake.deck import Deck, Slide, read_deck
from cases.intake.grouping import LEAVE, NEW, WITH, grouped, proposed, suggested
from tests.cases import make, stills
from tests.cases.decks import DeckMaker, halves, png, rewritten, sectioned


@pytest.fixture
def maker():
    return DeckMaker()


def read(maker, tmp_path, change=None):
    path = maker.save(tmp_path / "deck.pptx")
    if change:
        rewritten(path, change)
    return read_deck(path, "deck.pptx", tmp_path / "out")


def opened(tmp_path, name):
    return np.asarray(Image.open(tmp_path / "out" / name).convert("L"))


def test_titles_notes_texts_and_pictures_are_read_in_order(maker, tmp_path):
    maker.slide("Case 1", [png(1), png(2)], "A classic.\nT2 bright.", text="54-year-old man")
    maker.slide("", [png(3)], hidden=True)
    found = read(maker, tmp_path)
    first, second = found.slides
    assert (first.title, first.notes) == ("Case 1", "A classic.\nT2 bright.")
    assert first.texts == ("54-year-old man",) and not first.remarks
    assert first.pictures == ("0001-00", "0001-01") and found.pictures == 3
    assert second.hidden and second.title == ""
    assert (opened(tmp_path, "0001-01") == stills.gray(2)).all()


def test_pictures_of_groups_are_found(maker, tmp_path):
    maker.slide("Grouped", [png(1), png(2)], group=True)
    assert len(read(maker, tmp_path).slides[0].pictures) == 2


def test_a_picture_in_a_placeholder_is_found(maker, tmp_path):
    slide = maker.shown.slides.add_slide(maker.shown.slide_layouts[8])
    slide.placeholders[1].insert_picture(io.BytesIO(png(4)))
    assert len(read(maker, tmp_path).slides[0].pictures) == 1


def test_what_was_cropped_away_is_gone(maker, tmp_path):
    slide = maker.slide("Cropped", [halves()])
    slide.shapes[-1].crop_left = 0.5
    read(maker, tmp_path)
    kept = opened(tmp_path, "0001-00")
    assert kept.shape == (96, 48) and kept.max() == 40


@pytest.mark.parametrize(("kind", "said"), [("JPEG", "01"), ("PNG", "00")])
def test_what_was_cut_out_of_a_jpeg_is_still_said_to_be_lossy(maker, tmp_path, kind, said):
    stream = io.BytesIO()
    Image.fromarray(stills.gray(5)).save(stream, kind)
    maker.slide("Cropped", [stream.getvalue()]).shapes[-1].crop_left = 0.25
    read(maker, tmp_path)
    target = tmp_path / "made.dcm"
    still.write(still.Still(tmp_path / "out" / "0001-00", target, "study", "series", 1))
    assert dcmread(target).LossyImageCompression == said


def test_a_mirrored_and_turned_picture_is_as_the_slide_shows_it(maker, tmp_path):
    mirrored = maker.slide("Mirrored", [halves()]).shapes[-1]
    mirrored._element.spPr.find(".//{*}xfrm").set("flipH", "1")
    maker.slide("Turned", [halves()]).shapes[-1].rotation = 90
    read(maker, tmp_path)
    assert opened(tmp_path, "0001-00")[5, 5] == 40 and opened(tmp_path, "0001-00")[5, 90] == 200
    turned = opened(tmp_path, "0002-00")
    assert turned[5, 50] == 200 and turned[90, 50] == 40


def test_a_linked_picture_is_said_to_be_only_linked(maker, tmp_path):
    maker.slide("Linked", [png(1)])
    maker.slide("Sound", [png(2)])

    def change(name, content):
        if name == "ppt/slides/slide1.xml":
            return content.replace(b"r:embed=", b"r:link=")
        return content

    first, second = read(maker, tmp_path, change).slides
    assert first.remarks == (reader.LINKED,) and not first.pictures
    assert len(second.pictures) == 1


def test_videos_tables_and_small_or_broken_pictures_are_said_to_be_left(maker, tmp_path):
    slide = maker.slide("Much", [png(1), png(2, 20)])
    box = (Inches(1), Inches(1), Inches(2), Inches(2))
    slide.shapes.add_movie(io.BytesIO(b"mp4"), *box, mime_type="video/mp4")
    slide.shapes.add_table(2, 2, *box)
    broken = png(5)

    def change(name, content):
        return content[:-500] if content == broken else content

    maker.slide("Broken", [broken]).shapes[-1].crop_left = 0.1
    much, cut = read(maker, tmp_path, change).slides
    assert set(much.remarks) == {reader.VIDEO, reader.OBJECT, reader.SMALL}
    assert len(much.pictures) == 1 and cut.remarks == (reader.BROKEN,)


def test_a_logo_on_every_slide_is_left_out(maker, tmp_path):
    for number in range(5):
        maker.slide(f"Slide {number}", [png(99), png(number)])
    found = read(maker, tmp_path)
    assert all(len(slide.pictures) == 1 for slide in found.slides)
    assert found.slides[0].remarks == (reader.LOGO,)


def test_sections_are_read(maker, tmp_path):
    for number in range(3):
        maker.slide("", [png(number)])
    path = sectioned(maker.save(tmp_path / "deck.pptx"), ["One", "One", "Two"])
    found = read_deck(path, "deck.pptx", tmp_path / "out")
    assert [slide.section for slide in found.slides] == ["One", "One", "Two"]
    assert suggested(found) == "section" and proposed(found) == [NEW, WITH, NEW]


def test_a_bomb_is_not_opened(maker, tmp_path):
    maker.slide("", [png(1)])
    path = maker.save(tmp_path / "deck.pptx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        for number in range(3):
            packed.writestr(f"ppt/media/{number}.bin", bytes(200 << 20))
    with pytest.raises(Refused, match=r"bomb|Split it"):
        read_deck(path, "deck.pptx", tmp_path / "out")


def test_a_damaged_collection_is_refused_with_a_sentence(maker, tmp_path):
    maker.slide("", [png(1)])

    def change(name, content):
        return content[:200] if name == "ppt/presentation.xml" else content

    with pytest.raises(Refused, match="damaged"):
        read(maker, tmp_path, change)


def test_only_a_presentation_is_a_deck(maker, tmp_path):
    maker.slide("", [png(1)])
    assert is_deck(maker.save(tmp_path / "deck.pptx"))
    assert not is_deck(make.write(tmp_path, make.dataset()))


def deck(*slides):
    return Deck("a.pptx", tuple(slides))


def slide(number, title="", pictures=1, **given):
    return Slide(number, title, pictures=tuple(f"{number}-{n}" for n in range(pictures)), **given)


NUMBERED = deck(
    slide(1, "Spine mimics", 0),
    slide(2, "Case 1"),
    slide(3, "", 2),
    slide(4, "Diagnosis: hemangioma", 0, notes="Polka dots."),
    slide(5, "Case 2", hidden=True),
    slide(6, "Case 3"),
)


def test_numbered_cases_are_recognized_and_hidden_slides_left_out():
    assert suggested(NUMBERED) == "case"
    assert proposed(NUMBERED) == [NEW, NEW, WITH, WITH, LEAVE, NEW]
    first, second = grouped(NUMBERED, proposed(NUMBERED))
    assert (first.title, first.pictures, second.title) == ("Case 1", 3, "Case 3")
    assert first.discussion == "**Diagnosis: hemangioma**\n\nPolka dots."


@pytest.mark.parametrize(
    ("by", "cases"), [("slide", 3), ("title", 2), ("section", 1), ("case", 2), ("", 2)]
)
def test_every_rule_makes_its_cases(by, cases):
    assert len(grouped(NUMBERED, proposed(NUMBERED, by))) == cases


def test_without_titles_and_sections_every_slide_is_a_case():
    plain = deck(slide(1), slide(2), slide(3, pictures=0))
    assert suggested(plain) == "slide" and len(grouped(plain, proposed(plain))) == 2
    assert grouped(plain, [WITH, WITH, WITH])[0].title == "Slide 1"
