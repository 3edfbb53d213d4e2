"""The environment is made once and recognised after that."""

import json
import subprocess

import pytest

from config import bootstrap


@pytest.fixture
def house(tmp_path, monkeypatch):
    """An empty checkout with a lock; nothing is really installed."""
    lock = "one==1 \\\n    --hash=sha256:0\n    # via x\ntwo==2 \\\n    --hash=sha256:1\n"
    (tmp_path / "requirements.txt").write_text(lock)
    (tmp_path / "requirements-dev.txt").write_text(lock + "three==3\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "installed.json")
    installed = []

    def make_venv():
        (tmp_path / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
        (tmp_path / ".venv" / "bin" / "python").touch()

    monkeypatch.setattr(bootstrap, "make_venv", make_venv)
    monkeypatch.setattr(bootstrap, "install", installed.append)
    return tmp_path, installed


def test_second_time_nothing_is_done(house):
    _, installed = house
    bootstrap.main("requirements.txt")
    bootstrap.main("requirements.txt")
    assert installed == ["requirements.txt"]


def test_a_changed_lock_is_installed_again(house):
    root, installed = house
    bootstrap.main("requirements.txt")
    (root / "requirements.txt").write_text("one==2\n")
    bootstrap.main("requirements.txt")
    assert installed == ["requirements.txt"] * 2


def test_developing_covers_running_but_not_the_other_way_round(house):
    _, installed = house
    bootstrap.main("requirements-dev.txt")
    bootstrap.main("requirements.txt")
    assert installed == ["requirements-dev.txt"]


def test_running_first_does_not_satisfy_developing(house):
    _, installed = house
    bootstrap.main("requirements.txt")
    bootstrap.main("requirements-dev.txt")
    assert installed == ["requirements.txt", "requirements-dev.txt"]


def test_a_broken_stamp_counts_as_none(house):
    root, installed = house
    bootstrap.main("requirements.txt")
    (root / ".venv" / "installed.json").write_text("{half")
    bootstrap.main("requirements.txt")
    assert len(installed) == 2
    assert json.loads((root / ".venv" / "installed.json").read_text())


def test_an_old_python_gets_a_sentence(monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 8, 0))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.8"):
        bootstrap.find_python()


def test_an_old_python_finds_a_newer_one(monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 8, 0))
    monkeypatch.setattr(
        bootstrap.shutil, "which", lambda name: "/opt/p" if name == "python3.12" else None
    )
    assert bootstrap.find_python() == "/opt/p"


def test_packages_that_cannot_be_fetched_end_with_the_reason(tmp_path, monkeypatch, capsys):
    (tmp_path / "requirements.txt").write_text("one==1\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)

    class Failing:
        stdout = iter(["Collecting one==1\n", "ERROR: no network\n"])

        @staticmethod
        def wait():
            return 1

    monkeypatch.setattr(bootstrap.subprocess, "Popen", lambda *args, **kwargs: Failing())
    with pytest.raises(SystemExit, match="could not be installed"):
        bootstrap.install("requirements.txt")
    assert "no network" in capsys.readouterr().out


def test_a_python_without_venv_gets_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command: 1)
    with pytest.raises(SystemExit, match="python3-venv"):
        bootstrap.make_venv()


def test_it_reads_with_an_old_python():
    """No syntax newer than 3.7, so that the sentence about versions can be said at all."""
    import ast

    source = (bootstrap.Path(bootstrap.__file__)).read_text()
    ast.parse(source, feature_version=(3, 7))
    assert subprocess is not None
