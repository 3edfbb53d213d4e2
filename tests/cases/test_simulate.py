"""Commands of the simulator: one study, contact sheets, the table."""

import json

import pydicom
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from cases.management.commands import contact_sheet, simulator_table
from cases.phantom.claims import load as load_claims
from cases.phantom.recipes.loader import checked
from cases.phantom.survey import Survey
from cases.phantom.table import BEGIN, END
from tests.cases.phantom.test_claims import measured

QUICK = ("--series", "T2", "--coarse", "5")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    call_command("simulate", "vertebral-hemangioma", "--seed", "7", *QUICK, "--out", str(folder))
    return folder


def test_a_study_is_files_a_mask_and_a_recipe(made):
    images = [pydicom.dcmread(path) for path in sorted(made.glob("01-0*.dcm"))]
    assert len(images) >= 10
    assert {one.Modality for one in images} == {"MR"}
    assert pydicom.dcmread(made / "01-mask.dcm").Modality == "SEG"
    recipe = json.loads((made / "recipe.json").read_text())
    assert recipe["seed"] == 7
    assert recipe["diseases"][0]["slug"] == "vertebral-hemangioma"


def test_the_recipe_rebuilds_the_study(made, tmp_path, capsys):
    call_command("simulate", str(made / "recipe.json"), "--no-mask", "--out", str(tmp_path))
    said = capsys.readouterr().out
    assert "series 1 of 1" in said
    assert "Lesions shown: " in said
    name = sorted(made.glob("01-0*.dcm"))[5].name
    assert (tmp_path / name).read_bytes() == (made / name).read_bytes()
    assert not list(tmp_path.glob("*mask*"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["vertebral-hemangiom"], "Did you mean vertebral-hemangioma"),
        (["xxxx"], "There is no disease model “xxxx”"),
        (["normal", "--series", "T1,STIRR"], "Did you mean STIR"),
        (["normal", "--series", ","], "names no series"),
        (["normal", "--age", "2"], "from 5 to 95"),
        (["normal", "--coarse", "0.5"], "at least 1"),
        (["normal", "--params", "{"], "not JSON"),
        (["bone-islands", "--params", "[1]"], "JSON object"),
        (["bone-islands", "--params", '{"no-such": 1}'], "knows no parameter"),
        (["no-such.json"], "There is no file"),
    ],
)
def test_mistakes_are_sentences(arguments, sentence, tmp_path):
    with pytest.raises(CommandError, match=sentence.replace("“", ".").replace("”", ".")):
        call_command("simulate", *arguments, "--out", str(tmp_path / "out"))


def test_a_broken_recipe_is_a_sentence(tmp_path):
    path = tmp_path / "recipe.json"
    path.write_text('{"seed": 1, "series": ["T9"]}')
    with pytest.raises(CommandError, match="is not a recipe"):
        call_command("simulate", str(path))
    path.write_text('{"seed": 1, "diseases": [{"slug": "flat-earth"}]}')
    with pytest.raises(CommandError, match="no model"):
        call_command("simulate", str(path))


def test_a_sheet_has_a_row_a_difficulty_and_is_not_drawn_twice(tmp_path, capsys, monkeypatch):
    arguments = ["bone-islands", "--series", "CT", "--coarse", "6", "--height", "60"]
    call_command("contact_sheet", *arguments, "--out", str(tmp_path))
    sheet = Image.open(tmp_path / "bone-islands.png")
    assert sheet.height == 3 * 64
    monkeypatch.setattr(contact_sheet, "contact_sheet", lambda *_, **__: pytest.fail("drawn"))
    call_command("contact_sheet", *arguments, "--out", str(tmp_path))
    assert "is there" in capsys.readouterr().out


def test_a_sheet_shows_recipes_at_their_difficulty():
    book = checked()
    specs = contact_sheet.rows("bone-islands", book, ("T1", "CT"), 4)
    assert [one.diseases[0].difficulty for one in specs] == ["easy", "typical", "hard"]
    assert {one.series for one in specs} == {("T1", "CT")}
    (alone,) = contact_sheet.rows(book.cases[0].slug, book, ("T1",))
    assert alone.series == book.cases[0].series


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no-such"], "no disease model"),
        (["bone-islands", "--series", "X"], "There is no series X"),
    ],
)
def test_sheets_of_nothing_are_sentences(arguments, sentence, tmp_path):
    with pytest.raises(CommandError, match=sentence):
        call_command("contact_sheet", *arguments, "--out", str(tmp_path))


def test_the_table_is_written_between_its_marks(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(Survey, "take", lambda self, recipe: measured())
    document = tmp_path / "simulator.md"
    document.write_text(f"words\n{BEGIN}\n{END}\nmore words\n")
    call_command(
        "simulator_table",
        "--cases",
        "1",
        "--out",
        str(document),
        "--kept",
        str(tmp_path / "k.json"),
    )
    text = document.read_text()
    assert "### Bone island" in text
    assert text.endswith("more words\n")
    assert "claims are contradicted" in capsys.readouterr().out


def test_a_document_without_marks_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(Survey, "known", lambda self, recipe: None)
    document = tmp_path / "simulator.md"
    document.write_text("mine")
    with pytest.raises(CommandError, match="lacks the marks"):
        call_command("simulator_table", "--known", "--out", str(document))
    assert document.read_text() == "mine"
    assert load_claims().entities
    assert simulator_table.Command.help
