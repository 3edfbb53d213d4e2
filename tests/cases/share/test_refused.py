"""What may not leave, and what is not taken in: always with a sentence, never with a trace."""

import io
import json
import stat
import zipfile

import pytest

from cases.models import Arrival, Case, HeldFile, Instance, Series
from cases.services import store
from cases.services.takedown import take_down
from cases.share import give
from cases.share.licence import not_to_pass_on
from cases.share.manifest import NAME
from tests.cases import make
from tests.cases.share.conftest import members, zipped

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "licence", ["CC BY 4.0", "CC-BY-NC-SA 3.0", "cc0 1.0", "Public Domain", "CC BY-ND 4.0"]
)
def test_open_licences_may_be_passed_on(licence):
    assert not_to_pass_on(licence) == ""


@pytest.mark.parametrize("licence", ["", "All rights reserved", "CCB", "Teaching in house only"])
def test_others_may_not(licence, settings):
    assert not_to_pass_on(licence)
    settings.SHARE_LICENCES = ["Teaching in house only"]
    assert bool(not_to_pass_on(licence)) == (licence != "Teaching in house only")


def test_a_case_that_may_not_leave_says_why_and_sends_nothing(case, educator):
    Case.objects.update(licence="All rights reserved")
    page = educator.get(f"/teach/cases/{case.public_id}/share/").content.decode()
    assert "“All rights reserved” is not known" in page and "Download the zip" not in page
    assert educator.post(f"/teach/cases/{case.public_id}/share/").status_code == 422
    assert not case.events.filter(kind="shared").exists()


def test_nothing_leaves_of_a_case_that_was_taken_down(case, admin_user):
    take_down(case, admin_user, "Found a name")
    assert give.refusals(case) == ["This case was taken down. Nothing of it is left to share."]


def test_a_damaged_file_is_noticed_on_the_way_out(case, educator):
    path = store.root() / Instance.objects.first().file
    path.write_bytes(path.read_bytes() + b"!")
    assert educator.post(f"/teach/cases/{case.public_id}/share/").status_code == 422


# ---- on the way in ----


def changed(content, change):
    """The zip with its list changed by a function."""
    files = members(content)
    manifest = json.loads(files[NAME])
    files[NAME] = json.dumps(change(manifest) or manifest).encode()
    return zipped(files)


def refused(bring, content):
    """Bring it in; return the sentence, having seen that nothing of it is left."""
    _intake, rows = bring(content)
    assert [row.status for row in rows] == ["quarantined"], rows
    assert not Case.objects.exists() and not Arrival.objects.exists()
    assert not Series.objects.exists() and not HeldFile.objects.exists()
    left = [path for path in store.root().rglob("*") if path.is_file()]
    assert left == []
    return rows[0].sentence


@pytest.fixture
def sent(case, parcel, elsewhere):
    content = parcel(case)
    elsewhere()
    return content


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda m: m.update(version=2), "newer version"),
        (lambda m: m.update(extra=1), "not as it should be"),
        (lambda m: m["cases"][0].pop("credit"), "$.cases[0]"),
        (lambda m: m["cases"][0].update(id="../../../etc"), "$.cases[0].id"),
        (lambda m: m["cases"][0]["files"][0].update(path="dicom/../x.dcm"), "$.cases[0].files"),
        (lambda m: m["cases"].append(m["cases"][0]), "stands twice"),
        (lambda m: m["cases"][0].update(licence="Confidential"), "“Confidential”"),
        (lambda m: m["cases"][0].update(answer_key={"diagnosis": 5}), "answer key"),
        (lambda m: m["cases"][0]["key_view"].update(series=9), "key view"),
        (lambda m: m["cases"][0].update(provenance="simulated"), "simulated"),
        (lambda m: m["cases"][0].update(title="\x00"), "damaged"),
        (lambda m: m["cases"][0]["series"][0]["images"].pop(), "not those of its list"),
        (lambda m: m["cases"][0]["files"][0].update(sha256="0" * 64), "changed on the way"),
        (lambda m: [1], "not as it should be"),
    ],
)
def test_a_wrong_list_is_refused(sent, bring, change, word):
    def kept(manifest):
        made = change(manifest)
        return made if isinstance(made, list) and made == [1] else manifest

    assert word in refused(bring, changed(sent, kept))


def test_numbers_that_no_database_holds_are_refused(sent, bring):
    files = members(sent)
    files[NAME] = files[NAME].replace(b'"center": 3.5', b'"center": 1e999')
    assert "damaged" in refused(bring, zipped(files))
    files[NAME] = b"[" * 100_000
    assert "damaged" in refused(bring, zipped(files))


def test_files_beside_the_list_are_refused(sent, bring):
    files = members(sent)
    assert "not on its list" in refused(bring, zipped({**files, "note.txt": b"hello"}))
    name = next(name for name in files if name != NAME)
    del files[name]
    assert "missing" in refused(bring, zipped(files))


def hostile(kind):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, "{}" if kind == "empty" else minimal())
        if kind == "traversal":
            archive.writestr("../../evil.dcm", b"x")
        if kind == "symlink":
            link = zipfile.ZipInfo("dicom/" + "0" * 40 + ".dcm")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
        if kind == "bomb":
            with archive.open("dicom/" + "0" * 40 + ".dcm", "w", force_zip64=True) as member:
                for _ in range(300):
                    member.write(bytes(1 << 20))
        if kind == "nested":
            archive.writestr("dicom/" + "0" * 40 + ".dcm", zipped({"a": b"b"}))
    return stream.getvalue()


def minimal():
    """A list that is right in itself, for files that are not."""
    image = ["2.25.3", 0]
    file = {"path": "dicom/" + "0" * 40 + ".dcm", "sha256": "0" * 64, "size": 1}
    series = {"study": "2.25.1", "uid": "2.25.2", "label": "a", "plane": "", "order": 0,
              "windows": [], "images": [image]}  # fmt: skip
    case = {
        "id": "23456789bcdf", "slug": "a", "provenance": "real", "title": "", "history": "",
        "difficulty": "easy", "pool": "practice", "proof": "not_proven", "source_text": "",
        "licence": "CC0", "credit": "", "answer_key": {}, "recipe": None, "key_view": None,
        "origin": {"from": "", "revision": 0, "reviews": []}, "series": [series], "files": [file],
    }  # fmt: skip
    return json.dumps({"format": "spine-mimics-share", "version": 1, "cases": [case]})


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("empty", "not as it should be"),
        ("traversal", "points outside"),
        ("symlink", "symbolic link"),
        ("bomb", "zip bomb"),
        ("nested", "archive within"),
        ("plain", "missing"),
    ],
)
def test_hostile_zips_are_refused(media, bring, kind, word):
    assert word in refused(bring, hostile(kind))


def test_identities_in_the_files_do_not_come_in(sent, bring, tmp_path):
    """A list may say what it likes: the files are de-identified, UIDs that may speak replaced."""
    files = members(sent)
    manifest = json.loads(files[NAME])
    entry = manifest["cases"][0]
    content = make.content(make.dataset(make.phantom(5), index=0))
    import hashlib

    digest = hashlib.sha256(content).hexdigest()
    entry["files"] = [{"path": f"dicom/{digest[:40]}.dcm", "sha256": digest, "size": len(content)}]
    entry["series"] = [{**entry["series"][0], "images": [[make.uid(1, 1, 1), 0]]}]
    entry["key_view"] = None
    sentence = refused(
        bring,
        zipped({NAME: json.dumps(manifest).encode(), f"dicom/{digest[:40]}.dcm": content}),
    )
    assert "not those of its list" in sentence


def test_a_case_that_is_here_stays_as_it_is(case, parcel, bring):
    content = parcel(case)
    Case.objects.update(title="Changed since")
    intake, rows = bring(content)
    assert [(row.status, row.case) for row in rows] == [("duplicate", case.slug)]
    assert "nothing was changed" in rows[0].sentence
    case.refresh_from_db()
    assert case.title == "Changed since" and Case.objects.count() == 1
    assert intake.duplicates == 1


def test_the_same_images_under_another_name_are_found(case, parcel, bring):
    content = changed(parcel(case), lambda m: m["cases"][0].update(id="bcdfghjkmnpq"))
    _intake, rows = bring(content)
    assert rows[0].status == "duplicate" and case.slug in rows[0].sentence
    assert Case.objects.count() == 1


def test_the_same_images_taken_in_from_the_archive_are_found(sent, bring, tmp_path):
    """Here the originals were brought in: other UIDs, the same pixels."""
    from cases.services.ingest import ingest

    second = [make.dataset(make.phantom(50 + i), index=i, series=2) for i in range(3)]
    ingest([make.write(tmp_path / "again", one) for one in second])
    own = Case.objects.get()
    _intake, rows = bring(sent)
    assert [row.status for row in rows] == ["quarantined"] and own.slug in rows[0].sentence
    assert list(Case.objects.all()) == [own]
    assert own.studies.get().series.get().frames.count() == 3
    assert all((store.root() / one.file).exists() for one in Instance.objects.all())


def test_a_case_that_was_taken_down_here_does_not_come_back(case, parcel, bring, admin_user):
    content = parcel(case)
    take_down(case, admin_user, "Found a name")
    _intake, rows = bring(content)
    assert rows[0].status == "quarantined" and "taken down here" in rows[0].sentence
    assert not Instance.objects.exists() and not Arrival.objects.exists()


def test_an_import_that_is_interrupted_goes_on(case, parcel, bring, elsewhere, monkeypatch):
    from cases.intake import service
    from cases.share import take

    content = parcel(case)
    elsewhere()
    real = take.fit

    def dies(arrival):
        monkeypatch.setattr(take, "fit", real)
        raise KeyboardInterrupt

    monkeypatch.setattr(take, "fit", dies)
    with pytest.raises(KeyboardInterrupt):
        bring(content)
    intake = Arrival.objects.get().intake
    assert service.work_off(intake.public_id) == "done"
    intake.refresh_from_db()
    assert (intake.taken, intake.quarantined) == (7, 0)
    assert parcel(Case.objects.get()) == content


def test_an_import_that_is_given_up_leaves_nothing(case, parcel, bring, elsewhere, monkeypatch):
    from cases.intake import service
    from cases.models import Intake
    from cases.share import take

    content = parcel(case)
    elsewhere()

    def dies(arrival):
        raise KeyboardInterrupt

    monkeypatch.setattr(take, "fit", dies)
    with pytest.raises(KeyboardInterrupt):
        bring(content)
    Intake.objects.update(attempts=service.MOST_ATTEMPTS)
    assert service.work_off(Intake.objects.get().public_id) == "given up"
    assert not Case.objects.exists()
    assert [path for path in store.root().rglob("*") if path.is_file()] == []
