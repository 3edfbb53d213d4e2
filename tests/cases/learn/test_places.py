"""The viewer of a finding opens where the finding is, not always in the middle."""

from types import SimpleNamespace

import pytest

from cases.learn.places import view_for

#: Nine cuts, 5 mm apart, from right (-20) to left (20).
ACROSS = [[x, 0.0, 0.0] for x in range(-20, 21, 5)]
SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10]]


def stack(plane="sagittal"):
    return SimpleNamespace(
        token="t1",
        plane=plane,
        geometry={"orientation": [0, 1, 0, 0, 0, -1], "positions": ACROSS, "pixelSpacing": [1, 1]},
        windows=[],
        frame_digests=["digest"] * len(ACROSS),
        pictures=SimpleNamespace(all=lambda: [SimpleNamespace(slice=0)]),
    )


def case(outlined=(), levels=None):
    regions = {"t1": {str(index): [{"polygon": SQUARE}] for index in outlined}}
    view = {"series": "t1", "slice": 4}
    return SimpleNamespace(
        showing=SimpleNamespace(
            view=view, regions=regions if outlined else {}, levels=levels or {}
        )
    )


@pytest.mark.parametrize(
    ("finding", "outlined", "slice_"),
    [
        ("t1-low", (1, 4), 4),
        ("pedicle-destruction", (1, 4), 1),
        ("pedicle-destruction", (4, 7), 7),
        ("sacral-h", (4, 8), 8),
        ("large-liver-spleen", (), 8),
    ],
)
def test_what_lies_beside_the_midline_opens_there(finding, outlined, slice_):
    assert view_for(finding, case(outlined), stack())["slice"] == slice_


def test_the_midline_is_that_of_the_bodies():
    crooked = case((1, 3), levels={"L1": [10.0, 0, 0], "L2": [10.0, 0, -30]})
    assert view_for("pedicle-destruction", crooked, stack())["slice"] == 3


def test_a_stack_that_does_not_reach_so_far_opens_as_ever():
    far_away = case(levels={"L1": [90.0, 0, 0]})
    assert view_for("sacral-h", far_away, stack())["slice"] == 4


def test_an_axial_stack_of_a_diffuse_disease_opens_in_its_middle():
    ended = case()
    ended.showing.view["slice"] = 0
    assert view_for("expanded-ribs", ended, stack("axial"))["slice"] == 4
    marked = case((0,))
    marked.showing.view["slice"] = 0
    assert view_for("expanded-ribs", marked, stack("axial"))["slice"] == 0
