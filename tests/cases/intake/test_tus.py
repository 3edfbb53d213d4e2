"""Uploads in pieces: they go on where they stopped, and nobody else can reach them."""

import fcntl
import stat

import pytest

from cases.intake.folder import Folder, clean_path
from cases.models import Intake

pytestmark = pytest.mark.django_db


def test_a_small_file_comes_with_its_announcement(send, intake):
    answer = send("study/a.dcm", 5, b"hello")
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "5")
    (upload,) = Folder(intake.public_id).uploads()
    assert (upload.path, upload.whole) == ("study/a.dcm", True)
    intake.refresh_from_db()
    assert (intake.files, intake.bytes) == (1, 5)


def test_a_large_file_comes_in_pieces_and_tells_how_much_is_there(send, piece, educator, intake):
    address = send("a.dcm", 10, b"0123")["Location"]
    assert piece(address, 4, b"4567")["Upload-Offset"] == "8"
    told = educator.head(address)
    assert (told["Upload-Offset"], told["Upload-Length"]) == ("8", "10")
    assert piece(address, 8, b"89").status_code == 204
    upload = Folder(intake.public_id).uploads()[0]
    assert (Folder(intake.public_id).files / upload.key).read_bytes() == b"0123456789"


def test_a_piece_that_does_not_fit_changes_nothing(send, piece, educator):
    address = send("a.dcm", 10, b"0123")["Location"]
    assert piece(address, 2, b"xx").status_code == 409
    assert piece(address, 4, b"x" * 7).status_code == 413
    assert educator.head(address)["Upload-Offset"] == "4"


def test_a_piece_waits_while_another_is_written(send, piece, intake):
    address = send("a.dcm", 10, b"0123")["Location"]
    key = address.rstrip("/").rpartition("/")[2]
    with (Folder(intake.public_id).files / key).open("ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        assert piece(address, 4, b"45").status_code == 423


def test_the_same_file_announced_again_goes_on_where_it_stopped(send, intake):
    first = send("a.dcm", 10, b"0123")
    again = send("a.dcm", 10)
    assert again["Location"] == first["Location"] and again["Upload-Offset"] == "4"
    intake.refresh_from_db()
    assert (intake.files, intake.bytes) == (1, 10)


def test_a_browser_that_was_reloaded_learns_what_is_there(send, educator, intake):
    send("b/two.dcm", 10, b"0123")
    send("b/one.dcm", 4, b"0123")
    listed = educator.get(f"/teach/bring-in/{intake.public_id}/files/").json()["files"]
    assert [one[1:] for one in listed] == [["b/one.dcm", 4, 4], ["b/two.dcm", 10, 4]]


def test_a_file_can_be_taken_back(send, educator, intake):
    address = send("a.dcm", 10, b"0123")["Location"]
    assert educator.delete(address).status_code == 204
    assert educator.head(address).status_code == 404
    intake.refresh_from_db()
    assert (intake.files, intake.bytes) == (0, 0)


def test_limits_are_told_in_words(send, settings, intake):
    settings.INTAKE_MAX_BYTES = 8
    answer = send("a.dcm", 9)
    assert answer.status_code == 413 and "at once" in answer.content.decode()
    settings.INTAKE_MAX_FILES = 1
    assert send("b.dcm", 1, b"1").status_code == 201
    assert send("c.dcm", 1, b"1").status_code == 413
    assert Intake.objects.get().files == 1
    assert len(Folder(intake.public_id).uploads()) == 1


@pytest.mark.parametrize("length", ["", "-1", "x", "1e9", "9" * 30])
def test_nonsense_for_a_length_is_refused(educator, intake, length):
    answer = educator.generic(
        "POST", f"/teach/bring-in/{intake.public_id}/files/", headers={"Upload-Length": length}
    )
    assert answer.status_code == 400


def test_nothing_is_added_to_what_is_being_worked_off(send, piece, intake):
    address = send("a.dcm", 10, b"0123")["Location"]
    Intake.objects.update(state="running")
    assert send("b.dcm", 1, b"1").status_code == 409
    assert piece(address, 4, b"4").status_code == 409


def test_uploads_are_their_owners_alone(send, piece, intake, learner, persona, admin):
    address = send("a.dcm", 10, b"0123")["Location"]
    Intake.objects.update(owner=persona("admin").user)
    for client in (learner, persona("educator").client):
        assert client.head(address).status_code == 404
        assert piece(address, 4, b"4", client=client).status_code == 404
        assert send("b.dcm", 1, b"1", client=client).status_code == 404
    assert admin.head(address).status_code == 200


def test_files_lie_where_only_the_application_reads(send, intake):
    send("a.dcm", 5, b"hello")
    folder = Folder(intake.public_id).files
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/x", "abs/x"),
        ("a\\..\\b", "a/b"),
        ("", "file"),
        ("a\0b", "ab"),
        ("x" * 3000, "x" * 1000),
    ],
)
def test_names_lead_nowhere(given, kept):
    assert clean_path(given) == kept


def test_an_address_cannot_name_another_file(educator, intake):
    for key in ("..", "%2e%2e", "report.json", "abc"):
        assert educator.head(f"/teach/bring-in/{intake.public_id}/files/{key}/").status_code == 404
