"""Preparing exhibits: from their own pixels, once, and again when they change."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from cases.learn.prepare import _keep_best, prepare, prepare_if_shown, stale
from cases.models import Case, Picture, Series, Showing
from cases.phantom.imaging.protocols import REGIONS
from cases.phantom.recipes.loader import RecipeBook
from cases.phantom.recipes.types import CaseRecipe, DiseaseChoice, EntityTeaching
from cases.services import library, store
from tests.quiz import world

pytestmark = pytest.mark.django_db


def test_an_exhibit_gets_stills_outlines_and_a_view(exhibit):
    case = exhibit()
    showing = case.showing
    pictures = Picture.objects.filter(series__study__case=case)
    assert sorted(pictures.values_list("kind", flat=True)) == ["strip", "strip", "thumbnail"]
    for one in pictures:
        assert store.path_of("pictures", one.digest).read_bytes()[:4] == b"RIFF"
    view = showing.view
    outlines = showing.regions[view["series"]][str(view["slice"])]
    assert outlines[0]["name"] == "lesion A, L3" and len(outlines[0]["polygon"]) > 3


def test_the_view_opens_where_the_lesion_is_largest(exhibit):
    showing = exhibit().showing
    slices = showing.regions[showing.view["series"]]
    sizes = {int(index): len(str(outlines)) for index, outlines in slices.items()}
    assert showing.view["slice"] in sizes
    assert min(sizes) < showing.view["slice"] < max(sizes)


def test_a_lesion_at_the_edge_of_the_image_is_not_what_opens():
    """There it lies under the letters of the viewer, and no still can have it in its middle."""
    geometry = {
        "rows": 300, "cols": 200, "pixelSpacing": [1.0, 1.0], "orientation": [0, 1, 0, 0, 0, -1],
        "positions": [[0.0, 0.0, 150.0]],
    }  # fmt: skip
    series = Series(pk=1, geometry=geometry)
    best = {}
    for top, size in ((5, 20), (140, 14), (270, 24)):
        square = [[90, top], [90 + size, top], [90 + size, top + size], [90, top + size]]
        _keep_best(best, series, 0, [square])
    assert best[1][2] == (0.0, 97.0, 3.0)


def test_a_case_without_a_recipe_has_no_gray_levels(exhibit):
    assert exhibit().showing.signals == {}


def test_what_has_not_changed_is_not_prepared_again(exhibit, capsys):
    case = exhibit()
    assert stale() == []
    Case.objects.filter(pk=case.pk).update(answer_key=case.answer_key | {"extent": "diffuse"})
    assert stale() == [case]
    call_command("prepare_exhibits")
    assert "1 exhibits were prepared" in capsys.readouterr().out
    assert stale() == [] and Showing.objects.count() == 1


def test_only_what_self_study_shows_is_prepared(media, knowledge):
    case = world.make_case(images=True)
    prepare_if_shown(case)
    assert not Showing.objects.exists() and stale() == []
    Case.objects.update(pool="exhibit")
    case.refresh_from_db()
    prepare_if_shown(case)
    assert Showing.objects.get().case == case


def test_a_missing_file_is_said_and_does_not_stop_the_others(media, knowledge, capsys):
    broken, good = (world.make_case(images=True, pool="exhibit") for _ in range(2))
    series = broken.studies.get().series.get()
    series.preview_digest = "0" * 40
    series.save()
    with pytest.raises(CommandError, match=broken.slug):
        call_command("prepare_exhibits")
    assert list(Showing.objects.values_list("case", flat=True)) == [good.pk]


@pytest.fixture
def simulated(media, knowledge, monkeypatch):
    """A small exhibit from the real simulator, published through the library."""
    monkeypatch.setitem(REGIONS, "lumbar", replace(REGIONS["lumbar"], slices=5, thickness=10.0))
    recipe = CaseRecipe(
        slug="shown-1", diagnosis="vertebral-hemangioma", seed=4, age=55, sex="F",
        difficulty="easy", history="55-year-old woman with back pain.", pool="exhibit",
        series=("T1", "STIR", "CT"), diseases=(DiseaseChoice("vertebral-hemangioma", {}, "easy"),),
        patient={"pixel_scale": 3.0},
    )  # fmt: skip
    teaching = {"vertebral-hemangioma": EntityTeaching("vertebral-hemangioma", clicks=2)}
    monkeypatch.setattr(library, "checked", lambda: RecipeBook((recipe,), teaching))
    return library.make(recipe)


def test_gray_levels_come_from_the_exhibits_own_pixels(simulated):
    showing = prepare(Case.objects.with_images().get(pk=simulated.pk))
    assert set(showing.signals) == {"t1", "stir", "ct"}
    t1 = showing.signals["t1"]
    assert t1["lesion"] > t1["marrow"] > t1["disc"]  # a fatty hemangioma
    assert showing.signals["ct"]["lesion"] < 400
    assert {"T12", "L3", "S1"} <= set(showing.levels)
    z = [showing.levels[name][2] for name in ("L1", "L3", "L5")]
    assert z == sorted(z, reverse=True)


def test_the_library_prepares_its_exhibits(simulated):
    assert Showing.objects.get().case == simulated
