"""Damaged pictures, PowerPoint files and shared zips: a sentence each, and no good file is lost.

The default run takes a small seeded part; `make fuzz` takes 3,000 pictures, 1,000 collections and
1,000 shared zips.
"""

import pytest

from cases.intake import collect
from cases.intake.folder import Folder
from cases.models import Arrival, Case, Instance, Intake
from cases.services.intake import Source
from cases.share.take import Shared, take_shared
from tests.cases import make, stills
from tests.cases.fuzz import pictures
from tests.cases.fuzz.watch import MEMORY, SEED, Clock, peak, taken_in, told
from tests.cases.share.conftest import case, elsewhere, parcel  # noqa: F401 (fixtures)
from tests.personas import make_user

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.filterwarnings("ignore"),
]  # fmt: skip

BATCH = 50


def stills_taken(tmp_path, count):
    """Import mutated pictures, a sound one beside each batch; returns how many came in."""
    before, taken = peak(), 0
    for start in range(0, count, BATCH):
        folder, first = tmp_path / str(start), SEED * 100_000 + start
        stills.save(folder / "sound picture.png", stills.gray(90_000 + first))
        make.write(folder, make.dataset(index=start, study=first), "sound.dcm")
        for seed in range(first, first + min(BATCH, count - start)):
            ending, content = pictures.picture(seed)
            (folder / f"bad {seed} x.{ending}").write_bytes(content)
        report = taken_in(folder, first)
        became = {row.name.split("/")[-1]: row.status for row in report.rows}
        assert became.pop("sound picture.png") == "taken", first
        assert became.pop("sound.dcm") == "taken", first
        assert len(became) == min(BATCH, count - start)
        taken += sum(status == "taken" for status in became.values())
    assert peak() - before < MEMORY
    return taken


def decks_read(tmp_path, count):
    """Read mutated collections, a sound one among them; returns how many could be read."""
    before, read = peak(), 0
    intake = Intake.objects.create(owner=make_user("educator"))
    sound = tmp_path / "sound.pptx"
    sound.write_bytes(pictures._deck())
    for number in range(count):
        path = tmp_path / "bad.pptx"
        path.write_bytes(pictures.deck(SEED * 100_000 + number))
        clock, folder = Clock(), Folder(f"{intake.public_id}-{number}")
        rows = collect.read_all(folder, [Source("bad", path, ""), Source("sound", sound, "")])
        clock.check(number)
        told(rows)
        assert rows[1].status == "read"
        decks = collect.decks_of(folder)
        assert len(decks) == sum(row.status == "read" for row in rows), number
        read += len(decks) - 1
    assert peak() - before < MEMORY
    return read


def shared_taken(content, tmp_path, count):
    """Take mutated shared zips in; returns how many came in. A case is here whole or not at all."""
    before, taken = peak(), 0
    intake = Intake.objects.create(owner=make_user("educator"))
    for number in range(count):
        path = tmp_path / "shared.zip"
        bad = pictures.shared(content, SEED * 100_000 + number)
        path.write_bytes(bad if number else content)
        clock = Clock()
        report = take_shared(Shared("bad", path), intake, tmp_path / f"room-{number}", clock)
        clock.check(number)
        told(report.rows)
        here = list(Case.objects.values_list("slug", flat=True))
        assert sorted(here) == sorted(report.cases), number
        assert not Arrival.objects.filter(whole=False).exists(), number
        assert bool(here) == Instance.objects.exists(), number
        assert here or number, "the sound one comes in"
        taken += bool(here)
        Case.objects.all().delete()
    assert peak() - before < MEMORY
    return taken


def test_mutated_pictures_lose_no_good_file_beside_them(tmp_path):
    assert 0 < stills_taken(tmp_path, BATCH) < BATCH


def test_mutated_collections_are_read_or_refused(tmp_path):
    assert 0 < decks_read(tmp_path, 10) < 10


@pytest.fixture
def sent(case, parcel, elsewhere):  # noqa: F811
    """A shared zip of a case that is not here (any more)."""
    content = parcel(case)
    elsewhere()
    return content


def test_mutated_shared_zips_come_in_whole_or_not_at_all(sent, tmp_path):
    assert 1 < shared_taken(sent, tmp_path, 30) < 30


@pytest.mark.exhaustive
def test_fuzz_three_thousand_pictures(tmp_path):
    assert 0 < stills_taken(tmp_path, 3000) < 3000


@pytest.mark.exhaustive
def test_fuzz_a_thousand_collections(tmp_path):
    assert 0 < decks_read(tmp_path, 1000) < 1000


@pytest.mark.exhaustive
def test_fuzz_a_thousand_shared_zips(sent, tmp_path):
    assert 0 < shared_taken(sent, tmp_path, 1000) < 1000
