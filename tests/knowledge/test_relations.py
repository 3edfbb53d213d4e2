import pytest

from knowledge.schema.relations import NORMAL, Relations, RelationsError

TREE = Relations(
    broader={
        "lytic": ("metastases",),
        "sclerotic": ("metastases",),
        "myeloma": ("hematologic",),
        "metastases": ("malignancy",),
        "hematologic": ("malignancy",),
        "atypical": ("hemangioma",),
    },
    malignant=frozenset({"lytic", "sclerotic", "myeloma", "metastases", "malignancy"}),
    names={"lytic": "Lytic metastases", NORMAL: "Normal"},
)


@pytest.mark.parametrize(
    ("slug", "ancestor", "steps"),
    [
        ("lytic", "metastases", 1),
        ("lytic", "malignancy", 2),
        ("metastases", "malignancy", 1),
        ("atypical", "hemangioma", 1),
        ("hemangioma", "atypical", None),
        ("lytic", "lytic", None),
        ("lytic", "hematologic", None),
        ("nobody", "malignancy", None),
    ],
)
def test_steps_above_counts_the_way_up_only(slug, ancestor, steps):
    assert TREE.steps_above(slug, ancestor) == steps
    assert TREE.is_narrower(slug, ancestor) is (steps is not None)


def test_the_shortest_way_counts_when_there_are_two():
    relations = Relations(broader={"a": ("b", "c"), "b": ("c",)})
    assert relations.steps_above("a", "c") == 1


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("lytic", "sclerotic", True),
        ("sclerotic", "lytic", True),
        ("metastases", "hematologic", True),
        ("lytic", "myeloma", False),
        ("lytic", "lytic", False),
        ("hemangioma", "lytic", False),
        ("nobody", "else", False),
    ],
)
def test_siblings_share_one_parent_right_above(a, b, expected):
    assert TREE.siblings(a, b) is expected


def test_a_circle_is_refused():
    with pytest.raises(RelationsError, match="narrower than itself"):
        Relations(broader={"a": ("b",), "b": ("a",)})


def test_names_malignancy_and_children():
    assert TREE.name("lytic") == "Lytic metastases"
    assert TREE.name("unheard-of") == "unheard-of"
    assert TREE.is_malignant("malignancy") and not TREE.is_malignant("hemangioma")
    assert TREE.narrower("metastases") == ("lytic", "sclerotic")
    assert TREE.narrower("lytic") == ()


def test_empty_relations_know_nothing_and_do_not_fail():
    empty = Relations()
    assert empty.steps_above("a", "b") is None
    assert not empty.siblings("a", "b")
