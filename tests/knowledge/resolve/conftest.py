import pytest

from knowledge.resolve import Term, Vocabulary
from tests.knowledge.resolve import content


@pytest.fixture(scope="session")
def full():
    """The vocabulary of the shipped content."""
    return content.vocabulary()


@pytest.fixture(scope="session")
def small():
    """A few names that show the rules, independent of the shipped content."""
    return Vocabulary(
        [
            Term(
                "vertebral-hemangioma",
                "entity",
                "Vertebral hemangioma (typical)",
                ("hemangioma", "multiple hemangiomas"),
                ("VH",),
            ),
            Term(
                "atypical-hemangioma", "entity", "Atypical hemangioma", ("lipid-poor hemangioma",)
            ),
            Term("lytic", "entity", "Lytic vertebral metastases", ("osteolytic metastases",)),
            Term("diffuse", "entity", "Diffuse infiltration", ("diffuse bone metastases",)),
            Term("metastases", "group", "Bone metastases", ("metastases",), ("mets",)),
            Term("brown-tumor", "entity", "Brown tumor", ("hyperparathyroidism",), ("BT",)),
            Term("mccune", "entity", "Fibrous dysplasia", ("McCune-Albright syndrome",), ("FD",)),
            Term("bone-islands", "entity", "Bone islands", ("enostosis",)),
            Term("lymphoma", "entity", "Vertebral lymphoma", (), ("ALL", "NHL")),
            Term("nf1", "entity", "Neurofibromatosis type 1", (), ("NF1",)),
            Term("fractures", "entity", "Osteoporotic fractures", (), ("SIF",)),
            Term("radiation", "entity", "Radiation osteitis", (), ("SIF",)),
            Term("normal", "normal", "Normal", ("no lesion",)),
            Term("other-hypo", "known-other", "Hypoparathyroidism"),
            Term("other-exostosis", "known-other", "Exostosis"),
            Term("other-porosis", "known-other", "Osteoporosis"),
            Term("other-nf2", "known-other", "Neurofibromatosis type 2", (), ("NF2",)),
            Term("other-hemangioma", "known-other", "Hemangioma"),
        ],
        {"SIF": ("fractures", "radiation")},
    )
