"""Checking every recipe by drawing it coarsely."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from cases.management.commands import check_library
from cases.phantom import inspection
from cases.phantom.inspection import inspect
from cases.phantom.recipes.types import DiseaseChoice
from cases.services import library
from tests.cases.test_library import recipe

SMALL = {"series": ("STIR",), "patient": {}}


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    monkeypatch.setattr(inspection, "COARSE", 4.0)


def check(one):
    return inspect(one, library.book().teaching, library.content())


def test_a_good_recipe_is_in_order():
    found = check(recipe(series=("STIR", "T1", "CT"), patient={}))
    assert found.problems == ()
    assert found.levels
    assert found.pixels > 10


def test_what_is_wrong_is_said():
    normal = recipe("n", "normal", **SMALL)
    ill = replace(normal, diseases=(DiseaseChoice("vertebral-hemangioma"),))
    assert any("normal case shows lesions" in one for one in check(ill).problems)
    nothing = recipe("h", diseases=(), **SMALL)
    assert any("no lesion" in one for one in check(nothing).problems)
    broken = recipe("b", diseases=(DiseaseChoice("vertebral-hemangioma", {"x": 1}),), **SMALL)
    (problem,) = check(broken).problems
    assert problem.startswith("cannot be drawn: ValueError")


def test_a_mask_beside_bone_is_said(monkeypatch):
    monkeypatch.setattr(inspection, "_INSIDE", [])
    assert any("100% of the mask" in one for one in check(recipe(**SMALL)).problems)


def test_what_is_in_order_is_not_drawn_again(tmp_path, monkeypatch, capsys):
    kept = tmp_path / "deep" / "checked.json"
    slug = library.book().cases[0].slug
    monkeypatch.setattr(check_library, "inspect", inspect_nothing)
    call_command("check_library", slug, "--kept", str(kept), "--processes", "1")
    assert "0 are in order, 1 to check" in capsys.readouterr().out
    call_command("check_library", slug, "--kept", str(kept))
    assert "1 are in order, 0 to check" in capsys.readouterr().out
    kept.write_text("{torn")
    monkeypatch.setattr(check_library, "inspect", inspect_badly)
    with pytest.raises(CommandError, match="1 of 1 recipes"):
        call_command("check_library", slug, "--kept", str(kept), "--processes", "1")
    assert "It is bad." in capsys.readouterr().err


def inspect_nothing(recipe, teaching, content):
    return inspection.Inspected((), ("L3",), 12)


def inspect_badly(recipe, teaching, content):
    return inspection.Inspected(("It is bad.",))


def test_an_unknown_case_is_a_sentence():
    with pytest.raises(CommandError, match="no case or diagnosis no-such"):
        call_command("check_library", "no-such")
