"""Hostile files through the whole import: no error, no hang, no memory, no good file lost.

The default run takes a small seeded part; `make fuzz` takes 10,000 objects and 1,000 zips.
"""

import pytest

from cases.models import Case, Instance
from tests.cases import lettering, make
from tests.cases.fuzz import mutate
from tests.cases.fuzz.watch import MEMORY, SEED, peak, taken_in

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.filterwarnings("ignore"),
]  # fmt: skip

BATCH = 50


def batch(folder, seeds):
    """Import mutated objects beside a sound series of its own; returns how many came in."""
    folder.mkdir()
    study = 5000 + seeds[0]
    for index in range(3):
        ds = make.dataset(lettering.mr(seeds[0] + index, 48), index=index, study=study)
        make.write(folder, ds, f"good-{index}.dcm")
    for seed in seeds:
        (folder / f"bad-{seed}.dcm").write_bytes(mutate.dicom(seed))
    report = taken_in(folder, seeds)
    names = {row.name.split("/")[-1]: row.status for row in report.rows}
    assert len(names) == len(seeds) + 3
    assert [names[f"good-{index}.dcm"] for index in range(3)] == ["taken"] * 3, seeds
    return sum(status == "taken" for status in names.values()) - 3


def objects(tmp_path, count):
    before, taken = peak(), 0
    for start in range(0, count, BATCH):
        seeds = range(SEED * 100_000 + start, SEED * 100_000 + min(start + BATCH, count))
        taken += batch(tmp_path / str(start), seeds)
    assert peak() - before < MEMORY
    return taken


def zips(tmp_path, count):
    before, sound = peak(), 0
    for number in range(count):
        content, must = mutate.archive(SEED * 100_000 + number)
        path = tmp_path / f"{number}.zip"
        path.write_bytes(content)
        report = taken_in(path, number)
        good = [row for row in report.rows if row.name.endswith("› good.dcm")]
        if must:
            assert good and good[0].status in {"taken", "duplicate"}, number
            sound += 1
        path.unlink()
    assert peak() - before < MEMORY
    return sound


def test_mutated_objects_lose_no_good_file_beside_them(tmp_path):
    assert objects(tmp_path, 2 * BATCH) < 2 * BATCH
    assert Case.objects.exists() and Instance.objects.exists()


def test_mutated_zips_are_refused_or_opened_with_care(tmp_path):
    assert 0 < zips(tmp_path, 25) < 25


@pytest.mark.exhaustive
def test_fuzz_ten_thousand_objects(tmp_path):
    assert 0 < objects(tmp_path, 10_000) < 10_000


@pytest.mark.exhaustive
def test_fuzz_a_thousand_zips(tmp_path):
    assert 0 < zips(tmp_path, 1000) < 1000
