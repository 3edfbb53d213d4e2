"""Hostile zips are refused with a sentence, and sound files beside them are taken."""

import io
import stat
import zipfile

import pytest

from cases.dicom import archive
from cases.dicom.archive import Limits, expand, is_zip
from cases.dicom.errors import Refused


def make_zip(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as out:
        for name, content in members:
            out.writestr(name, content)
    return path


def opened(path, tmp_path, **limits):
    folder = tmp_path / "out"
    folder.mkdir(exist_ok=True)
    return list(expand(path, folder, Limits(**limits)))


def test_members_are_written_under_numbers_of_our_own(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("Hasenpfeffer/1.dcm", b"one"), ("x/2", b"two")])
    members = opened(path, tmp_path)
    assert [member.path.read_bytes() for member in members] == [b"one", b"two"]
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["000000", "000001"]


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/evil", "a/../../evil", "..\\..\\evil", "C:\\evil"]
)
def test_path_traversal_is_refused_and_the_rest_taken(tmp_path, name):
    path = make_zip(tmp_path / "a.zip", [(name, b"bad"), ("good", b"good")])
    bad, good = opened(path, tmp_path)
    assert "outside the archive" in bad.refused and bad.path is None
    assert good.path.read_bytes() == b"good"
    assert not (tmp_path / "evil").exists() and not (tmp_path.parent / "evil").exists()


def test_symbolic_links_are_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = make_zip(tmp_path / "a.zip", [(link, "/etc/passwd"), ("good", b"good")])
    bad, good = opened(path, tmp_path)
    assert "symbolic link" in bad.refused and good.path.is_file()


def test_nested_archives_are_refused_by_name_and_by_content(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as out:
        out.writestr("x", "y")
    members = [
        ("inner.zip", inner.getvalue()),
        ("disguised.dcm", inner.getvalue()),
        ("good", b"g"),
    ]
    found = opened(make_zip(tmp_path / "a.zip", members), tmp_path)
    assert ["within the archive" in one.refused for one in found] == [True, True, False]


def test_too_many_files_are_refused(tmp_path):
    path = make_zip(tmp_path / "a.zip", [(str(n), b"") for n in range(12)])
    with pytest.raises(Refused, match="12 files"):
        opened(path, tmp_path, files=10)


def test_too_much_content_is_refused_before_it_is_unpacked(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("a", b"x" * 600), ("b", b"x" * 600)])
    with pytest.raises(Refused, match="Split it"):
        opened(path, tmp_path, total_bytes=1000)
    assert not list((tmp_path / "out").iterdir())


def test_a_bomb_is_refused_by_its_ratio(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("a", b"\0" * 5_000_000)])
    with pytest.raises(Refused, match="zip bomb"):
        opened(path, tmp_path, ratio_above=1_000_000)


def test_an_empty_image_that_compresses_a_thousandfold_is_no_bomb(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("a", b"\0" * 5_000_000)])
    assert opened(path, tmp_path)[0].path.stat().st_size == 5_000_000


def test_a_single_huge_member_is_refused_and_not_left_behind(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("a", b"x" * 2000), ("b", b"fine")])
    big, fine = opened(path, tmp_path, file_bytes=1000)
    assert "larger" in big.refused and fine.path.read_bytes() == b"fine"
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_sizes_that_lie_are_counted_while_unpacking(tmp_path, monkeypatch):
    path = make_zip(tmp_path / "a.zip", [("a", b"x" * 3000)])
    monkeypatch.setattr(archive, "_refuse_bombs", lambda *unused: None)
    with pytest.raises(Refused, match="more than is taken"):
        opened(path, tmp_path, total_bytes=1000)


def test_a_damaged_member_costs_only_itself(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("a", b"a" * 500), ("b", b"b")], zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[100] ^= 0xFF
    path.write_bytes(content)
    bad, good = opened(path, tmp_path)
    assert "damaged" in bad.refused and good.path.read_bytes() == b"b"


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut short", b"PK\x03\x04" + b"\0" * 400])
def test_a_damaged_archive_is_refused(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    assert is_zip(path)
    with pytest.raises(Refused, match="damaged"):
        opened(path, tmp_path)


def test_encrypted_members_are_refused(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("a", b"secret")])
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    path.write_bytes(content)
    assert "encrypted" in opened(path, tmp_path)[0].refused
