"""Spelling."""

import pytest

from knowledge.resolve.normalise import normalise, root, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Haemangioma", "hemangioma"),
        ("TUMOURS", "tumor"),
        ("oedema", "edema"),
        ("Leukaemia", "leukemia"),
        ("leucaemia", "leukemia"),
        ("anaemia", "anemia"),
        ("ischaemia", "ischemia"),
        ("generalised", "generalized"),
        ("Albers-Schönberg", "alber schonberg"),
        ("Léri", "leri"),
        ("β-thalassaemia", "beta thalassemia"),
        ("β2-microglobulin", "beta 2 microglobulin"),
        ("ß-thal", "beta thal"),
        ("Paget's disease", "paget disease"),
        ("Paget’s disease", "paget disease"),
        ("Langerhans' cells", "langerhan cell"),
        ("type II", "type 2"),
        ("Type IV", "type 4"),
        ("type one", "type 1"),
        ("modic ll", "modic 2"),
        ("I think", "i think"),
        ("histiocytosis X", "histiocytosis x"),
        ("metastases", "metastasis"),
        ("enostoses", "enostosis"),
        ("diseases", "disease"),
        ("anomalies", "anomaly"),
        ("hemangiomata", "hemangioma"),
        ("vertebrae", "vertebra"),
        ("mass masses", "mass mass"),
        ("sclerosis", "sclerosis"),
        ("disks", "disc"),
        ("L.C.H.", "lch"),
        ("2° hyperparathyroidism", "secondary hyperparathyroidism"),
        ("a_b", "a b"),
        ("ＦＤ", "fd"),
        ("", ""),
        ("—", ""),
    ],
)
def test_folded(text, expected):
    assert normalise(text) == expected


def test_words_keep_their_plural():
    assert words("Bone Islands") == ("bone", "islands")


def test_short_words_and_numbers_keep_their_s():
    assert (root("as"), root("abs"), root("nf1s1")) == ("as", "abs", "nf1s1")


def test_other_scripts_stay():
    assert words("骨 שלום") == ("骨", "שלום")
